# SPDX-License-Identifier: Apache-2.0
"""The command line over a fresh workspace, and over one with traces."""

from __future__ import annotations

import json

import pytest

from app.cli import main


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command in a workspace; returns exit code, the JSON document and standard error."""

    def call(*words, workspace=tmp_path / "ws"):
        code = main(["--json", "-w", str(workspace), *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    assert main(["--json", "new", str(tmp_path / "ws")]) == 0
    assert json.loads(capsys.readouterr().out) == {"workspace": str(tmp_path / "ws"), "created": True}
    return call


@pytest.fixture
def with_traces(run):
    """The same with six traces of the planner that wait for review."""
    assert run("sample", "--n", 6, "--seed", 3)[0] == 0
    assert run("generate", "--teacher", "planner")[0] == 0
    return run
