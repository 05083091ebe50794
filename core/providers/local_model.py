# SPDX-License-Identifier: Apache-2.0
"""Loading a model of this machine: which options it has, on what it runs, and how exactly it computes."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from core.params import ParamType, param
from core.providers.chat_text import ChatText
from core.providers.decoding import Decoder
from core.providers.model_folder import ModelFolder
from core.providers.processor import is_bf16_faster, set_threads

log = logging.getLogger(__name__)

_NO_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class LocalParams:
    """Options of a local model."""

    adapter: str = param(
        "", "Adapter folder", "A LoRA adapter on top of the model; leave it empty for none.", type=ParamType.FOLDER
    )
    batch_size: int = param(
        32, "Batch", "How many problems are answered side by side.", minimum=1, maximum=512, unit="problems"
    )
    precision: str = param(
        "auto",
        "Precision",
        "Auto takes bf16 where the processor is faster with it, else fp32.",
        choices=("auto", "bf16", "fp32"),
        is_advanced=True,
    )
    device: str = param(
        "auto",
        "Device",
        "Auto takes the graphics card where there is one.",
        choices=("auto", "cpu", "cuda"),
        is_advanced=True,
    )
    threads: int | None = param(
        None,
        "Processor threads",
        "Leave it empty for OMP_NUM_THREADS or all cores.",
        minimum=1,
        maximum=1024,
        is_advanced=True,
    )


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory with what it needs to talk."""

    model: Any
    tokenizer: Any
    chat: ChatText
    decoder: Decoder
    window: int


def load(found: ModelFolder, params: LocalParams) -> LoadedModel:
    """Load a model for answering; never runs code from its folder and never asks the network.

    Raises:
        InvalidInput: the library cannot load the folder.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    set_threads(params.threads)
    started = time.monotonic()
    device = _device(params)
    try:
        tokenizer = AutoTokenizer.from_pretrained(found.tokenizer, trust_remote_code=False, local_files_only=True)
        model: Any = AutoModelForCausalLM.from_pretrained(
            found.base, trust_remote_code=False, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
        if found.adapter is not None:
            model = _with_adapter(model, found.adapter)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise InvalidInput(
            f"The model in “{found.base}” could not be loaded.",
            hint="Check that it is a complete text model that the transformers library knows.",
            detail=str(error),
        ) from error
    model.to(device=device, dtype=_dtype(params, device)).eval()
    chat = ChatText(tokenizer)
    stop_ids = chat.stop_ids | _ids(model.generation_config.eos_token_id)
    pad_id = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else min(stop_ids, default=0)
    decoder = Decoder(model, stop_ids=stop_ids, pad_id=pad_id, batch_size=params.batch_size)
    window = int(model.config.get_text_config().to_dict().get("max_position_embeddings") or _NO_WINDOW)
    log.info("loaded %s on %s as %s in %.1f s", found.base.name, device, model.dtype, time.monotonic() - started)
    return LoadedModel(model, tokenizer, chat, decoder, window)


def _with_adapter(model: Any, adapter: Path) -> Any:
    """The model with the adapter's weights added to its own, so that answering costs nothing more."""
    from peft import PeftModel

    return PeftModel.from_pretrained(model, str(adapter), local_files_only=True).merge_and_unload()


def _device(params: LocalParams) -> str:
    import torch

    has_cuda = torch.cuda.is_available()
    if params.device == "cuda" and not has_cuda:
        raise InvalidInput("There is no graphics card that torch can use.", hint="Set the device to auto or cpu.")
    return "cuda" if has_cuda and params.device != "cpu" else "cpu"


def _dtype(params: LocalParams, device: str) -> Any:
    import torch

    wants_bf16 = params.precision == "bf16" or (
        params.precision == "auto" and (torch.cuda.is_bf16_supported() if device == "cuda" else is_bf16_faster())
    )
    return torch.bfloat16 if wants_bf16 else torch.float32


def _ids(value: Any) -> frozenset[int]:
    if value is None:
        return frozenset()
    return frozenset(value) if isinstance(value, list | tuple) else frozenset((int(value),))
