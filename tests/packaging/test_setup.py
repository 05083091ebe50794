# SPDX-License-Identifier: Apache-2.0
"""The set-up script: what it says on a machine that lacks something, and that it is done at once when nothing is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "sh",
    "dirname",
    "cat",
    "cksum",
    "sed",
    "tr",
    "sort",
    "id",
    "uname",
    "grep",
    "rm",
    "mkdir",
    "chmod",
    "env",
    "true",
)

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the script's advice is for Debian and Ubuntu"
)


class Machine:
    """A copy of the set-up's files beside a PATH on which only chosen programs lie."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        (self.tree / "packaging").mkdir(parents=True)
        for name in ("pyproject.toml", "constraints.txt", "packaging/setup.sh", "packaging/requirements.py"):
            shutil.copy(ROOT / name, self.tree / name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def add(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!{shutil.which('sh')}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def set_up(self, extras: str = "") -> subprocess.CompletedProcess[str]:
        """Run the set-up."""
        environment = {"PATH": str(self.bin), "HOME": os.environ.get("HOME", "")}
        command = [str(self.bin / "sh"), str(self.tree / "packaging" / "setup.sh"), extras]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_that_an_old_python_is_named_with_the_command_that_mends_it(machine: Machine) -> None:
    machine.add("python3", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    machine.add("id", "echo 1000")
    machine.add("apt-get", "exit 1")
    machine.add("apt-cache", 'case "$1" in policy) echo "  Candidate: 3.11.2-1+b1";; esac')
    ended = machine.set_up()
    assert ended.returncode == 1
    assert "needs Python 3.11 or newer, and this machine has Python 3.9.2" in ended.stderr
    command = "sudo apt-get update && sudo apt-get install --no-install-recommends python3 python3-venv"
    assert command in ended.stderr


def test_that_a_release_with_a_newer_python_beside_its_own_is_told_so(machine: Machine) -> None:
    machine.add("python3", 'case "$1" in --version) echo "Python 3.10.12";; *) exit 1;; esac')
    machine.add("id", "echo 1000")
    machine.add("apt-get", "exit 1")
    script = 'case "$1 $2" in "policy python3") echo "  Candidate: 3.10.6-1";; "show python3.11") ;; *) exit 1;; esac'
    machine.add("apt-cache", script)
    ended = machine.set_up()
    assert ended.returncode == 1
    assert "install --no-install-recommends python3.11 python3.11-venv" in ended.stderr


def test_that_root_on_debian_installs_what_is_missing(machine: Machine) -> None:
    machine.add("id", "echo 0")
    machine.add("apt-cache", 'case "$1" in policy) echo "  Candidate: 3.11.2-1+b1";; esac')
    machine.add("apt-get", f'echo "$@" >>"{machine.tree}/asked"')
    ended = machine.set_up()
    asked = (machine.tree / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[-1] == "install -y -q --no-install-recommends python3 python3-venv"
    assert ended.returncode == 1
    assert "No Python 3.11 or newer was found." in ended.stderr


def test_that_another_system_is_pointed_to_its_own_package_manager(machine: Machine) -> None:
    ended = machine.set_up()
    assert ended.returncode == 1
    assert "and this machine has none." in ended.stderr
    assert "your system's package manager" in ended.stderr


def test_that_a_finished_set_up_is_left_alone(machine: Machine) -> None:
    (machine.tree / ".venv" / "bin").mkdir(parents=True)
    (machine.tree / ".venv" / "bin" / "python").symlink_to(sys.executable)
    script = "cd $1 && cat pyproject.toml constraints.txt packaging/setup.sh packaging/requirements.py | cksum"
    sums = subprocess.run(
        ["sh", "-c", script.replace("$1", str(machine.tree))], capture_output=True, text=True, check=True
    )
    (machine.tree / ".venv" / ".stamp").write_text(f"{sums.stdout}dev train\n", encoding="utf-8")
    ended = machine.set_up("train")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_that_an_unknown_extra_is_refused_with_the_known_ones() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "requirements.py"), "trian"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == "There is no extra named trian. Known: train, dev."


def test_that_without_extras_no_training_library_is_asked_for() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "requirements.py")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "PySide6-Essentials" in ended.stdout
    assert not re.search(r"^(torch|transformers|trl|peft|datasets|pytest)\b", ended.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize(("goal", "is_said"), [("setup", True), ("setup-dev", True), ("plan", False)])
def test_that_a_set_up_asked_for_by_itself_says_that_it_is_done(goal: str, is_said: bool) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make")
    ended = subprocess.run([make, "-n", goal], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ("Stillroom is set up in .venv." in ended.stdout) is is_said
