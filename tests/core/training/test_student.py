# SPDX-License-Identifier: Apache-2.0
"""Folders that are students, and folders that are not: each says why in one sentence and what to do in another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.training.student import inspect_student, shape_of


@pytest.fixture
def folder(tiny_student: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_student, tmp_path / "student"))


def set_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(config), encoding="utf-8")


def only_pickles(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")


def only_gguf(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "model.Q4_1.gguf").write_bytes(b"GGUF")


def adapter(folder: Path) -> None:
    (folder / "config.json").rename(folder / "adapter_config.json")


def cut_off(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def no_header(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not a model at all, whatever its name says")


def index_out_of_the_folder(folder: Path) -> None:
    weights = {"weight_map": {"a": "../../etc/model.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(weights), encoding="utf-8")


FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: shutil.rmtree(folder), "There is no folder"),
    (lambda folder: (folder / "config.json").unlink(), "has no config.json"),
    (lambda folder: (folder / "config.json").write_text("{", encoding="utf-8"), "config.json cannot be read"),
    (lambda folder: (folder / "config.json").write_text("[]", encoding="utf-8"), "is not an object"),
    (lambda folder: set_config(folder, auto_map={"AutoModelForCausalLM": "evil.Model"}), "never runs code"),
    (lambda folder: set_config(folder, architectures=["BertModel"]), "does not write text"),
    (lambda folder: set_config(folder, architectures="LlamaForCausalLM"), "names no architecture"),
    (lambda folder: set_config(folder, quantization_config={"bits": 4}), "quantised weights"),
    (lambda folder: (folder / "model.safetensors").unlink(), "it has no weight files"),
    (lambda folder: (folder / "tokenizer.json").unlink(), "has no tokenizer"),
    (only_pickles, "only as pickle files"),
    (only_gguf, "GGUF"),
    (adapter, "an adapter, not a whole model"),
    (cut_off, "is cut off"),
    (no_header, "not a safetensors file"),
    (index_out_of_the_folder, "weight files are missing"),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS, ids=[words for _spoil, words in FAULTS])
def test_that_a_folder_that_is_no_student_is_refused_in_plain_words(
    folder: Path, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(folder)
    with pytest.raises(InvalidInput, match=words) as caught:
        inspect_student(folder)
    assert caught.value.hint.endswith(".")
    assert "Traceback" not in str(caught.value)


def test_that_a_student_tells_its_size_without_being_loaded(folder: Path) -> None:
    student = inspect_student(folder)
    assert student.name == "student"
    assert student.parameter_count == 32_032
    assert student.vocabulary == shape_of(folder).head_tokens
    assert "LlamaForCausalLM" in student.note
    shape = shape_of(folder)
    assert (shape.layers, shape.width, shape.inner_width) == (2, 32, 64)


def test_that_the_licence_comes_from_the_model_card(folder: Path) -> None:
    (folder / "README.md").write_text("---\nlanguage: en\nlicense: apache-2.0\n---\nA model.\n", encoding="utf-8")
    assert inspect_student(folder).licence == "apache-2.0"


def test_that_shards_are_counted_together(folder: Path) -> None:
    whole = inspect_student(folder).parameter_count
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    index = {"weight_map": {"model.embed_tokens.weight": "model-00001-of-00001.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    assert inspect_student(folder).parameter_count == whole
