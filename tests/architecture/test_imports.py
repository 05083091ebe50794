# SPDX-License-Identifier: Apache-2.0
"""The walls between the rooms, and what may be imported when."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from core.studio import Studio
from tests.architecture.tree import ROOMS, ROOT, imports_of, python_files, shown

HEAVY = (
    *("torch", "transformers", "trl", "peft", "accelerate", "datasets", "openai", "anthropic", "pandas", "pyarrow"),
    *("jsonschema", "py3langid"),
)
LATE = ("numpy", "pyqtgraph", "alembic", "genai_prices", "keyring", "rapidfuzz", "tomli_w", "markdown_it", "tarfile")
STATIONS = ("tasks", "generation", "review", "datasets", "training", "evaluation", "providers")
WALLS = (
    "The house: app over ui over core over resources",
    "The core: studio, stations, tools, ground; no station knows another",
    "The screen: window, pages, widgets, models",
    "No page knows another page",
    "The core knows no screen",
    "The screen speaks to the studio, not to its cupboards",
    "Only the store speaks SQL",
    "No circles among siblings",
)


def test_that_the_eight_walls_are_declared() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    assert tuple(contract["name"] for contract in contracts) == WALLS
    assert not [contract["name"] for contract in contracts if contract.get("ignore_imports")]


def test_that_every_wall_stands(tmp_path: Path) -> None:
    """In a process of its own, because the linter switches off the loggers of the one it runs in."""
    call = f"lint_imports(config_filename='pyproject.toml', cache_dir={str(tmp_path)!r})"
    command = [sys.executable, "-c", f"import sys; from importlinter.cli import lint_imports; sys.exit({call})"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_that_a_broken_wall_is_seen(tmp_path: Path) -> None:
    for name in ("upper", "lower"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("import upper\n" if name == "lower" else "", encoding="utf-8")
    lines = ["[importlinter]", "root_packages =", "  upper", "  lower"]
    lines += ["[importlinter:contract:1]", "name = order", "type = layers", "layers =", "  upper", "  lower", ""]
    (tmp_path / ".importlinter").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "lower -> upper" in ended.stdout


def test_that_heavy_libraries_are_imported_only_inside_functions() -> None:
    found = [
        f"{shown(file)}:{line.line} imports {line.module}"
        for file in python_files(*ROOMS)
        for line in imports_of(file)
        if line.is_immediate and line.module.partition(".")[0] in HEAVY
    ]
    assert found == []


def test_that_no_room_imports_the_tests() -> None:
    found = [
        f"{shown(file)}:{line.line}"
        for file in python_files(*ROOMS)
        for line in imports_of(file)
        if line.module.partition(".")[0] in {"tests", "pytest", "hypothesis"}
    ]
    assert found == []


def test_that_immediate_and_late_imports_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    lines = [
        "import json",
        "from typing import TYPE_CHECKING",
        "if TYPE_CHECKING:",
        "    import torch",
        "try:",
        "    import peft",
        "except ImportError:",
        "    peft = None",
        "def run():",
        "    from trl import SFTTrainer",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert {line.module: line.is_immediate for line in imports_of(file)} == {
        "json": True,
        "typing": True,
        "torch": False,
        "peft": True,
        "trl": False,
    }


@pytest.mark.parametrize("module", ["ui.window", "app.main", "core.studio"])
def test_that_starting_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY + LATE!r})))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == []


SHOW_HOME = """
import sys
from pathlib import Path
import qasync
from app.bootstrap import make_app, open_studio, open_window, take_down
from app.paths import paths
from ui.pages.home.presenter import HomePresenter

folders = paths({"STILLROOM_HOME": sys.argv[2]})
app = make_app([])
loop = qasync.QEventLoop(app)
opened = open_window(app, open_studio(Path(sys.argv[1]), folders), folders, loop)
with loop:
    read = loop.create_future()
    opened.window.findChild(HomePresenter).state_read.connect(read.set_result)
    opened.window.show()
    loop.run_until_complete(read)
    loop.run_until_complete(take_down(opened, keep_children=False))
print(*sorted(sys.modules))
"""


def test_that_showing_home_with_its_figures_loads_nothing_that_only_other_pages_need(tmp_path: Path) -> None:
    Studio.open(tmp_path / "workspace", create=True).close()
    command = [sys.executable, "-c", SHOW_HOME, str(tmp_path / "workspace"), str(tmp_path / "home")]
    known = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert loaded & {*HEAVY, *LATE, "core.providers.catalog", "core.tasks.contexts.workday"} == set()
    assert "core.evaluation.service" in loaded


def test_that_a_studio_imports_a_station_when_it_is_first_asked_for() -> None:
    code = "import sys, core.studio; print(*[name for name in sys.modules if name.startswith('core.')])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert {name.split(".")[1] for name in ended.stdout.split()} & set(STATIONS) == set()


def test_that_the_core_and_the_command_line_load_no_qt() -> None:
    code = "import sys, core.studio, app.main; print(*[name for name in sys.modules if name.startswith('PySide6')])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == []
