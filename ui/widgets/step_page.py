# SPDX-License-Identifier: Apache-2.0
"""A page of numbered steps: one text block a step, with numbers and the bar of the current step in the margin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from core.domain.traces import StepKind
from ui.widgets.glyphs import draw_glyph
from ui.widgets.ink import ink, letters, measure_width, measures, tint
from ui.widgets.plain_page import PlainPage

KIND = QTextFormat.Property.UserProperty.value + 1
SOURCE = KIND + 1
"""Block property: place of the step among the steps that were set, or -1 for a new one."""

TEACHER = SOURCE + 1
"""Block property: number of the continuation that a step came with; none for a step of the trace or of a person."""

LINE_HEIGHT = 1.55
MARGIN = 8
GUTTER = 52
_INSET = 14
_BAR = 3
_SIGN = 16
"""Where the middle of a sign stands, left of the numbers."""
_CAPTION_ROOM = {StepKind.THOUGHT: 0, StepKind.TOOL_CALL: 32, StepKind.TOOL_RESULT: 32, StepKind.ANSWER: 38}
"""Pixels above the text of a step for its caption, and the edge of its card or the line above it."""
_BARE_ROOM = 16
_RADIUS = 6
_OWN_NUMBER = re.compile(r"\s*(?:step\s+)?(\d{1,3})\s*(?:[.)]\s|:\s|$)", re.IGNORECASE)
_OWN_HEADING = re.compile(
    r"[\s#*_>]*(?:(?:the|my|final)\s+){0,2}answer(?: is\b|[ *_]*(?:[:.\u2028-]|$))", re.IGNORECASE
)


class StepPage(PlainPage):
    """Shows steps as plain text only: it never reads rich text, files, images or links.

    Signals:
        current_changed: place of the step that became the current one.
    """

    current_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = 1.0
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.document().setDocumentMargin(MARGIN)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(240, 120)
        self._set_fonts()

    def scale(self) -> float:
        """The reading size; 1 is 15 px."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Scale the text, not the chrome."""
        self._scale = scale
        self._set_fonts()
        self._set_measure()

    def step_count(self) -> int:
        """How many steps the page holds."""
        return 0 if self.document().isEmpty() else self.document().blockCount()

    def current(self) -> int:
        """Place of the current step; -1 on an empty page."""
        return self.textCursor().blockNumber() if self.step_count() else -1

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_measure()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, rect in self._visible_blocks():
            self._paint_card(painter, block, rect)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, rect in self._visible_blocks():
            self._paint_margin(painter, block, rect)
        painter.end()

    # For the pages that derive from this one

    def append_step(self, cursor: QTextCursor, kind: StepKind, source: int) -> None:
        """Open the block of one more step at the cursor."""
        block_format = self.block_format(kind)
        block_format.setProperty(SOURCE, source)
        if cursor.position() == 0 and self.document().isEmpty():
            cursor.setBlockFormat(block_format)
            cursor.setBlockCharFormat(self.text_format(kind))
        else:
            cursor.insertBlock(block_format, self.text_format(kind))

    def block_format(self, kind: StepKind) -> QTextBlockFormat:
        """How the block of a step of some kind is laid out."""
        is_card = kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT)
        height = letters("fixed" if is_card else "reading", self._scale).pixelSize() * LINE_HEIGHT
        block_format = QTextBlockFormat()
        block_format.setLineHeight(round(height), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block_format.setTopMargin(_CAPTION_ROOM[kind] + (4 if kind is StepKind.THOUGHT else 26))
        block_format.setBottomMargin(10)
        block_format.setLeftMargin(GUTTER - MARGIN + (_INSET if is_card else 0))
        block_format.setRightMargin(_INSET if is_card else 0)
        block_format.setProperty(KIND, kind.value)
        return block_format

    def text_format(self, kind: StepKind) -> QTextCharFormat:
        """How the letters of a step of some kind look."""
        text_format = QTextCharFormat()
        is_card = kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT)
        text_format.setFont(letters("fixed" if is_card else "reading", self._scale))
        return text_format

    def kind_of(self, block: QTextBlock) -> StepKind:
        """The kind of the step in a block."""
        return StepKind(block.blockFormat().property(KIND) or StepKind.THOUGHT.value)

    def caption_of(self, block: QTextBlock) -> str:
        """The words above a block; thoughts have none."""
        captions = {
            StepKind.THOUGHT: "",
            StepKind.TOOL_CALL: self.tr("Tool call"),
            StepKind.TOOL_RESULT: self.tr("Tool result"),
            StepKind.ANSWER: self.tr("Answer"),
        }
        return captions[self.kind_of(block)]

    def heading_of(self, block: QTextBlock) -> str:
        """The caption as it is drawn; none over an answer that itself begins by saying so."""
        is_own = self.kind_of(block) is StepKind.ANSWER and _OWN_HEADING.match(block.text())
        return "" if is_own else self.caption_of(block)

    def number_of(self, block: QTextBlock) -> str:
        """The number in the margin of a thought; none where the text itself begins with the same number."""
        number = str(block.blockNumber() + 1)
        own = _OWN_NUMBER.match(block.text()[:20])
        return "" if self.kind_of(block) is not StepKind.THOUGHT or (own and own.group(1) == number) else number

    def sign_of(self, block: QTextBlock) -> tuple[str, str] | None:
        """Glyph and role of the sign in the margin of a step; None for none."""
        return None

    def bar_role(self, block: QTextBlock) -> str:
        """Role of the bar beside a block; empty for none."""
        if block.blockNumber() != self.current():
            return ""
        return "accent" if self.hasFocus() else "control"

    # Private

    def _set_fonts(self) -> None:
        self.document().setDefaultFont(letters("reading", self._scale))

    def _set_measure(self) -> None:
        """Keep lines within the measure, whatever the width of the window."""
        wanted = int(min(self.viewport().width(), GUTTER + measure_width(letters("reading", self._scale)) + MARGIN + 8))
        if wanted != self.lineWrapColumnOrWidth():
            self.setLineWrapColumnOrWidth(wanted)

    def _visible_blocks(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        """The blocks in view with their rectangles in the viewport."""
        if not self.step_count():
            return
        layout = self.document().documentLayout()
        block = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        block = block.previous() if block.previous().isValid() else block
        shift = QPointF(0, -self.verticalScrollBar().value())
        while block.isValid():
            rect = layout.blockBoundingRect(block).translated(shift)
            if rect.top() > self.viewport().height() + 40:
                return
            yield block, rect
            block = block.next()

    def _paint_card(self, painter: QPainter, block: QTextBlock, rect: QRectF) -> None:
        """A quiet card behind tool calls and their results; a hairline above the answer."""
        kind = self.kind_of(block)
        if kind is StepKind.ANSWER:
            painter.setPen(QPen(ink("line", self.palette()), 1))
            y = round(rect.top() - self._room_above(block)) + 0.5
            painter.drawLine(QPointF(GUTTER, y), QPointF(self._text_right(), y))
        if kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT):
            painter.setPen(QPen(ink("line", self.palette()), 1))
            painter.setBrush(self._card_colour(kind))
            top = round(rect.top() - _CAPTION_ROOM[kind]) + 0.5
            bottom = round(rect.bottom() + 12) + 0.5
            painter.drawRoundedRect(
                QRectF(GUTTER + 0.5, top, self._text_right() - GUTTER - 1, bottom - top), _RADIUS, _RADIUS
            )

    def _card_colour(self, kind: StepKind) -> QColor:
        return ink("canvas", self.palette()) if kind is StepKind.TOOL_CALL else tint("muted", 0.05, self.palette())

    def _room_above(self, block: QTextBlock) -> int:
        """Pixels between the text of a step and the line or the edge above it."""
        kind = self.kind_of(block)
        is_bare = kind is StepKind.ANSWER and not self.heading_of(block)
        return _BARE_ROOM if is_bare else _CAPTION_ROOM[kind]

    def _text_right(self) -> float:
        return self.lineWrapColumnOrWidth() - MARGIN

    def _paint_margin(self, painter: QPainter, block: QTextBlock, rect: QRectF) -> None:
        kind, palette = self.kind_of(block), self.palette()
        is_current = block.blockNumber() == self.current()
        caption = self.heading_of(block)
        top = rect.top() - self._room_above(block) + (12 if kind is StepKind.ANSWER else 0)
        if role := self.bar_role(block):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink(role, palette))
            bottom = rect.bottom() + (12 if kind in (StepKind.TOOL_CALL, StepKind.TOOL_RESULT) else 0)
            painter.drawRoundedRect(QRectF(4, top, _BAR, bottom - top), _BAR / 2, _BAR / 2)
        if (sign := self.sign_of(block)) is not None:
            middle = self._first_baseline(block, rect) - letters("label", self._scale).pixelSize() * 0.36
            draw_glyph(painter, sign[0], QPointF(_SIGN, middle), ink(sign[1], palette), size=13)
        if caption:
            is_card = kind is not StepKind.ANSWER
            painter.setFont(letters("caption"))
            painter.setPen(ink("accent" if is_current else "muted", palette))
            painter.drawText(QPointF(GUTTER + (_INSET if is_card else 0), rect.top() - 9), caption)
        elif number := self.number_of(block):
            use = "strong" if is_current else "label"
            painter.setFont(letters(use, self._scale))
            painter.setPen(ink("accent" if is_current else "muted", palette))
            width = measures(use, self._scale).horizontalAdvance(number)
            painter.drawText(QPointF(GUTTER - 16 - width, self._first_baseline(block, rect)), number)

    @staticmethod
    def _first_baseline(block: QTextBlock, rect: QRectF) -> float:
        line = block.layout().lineAt(0)
        return float(rect.top() + line.y() + line.ascent()) if line.isValid() else float(rect.top() + 16)
