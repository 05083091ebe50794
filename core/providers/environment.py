# SPDX-License-Identifier: Apache-2.0
"""The environment of child processes: without keys and without variables that turn a provider elsewhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

_PREFIXES = ("OPENAI_", "ANTHROPIC_", "AZURE_OPENAI_", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_SECRET = re.compile(r"(^|_)(API_KEY|API_TOKEN|AUTH_TOKEN|ACCESS_TOKEN|ACCESS_KEY|SECRET|SECRET_KEY|PASSWORD)$")


# Keeps large blocks in the process: without it every new tensor of a step is mapped and cleared anew.
_ALLOCATOR = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=34359738368:glibc.malloc.top_pad=268435456"
# How long a thread of OpenMP looks for work before it sleeps; as in training.
_SPIN_COUNT = "10000"


def child_environment(
    environ: Mapping[str, str] | None = None, *, without: str = "", is_computing: bool = False
) -> dict[str, str]:
    """The environment for a child that gets its key, if any, on standard input.

    Variables of providers and everything that is named like a secret are left out, and so is the one named
    ``without``. Model libraries are told to stay off the network, since Stillroom loads local folders only. A child
    that computes by itself also gets an allocator that suits tensors.
    """
    given = os.environ if environ is None else environ
    kept = {
        name: value
        for name, value in given.items()
        if name != without and not name.upper().startswith(_PREFIXES) and not _SECRET.search(name.upper())
    }
    kept.setdefault("GOMP_SPINCOUNT", _SPIN_COUNT)
    if is_computing and sys.platform == "linux":
        kept.setdefault("GLIBC_TUNABLES", _ALLOCATOR)
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    return kept | offline | {"TOKENIZERS_PARALLELISM": "false"}
