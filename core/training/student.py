# SPDX-License-Identifier: Apache-2.0
"""Students: local model folders, looked at without loading a model library."""

from __future__ import annotations

import json
import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.domain.runs import Student
from core.errors import InvalidInput

_PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_LARGEST_HEADER = 100 * 2**20
_KINDS = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a plan needs to know about a model's size.

    Attributes:
        head_tokens: size of the vocabulary.
        weight_bytes: size of the weight files.
    """

    layers: int
    width: int
    inner_width: int
    head_tokens: int
    parameters: int
    weight_bytes: int


def inspect_student(folder: Path) -> Student:
    """What a folder says about itself, read from its config and weight headers.

    Raises:
        InvalidInput: the folder is not a model that can be trained; says why and what to do.
    """
    config = _config(folder)
    weights = _weights(folder)
    _check_tokenizer(folder)
    parameters = sum(_parameter_count(path) for path in weights)
    text = _text_config(config)
    return Student(
        name=folder.name,
        path=str(folder),
        parameter_count=parameters,
        vocabulary=_whole(text.get("vocab_size")),
        licence=_licence(folder),
        note=_note(config, text),
    )


def shape_of(folder: Path) -> Shape:
    """The sizes of a model folder that ``inspect_student`` accepts."""
    text = _text_config(_config(folder))
    weights = _weights(folder)
    width = _whole(text.get("hidden_size")) or _whole(text.get("n_embd")) or 1024
    return Shape(
        layers=_whole(text.get("num_hidden_layers")) or _whole(text.get("n_layer")) or 24,
        width=width,
        inner_width=_whole(text.get("intermediate_size")) or _whole(text.get("n_inner")) or 4 * width,
        head_tokens=_whole(text.get("vocab_size")) or 50_000,
        parameters=sum(_parameter_count(path) for path in weights),
        weight_bytes=sum(path.stat().st_size for path in weights),
    )


def _config(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder “{folder}”.", hint="Choose the folder of a Hugging Face model.")
    path = folder / "config.json"
    if not path.is_file():
        if (folder / "adapter_config.json").is_file():
            raise InvalidInput(
                f"“{folder.name}” holds an adapter, not a whole model.",
                hint="Choose the model that it belongs to, or merge the two first.",
            )
        if any(folder.glob("*.gguf")):
            raise InvalidInput(
                f"“{folder.name}” holds a GGUF file, which cannot be trained.",
                hint="Choose the same model in Hugging Face form, with config.json and safetensors.",
            )
        raise InvalidInput(
            f"“{folder.name}” is not a model: it has no config.json.",
            hint="Choose a folder with config.json, model.safetensors and tokenizer.json.",
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(folder, "its config.json cannot be read", error) from error
    if not isinstance(config, dict):
        raise _broken(folder, "its config.json is not an object")
    _check_config(folder, config)
    return config


def _check_config(folder: Path, config: dict[str, Any]) -> None:
    architectures = config.get("architectures") or []
    if not isinstance(architectures, list) or not all(isinstance(name, str) for name in architectures):
        raise _broken(folder, "its config.json names no architecture")
    if "AutoModelForCausalLM" in (config.get("auto_map") or {}):
        raise InvalidInput(
            f"“{folder.name}” needs program code of its own to run, and Stillroom never runs code from a model.",
            hint="Choose a model whose architecture the installed transformers library knows.",
        )
    if architectures and not any(name.endswith(_KINDS) for name in architectures):
        raise InvalidInput(
            f"“{folder.name}” is a {architectures[0]}, which does not write text.",
            hint="Choose a causal language model; its architecture ends in ForCausalLM.",
        )
    if "quantization_config" in config:
        raise InvalidInput(
            f"“{folder.name}” holds quantised weights, which cannot be trained here.",
            hint="Choose the same model in full precision (bf16 or fp32).",
        )


def _weights(folder: Path) -> tuple[Path, ...]:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise _broken(folder, "its weight index cannot be read", error) from error
        missing = [name for name in names if not _is_plain(name) or not (folder / name).is_file()]
        if missing:
            raise _broken(folder, f"{len(missing)} of its {len(names)} weight files are missing")
        return tuple(folder / name for name in names)
    found = tuple(sorted(folder.glob("*.safetensors")))
    if found:
        return found
    if any(path.suffix in _PICKLES for path in folder.iterdir()):
        raise InvalidInput(
            f"“{folder.name}” has its weights only as pickle files, which can run code when they are opened.",
            hint="Choose a copy with safetensors, or convert it on a machine that you can lose.",
        )
    raise _broken(folder, "it has no weight files")


def _check_tokenizer(folder: Path) -> None:
    alone = ("tokenizer.json", "tokenizer.model", "spiece.model")
    if any((folder / name).is_file() for name in alone):
        return
    if (folder / "vocab.json").is_file() and (folder / "merges.txt").is_file():
        return
    raise InvalidInput(
        f"“{folder.name}” has no tokenizer.", hint="Copy tokenizer.json of the same model into the folder."
    )


def _parameter_count(path: Path) -> int:
    """The number of values in a safetensors file, from its header; raises InvalidInput when the file is cut off."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(size, _LARGEST_HEADER):
                raise ValueError("header longer than the file")
            header = json.loads(file.read(length))
        tensors = [entry for name, entry in header.items() if name != "__metadata__"]
        end = max((entry["data_offsets"][1] for entry in tensors), default=0)
        counts = [math.prod(entry["shape"]) for entry in tensors]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as error:
        raise _broken(path.parent, f"{path.name} is not a safetensors file", error) from error
    if 8 + length + end > size:
        raise _broken(path.parent, f"{path.name} is cut off")
    return sum(counts)


def _broken(folder: Path, what: str, error: Exception | None = None) -> InvalidInput:
    return InvalidInput(
        f"“{folder.name}” is not a model that can be trained: {what}.",
        hint="Download or copy the model again.",
        detail="" if error is None else str(error),
    )


def _is_plain(name: str) -> bool:
    """True for a bare file name: an index must not lead out of its folder."""
    return Path(name).name == name


def _text_config(config: dict[str, Any]) -> dict[str, Any]:
    inner = config.get("text_config")
    return inner if isinstance(inner, dict) else config


def _licence(folder: Path) -> str:
    """The licence that the model card names; empty where there is none."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            head = file.read(4000)
    except OSError:
        return ""
    match = re.match(r"---\n(.*?)\n---", head, re.DOTALL)
    found = re.search(r"^license:\s*([\w.\-]+)\s*$", match.group(1), re.MULTILINE) if match else None
    return found.group(1) if found else ""


def _note(config: dict[str, Any], text: dict[str, Any]) -> str:
    names = config.get("architectures") or [str(config.get("model_type", "unknown"))]
    length = _whole(text.get("max_position_embeddings"))
    return f"{names[0]}, {length} tokens of context" if length else str(names[0])


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
