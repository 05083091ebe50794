# SPDX-License-Identifier: Apache-2.0
"""A picture of Review on a screen of another scale, in a process of its own: Qt asks for the scale only once.

``QT_SCALE_FACTOR=1.5 python -m tests.flows.scaled WORKSPACE HOME FOLDER``
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.flows.living import Stay, home_in, live
from tests.flows.pictures import Album


def main(workspace: Path, home: Path, folder: Path) -> None:
    """Open the window, go to Review, keep the picture."""
    app = QApplication([])

    def look(stay: Stay) -> None:
        stay.window.resize(1_280, 800)
        album = Album(stay, "light", folder)
        album.open_page(4, "review")
        stay.context.navigator.go("review", stay.studio.review.ids()[0])
        album.take(f"review-{app.devicePixelRatio():g}x")

    live(app, home_in(home), workspace, look)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
