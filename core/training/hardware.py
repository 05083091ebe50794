# SPDX-License-Identifier: Apache-2.0
"""What this machine can do for a training: found cheaply without torch, and measured with it in the child."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

_BF16_FLAGS = ("avx512_bf16", "amx_bf16")
SPIN_COUNT = "10000"
"""How long a thread of OpenMP looks for its next piece of work before it sleeps: a fraction of a millisecond.

To sleep at once costs a small student a sixth of its speed; to look for long takes the cores from everybody else.
"""
_BF16_GAIN = 1.1
"""How much faster than fp32 a matrix product in bf16 must be before bf16 is worth its rounding."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """The machine as a training sees it.

    Attributes:
        device: ``cuda`` or ``cpu``.
        cores: physical cores that this process may use.
        has_bf16, has_fp16: the precision is both supported and worth using here.
        is_measured: True when the answers come from a trial in the child, False when they are read off the machine.
    """

    device: str
    device_name: str
    cores: int
    memory_bytes: int
    free_memory_bytes: int
    has_bf16: bool
    has_fp16: bool
    has_8bit_optimizer: bool
    is_measured: bool = False


def glance() -> Hardware:
    """Read the machine without loading torch; a training measures it again before it starts."""
    has_gpu = shutil.which("nvidia-smi") is not None and Path("/dev/nvidiactl").exists()
    memory = psutil.virtual_memory()
    return Hardware(
        device="cuda" if has_gpu else "cpu",
        device_name="NVIDIA GPU" if has_gpu else _processor_name(),
        cores=usable_cores(),
        memory_bytes=memory.total,
        free_memory_bytes=memory.available,
        has_bf16=has_gpu or any(flag in _processor_flags() for flag in _BF16_FLAGS),
        has_fp16=has_gpu,
        has_8bit_optimizer=find_spec("bitsandbytes") is not None,
    )


def measure() -> Hardware:
    """Try the machine with torch: a timed matrix product decides about bf16. Child process only."""
    import torch

    seen = glance()
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        return Hardware(
            device="cuda",
            device_name=str(properties.name),
            cores=seen.cores,
            memory_bytes=seen.memory_bytes,
            free_memory_bytes=int(torch.cuda.mem_get_info()[0]),
            has_bf16=torch.cuda.is_bf16_supported(),
            has_fp16=True,
            has_8bit_optimizer=seen.has_8bit_optimizer,
            is_measured=True,
        )
    return Hardware(
        device="cpu",
        device_name=_processor_name(),
        cores=seen.cores,
        memory_bytes=seen.memory_bytes,
        free_memory_bytes=seen.free_memory_bytes,
        has_bf16=_bf16_pays(),
        has_fp16=False,
        has_8bit_optimizer=seen.has_8bit_optimizer,
        is_measured=True,
    )


def usable_cores() -> int:
    """Physical cores, but never more than this process may run on."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, psutil.cpu_count(logical=False) or allowed))


def child_environment(*, threads: int, free_memory_bytes: int) -> dict[str, str]:
    """Environment of a training child: threads, an OpenMP that shares cores, an allocator that keeps pages, no network.

    Of several GPUs it sees one, unless the user chose.
    """
    environment = {
        "CUDA_VISIBLE_DEVICES": os.environ.get("CUDA_VISIBLE_DEVICES", "0"),
        "OMP_NUM_THREADS": str(threads),
        "MKL_NUM_THREADS": str(threads),
        "GOMP_SPINCOUNT": SPIN_COUNT,
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "DISABLE_TELEMETRY": "1",
    }
    if platform.system() == "Linux" and free_memory_bytes > 10 * 2**30:
        tunables = ("mmap_max=0", "trim_threshold=34359738368", "top_pad=268435456")
        environment["GLIBC_TUNABLES"] = ":".join(f"glibc.malloc.{tunable}" for tunable in tunables)
    return environment


def _bf16_pays() -> bool:
    """True when a product in bf16 beats fp32 clearly; processor flags alone say too much on some machines."""
    import torch

    left, right = torch.randn(512, 512), torch.randn(512, 512)
    half_left, half_right = left.bfloat16(), right.bfloat16()
    try:
        full = _best_of(lambda: left @ right)
        half = _best_of(lambda: half_left @ half_right)
    except RuntimeError:
        return False
    return half * _BF16_GAIN < full


def _best_of(work: Callable[[], object], *, rounds: int = 12) -> float:
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _processor_name() -> str:
    for line in _processor_lines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _processor_flags() -> frozenset[str]:
    for line in _processor_lines():
        if line.startswith(("flags", "Features")):
            return frozenset(line.partition(":")[2].split())
    return frozenset()


def _processor_lines() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()[:60]
    except OSError:
        return []
