# SPDX-License-Identifier: Apache-2.0
"""Untrusted text on the screen: shown as it is, never read as markup, never loading anything.

Qt guesses that a label, tooltip or text view holds HTML and then opens the files that the text names. What models and
imported files say therefore passes through this module.
"""

from __future__ import annotations

import html
import re
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QTextBrowser, QWidget

from ui.hidden import HIDDEN, JOINERS, joins, mark_of

WRAP_CHARS = 2_000
CAP_CHARS = 200_000
_JOINER = re.compile(f"[{''.join(JOINERS)}]")
_UNSEEN = re.compile("[\u2028\u2029]|" + HIDDEN.pattern)


class TextLabel(QLabel):
    """The only label for words that are not ours: plain text, whatever the text looks like."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        look: str = "",
        role: str = "",
        is_wrapping: bool = False,
        is_selectable: bool = False,
    ) -> None:
        """Show ``text``; ``look`` and ``role`` are names of the style sheet."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(is_wrapping)
        if look:
            self.setProperty("look", look)
        if role:
            self.setProperty("role", role)
        if is_selectable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)

    def set_role(self, role: str) -> None:
        """Take the colour of another state."""
        if self.property("role") == role:
            return
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


class ElidedLabel(TextLabel):
    """One line that ends in an ellipsis where there is no room; the whole text is the tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, look: str = "", role: str = "") -> None:
        """Show as much of ``text`` as fits."""
        super().__init__(text, parent, look=look, role=role)
        self.setMinimumWidth(24)
        self._say_whole()

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._say_whole()

    def minimumSizeHint(self) -> QSize:
        """Give way to anything."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line with an ellipsis."""
        painter = QPainter(self)
        line = " ".join(visible(self.text()[:1_000]).split())
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()

    def _say_whole(self) -> None:
        self.setToolTip(safe_tooltip(self.text()))


class SafeBrowser(QTextBrowser):
    """Read-only rich text of our own making around escaped words; it loads nothing and follows no link.

    Signals:
        anchorClicked: the URL of a link that was clicked; the owner decides and asks.
    """

    def __init__(self, parent: QWidget | None = None, *, look: str = "bare") -> None:
        """Start empty, frameless and closed to the disk and the network."""
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", look)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Answer every request with one empty pixel; an empty answer would let Qt open the path itself."""
        del kind, name
        image = QImage(1, 1, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        return image

    def show_html(self, markup: str) -> None:
        """Show markup of ours in which every foreign word went through ``escape()``."""
        self.document().clear()
        self.document().setMetaInformation(QTextDocument.MetaInformation.DocumentUrl, "")
        self.setHtml(markup)


def escape(text: str) -> str:
    """The text for use inside markup of ours; hidden characters become visible."""
    return html.escape(visible(hard_wrap(text)), quote=True)


def safe_tooltip(text: str) -> str:
    """The text for setToolTip(): wrapped and read as plain words; empty stays empty."""
    if not text:
        return ""
    body = html.escape(visible(hard_wrap(text[:CAP_CHARS], width=400))[:1_200]).replace("\n", "<br>")
    return f"<qt>{body}</qt>"


def safe_menu_text(text: str) -> str:
    """The text for a menu or button: an ampersand is an ampersand, and it is one short line."""
    line = " ".join(visible(text).split())
    return (line if len(line) <= 120 else line[:119] + "…").replace("&", "&&")


def hard_wrap(text: str, *, width: int = WRAP_CHARS) -> str:
    """Break lines that Qt would lay out for seconds; for display only."""
    if len(text) <= width:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines.extend(line[start : start + width] for start in range(0, max(1, len(line)), width))
    return "\n".join(lines)


def calm(text: str, *, limit: int = 600) -> str:
    """Words of strangers for a label: nothing hidden, nothing endless."""
    shown = visible(text[:limit])
    return shown if " " in text[:200] else hard_wrap(shown, width=40)


def cap(text: str, *, limit: int = CAP_CHARS) -> tuple[str, int]:
    """The first ``limit`` characters, and how many were left out; the owner offers to show all."""
    return text[:limit], max(0, len(text) - limit)


def visible(text: str) -> str:
    """Show control, zero-width and direction characters as marks instead of obeying them; for labels and lists."""
    unseen = set(_UNSEEN.findall(text))
    if not unseen:
        return text
    if unseen & JOINERS:
        text = _JOINER.sub(lambda found: found[0] if joins(text, found.start()) else mark_of(found[0]), text)
    # A text of nothing but hidden characters takes seconds one by one, and no time at once.
    return text.translate({ord(character): mark_of(character) for character in unseen - JOINERS})
