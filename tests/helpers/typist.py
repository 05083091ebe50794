# SPDX-License-Identifier: Apache-2.0
"""A person who types into an edit of Review and never leaves it: a process of its own, made to be killed.

``python -m tests.helpers.typist FOLDER`` types digits at the end of the first step of the first trace, and says after
each one how many there are and when that was.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.helpers.shell import open_shell
from ui.pages.review.view import ReviewView

PAUSE_MS = 25
PATIENCE_S = 30


def digit(count: int) -> str:
    """What is typed as the one after ``count`` others."""
    return str(count % 10)


def main(folder: Path) -> None:
    """Open the page, begin an edit, and type until the end."""
    app = QApplication([])
    shell = open_shell(folder)
    window = QMainWindow()
    view = ReviewView(shell.context)
    window.setCentralWidget(view)
    shell.context.actions.attach(window)
    shell.context.actions.set_page("review")
    window.show()
    view.on_shown()
    deadline = time.monotonic() + PATIENCE_S
    while view.presenter.sheet is None and time.monotonic() < deadline:
        app.processEvents()
    shell.context.actions.run("review.edit")
    count = 0
    while True:
        QTest.keyClicks(view.panel.editor.page(), digit(count))
        count += 1
        sys.stdout.write(f"{count} {time.monotonic()}\n")
        sys.stdout.flush()
        QTest.qWait(PAUSE_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
