# SPDX-License-Identifier: Apache-2.0
"""Model folders on disk: found and judged by their files alone, before any library loads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import InvalidInput

_UNSAFE = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "tekken.json")
_HINT = "Choose the folder of a Hugging Face model with config.json and *.safetensors files."


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model that can be loaded.

    Attributes:
        adapter: folder of a LoRA adapter on top of it; None where there is none.
        tokenizer: folder whose tokenizer and chat template count: the adapter's own where it has one.
        weight_bytes: size of the weight files, adapter included.
    """

    base: Path
    adapter: Path | None
    tokenizer: Path
    model_type: str
    weight_bytes: int


def find_model(folder: str, *, adapter: str = "") -> ModelFolder:
    """The model in a folder, with its adapter.

    A folder that holds only an adapter names its base itself.

    Raises:
        InvalidInput: a folder is missing or is not a model; says why and what to do.
    """
    if not folder.strip():
        raise InvalidInput("No model folder is chosen.", hint=_HINT)
    base, top = Path(folder).expanduser(), Path(adapter).expanduser() if adapter.strip() else None
    is_adapter = (base / "adapter_config.json").is_file() and not (base / "config.json").is_file()
    if top is None and is_adapter:
        base, top = _base_of(base), base
    config = _config(base)
    weight_bytes = _weight_bytes(base, "*.safetensors")
    if top is not None:
        if not (top / "adapter_config.json").is_file():
            raise InvalidInput(f"“{top}” is not an adapter: it has no adapter_config.json.")
        weight_bytes += _weight_bytes(top, "adapter_model*.safetensors")
    tokenizer = next((place for place in (top, base) if place is not None and _has_tokenizer(place)), None)
    if tokenizer is None:
        raise InvalidInput(f"The model in “{base}” has no tokenizer.", hint="Copy its tokenizer files beside it.")
    return ModelFolder(base, top, tokenizer, str(config.get("model_type", "unknown")), weight_bytes)


def _config(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder “{folder}”.", hint=_HINT)
    path = folder / "config.json"
    if not path.is_file():
        raise InvalidInput(f"“{folder}” is not a model: it has no config.json.", hint=_HINT)
    found = _json(path)
    if "auto_map" in found and not found.get("model_type"):
        raise InvalidInput(
            f"The model in “{folder}” needs program code of its own, which Stillroom never runs.",
            hint="Choose a model that the transformers library knows by itself.",
        )
    return found


def _base_of(adapter: Path) -> Path:
    """The base that an adapter names; only a folder on this machine counts."""
    named = str(_json(adapter / "adapter_config.json").get("base_model_name_or_path") or "")
    for place in (Path(named), adapter / named):
        if named and (place / "config.json").is_file():
            return place
    raise InvalidInput(
        f"“{adapter}” is an adapter, and its base “{named}” is not a folder on this machine.",
        hint="Choose the base model's folder as the model, and this folder as its adapter.",
    )


def _weight_bytes(folder: Path, pattern: str) -> int:
    sizes = [path.stat().st_size for path in folder.glob(pattern)]
    if sizes:
        return sum(sizes)
    if any(path.suffix in _UNSAFE for path in folder.iterdir()):
        raise InvalidInput(
            f"“{folder}” has its weights only as pickle files, which can run programs when they are opened.",
            hint="Convert them to safetensors first, or choose another model.",
        )
    raise InvalidInput(f"“{folder}” has no weights.", hint=_HINT)


def _has_tokenizer(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _TOKENIZER_FILES)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{path.name} in “{path.parent}” cannot be read.", hint=_HINT, detail=str(error)) from None
    if not isinstance(found, dict):
        raise InvalidInput(f"{path.name} in “{path.parent}” is not a JSON object.", hint=_HINT)
    return found
