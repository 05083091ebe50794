# SPDX-License-Identifier: Apache-2.0
"""Rules of the screen that the source must keep: plain-text labels, no nested loops, no stray coroutines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAFE = ROOT / "ui" / "safety.py"
BRIDGE = ROOT / "ui" / "bridge"
RICH = {"setHtml", "setMarkdown", "insertHtml", "appendHtml", "setDefaultStyleSheet"}
STATIC_DIALOGS = {
    "QMessageBox": {"information", "warning", "critical", "question", "about"},
    "QFileDialog": {"getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"},
    "QInputDialog": {"getText", "getItem", "getInt", "getDouble", "getMultiLineText"},
}
LOOSE = {"asyncSlot", "asyncClose", "create_task", "ensure_future", "processEvents"}


def broken_rules(source: str, *, is_safe: bool = False, is_bridge: bool = False) -> list[str]:
    """What a file does that it must not, each with its line."""
    found = [*_in_async(ast.parse(source))]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += _broken_by_call(node, is_safe=is_safe, is_bridge=is_bridge)
        if isinstance(node, ast.Name) and node.id in {"asyncSlot", "asyncClose"} and not is_bridge:
            found.append(f"{node.lineno}: {node.id} outside the bridge")
    return found


def _broken_by_call(node: ast.Call, *, is_safe: bool, is_bridge: bool) -> Iterator[str]:
    name = _name(node.func)
    owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    if name == "QLabel" and not is_safe and any(not isinstance(arg, ast.Constant) for arg in node.args[:1]):
        yield f"{node.lineno}: QLabel with words that are not a literal; use TextLabel"
    if name in RICH and not is_safe:
        yield f"{node.lineno}: {name}() outside SafeBrowser"
    if name in STATIC_DIALOGS.get(owner, set()):
        yield f"{node.lineno}: {owner}.{name}() runs a nested loop; use open()"
    if name in LOOSE and not is_bridge:
        yield f"{node.lineno}: {name}() outside the bridge"
    if name == "setToolTip" and not is_safe and node.args and not _is_safe_tooltip(node.args[0]):
        yield f"{node.lineno}: a tooltip that did not pass safe_tooltip()"


def _is_safe_tooltip(arg: ast.expr) -> bool:
    """A literal, a translated literal, safe_tooltip(), or another widget's tooltip."""
    if isinstance(arg, ast.Constant):
        return True
    if not isinstance(arg, ast.Call):
        return False
    is_translated = _name(arg.func) in {"tr", "_tr"} and all(isinstance(inner, ast.Constant) for inner in arg.args)
    return is_translated or _name(arg.func) in {"safe_tooltip", "toolTip"}


def _in_async(tree: ast.AST) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _name(node.func) in {"exec", "exec_"}:
                    yield f"{node.lineno}: exec() in a coroutine loses the wake-ups of others"


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _files() -> list[Path]:
    return sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "app").rglob("*.py")])


def test_that_the_screen_keeps_its_rules() -> None:
    broken = []
    for file in _files():
        source = file.read_text(encoding="utf-8")
        rules = broken_rules(source, is_safe=file == SAFE, is_bridge=BRIDGE in file.parents)
        broken += [f"{file.relative_to(ROOT)}:{rule}" for rule in rules]
    assert broken == []


@pytest.mark.parametrize(
    "line",
    [
        "QLabel(trace.text)",
        "label = QLabel(f'{name}')",
        "view.setHtml(text)",
        "view.setMarkdown(text)",
        "QMessageBox.warning(self, 'a', text)",
        "QFileDialog.getOpenFileName(self)",
        "loop.create_task(work())",
        "QApplication.processEvents()",
        "widget.setToolTip(name)",
        "@asyncSlot()\ndef f(): pass",
        "async def f():\n    dialog.exec()",
    ],
)
def test_that_a_broken_rule_is_seen(line: str) -> None:
    assert broken_rules(line)


@pytest.mark.parametrize(
    "line",
    [
        "QLabel()",
        "QLabel('Ready')",
        "widget.setToolTip(safe_tooltip(name))",
        "widget.setToolTip(self.tr('Close'))",
        "def f():\n    dialog.exec()",
    ],
)
def test_that_what_is_allowed_passes(line: str) -> None:
    assert broken_rules(line) == []
