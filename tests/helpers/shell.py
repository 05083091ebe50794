# SPDX-License-Identifier: Apache-2.0
"""The parts of a window around a real studio, for tests and pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout

from core.domain.jobs import Lane
from core.domain.json import JsonObject
from core.jobs.reporter import Reporter
from core.settings import SettingsFile
from core.studio import Studio
from ui.actions import ActionRegistry, ActionSpec
from ui.bridge.changes import ChangesBridge
from ui.bridge.jobs import JobsBridge
from ui.bridge.work import Work
from ui.context import Navigator, UiContext
from ui.notify import Notify
from ui.pages.base import PageSpec, PageView
from ui.theme.icons import Icons
from ui.theme.theme import Theme, ThemeChoice


@dataclass
class Shell:
    """A context with everything real, and how to end it."""

    context: UiContext
    owner: QObject
    failures: list[object] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)
    toasts: list[object] = field(default_factory=list)

    def close(self) -> None:
        """Stop listening, end the threads, give the workspace back."""
        self.context.work.close()
        self.context.jobs.close()
        self.context.changes.close()
        self.context.studio.close()
        self.owner.deleteLater()


def open_shell(
    folder: Path, *, choice: ThemeChoice = ThemeChoice.LIGHT, loop: asyncio.AbstractEventLoop | None = None
) -> Shell:
    """A studio in a new workspace under ``folder`` and all tools of a window."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    owner = QObject()
    studio = Studio.open(folder / "Quiet mornings", create=True)
    notify = Notify(owner)
    settings = SettingsFile(folder / "settings.toml")
    theme = Theme(app, choice, parent=owner)
    context = UiContext(
        studio=studio,
        settings=settings,
        actions=ActionRegistry(remapped=settings.current.shortcuts, parent=owner),
        jobs=JobsBridge(studio.jobs, owner),
        changes=ChangesBridge(studio.changes, owner),
        work=Work(notify.fail, loop=loop, parent=owner),
        icons=Icons(theme, owner),
        theme=theme,
        notify=notify,
        navigator=Navigator(owner),
    )
    context.settings.change(reviewer="Ada")
    shell = Shell(context, owner)
    notify.failure_reported.connect(shell.failures.append)
    notify.bug_found.connect(shell.bugs.append)
    notify.toast_requested.connect(shell.toasts.append)
    return shell


@dataclass
class SaidJob:
    """A job that says what a function makes it say."""

    title: str
    speak: Callable[[Reporter], None]
    kind: str = "tests.said"
    lane: Lane = Lane.DISK
    spec: JsonObject = field(default_factory=dict)

    def run(self, report: Reporter) -> JsonObject:
        """Speak."""
        self.speak(report)
        return {}


class PlainPage(PageView):
    """A page with one button and one label."""

    def __init__(self, words: str, context: UiContext, page: str) -> None:
        """Show ``words``; the primary action writes them into ``done``."""
        super().__init__()
        self.done: list[str] = []
        self.visits: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        label = QLabel()
        label.setText(words)
        self.button = QPushButton("Press")
        column.addWidget(label)
        column.addWidget(self.button)
        column.addStretch(1)
        spec = ActionSpec(f"{page}.begin", f"Begin {page}", "add", "B", page=page, menu=page.title())
        self.set_primary(context.actions.add(spec, lambda: self.done.append(page)))

    def on_shown(self) -> None:
        """Keep the visit."""
        self.visits.append("shown")

    def on_hidden(self) -> None:
        """Keep the leave."""
        self.visits.append("hidden")

    def show_target(self, target: object) -> None:
        """Keep the target."""
        self.visits.append(f"target {target}")


def plain_pages(names: Sequence[str] = ("home", "tasks", "review")) -> tuple[PageSpec, ...]:
    """Pages of that name, in that order."""

    def build(name: str) -> Callable[[UiContext], PageView]:
        return lambda context: PlainPage(f"This is {name}", context, name)

    return tuple(
        PageSpec(id=name, title=name.title(), icon=name, order=place, build=build(name))
        for place, name in enumerate(names)
    )
