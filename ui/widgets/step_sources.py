# SPDX-License-Identifier: Apache-2.0
"""The steps that an editor was given: what a block of it owes to one of them, and which are given back as they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextBlock

from core.domain.traces import Step, StepKind
from ui.widgets.edited_text import begun_step, finished_step, is_frozen, new_call_ids
from ui.widgets.step_page import SOURCE


class StepSources:
    """Knows of each block which step it began as, by the place that the block carries.

    Attributes:
        steps: what was given, in order.
        stored: of a draft, the steps that it is an edit of; None where ``steps`` are those.
    """

    def __init__(self, steps: Sequence[Step] = (), *, stored: Sequence[Step] | None = None) -> None:
        """Begin with these; a step of a draft that is not stored is never given back unread."""
        self.steps = tuple(steps)
        self.stored = None if stored is None else tuple(stored)
        known = {repr(step) for step in self.stored or ()}
        begun = (place for place, step in enumerate(self.steps) if repr(step) not in known)
        self._begun = frozenset(begun if self.stored is not None else ())
        self._texts: tuple[str, ...] = ()

    def shown_as(self, texts: Sequence[str]) -> None:
        """Take down as which texts the steps are shown, before anything is typed."""
        self._texts = tuple(texts)

    def of(self, block: QTextBlock) -> Step | None:
        """The step that a block began as; None for a new one."""
        place = block.blockFormat().property(SOURCE)
        return self.steps[place] if place is not None and place >= 0 else None

    def is_untouched(self, block: QTextBlock) -> bool:
        """True for a step that is given back exactly as it is stored."""
        place = block.blockFormat().property(SOURCE)
        is_stored = place is not None and place >= 0 and place not in self._begun
        return is_stored and self._texts[place] == block.text()

    def are_untouched(self, blocks: Sequence[QTextBlock]) -> bool:
        """True where blocks are exactly the steps, in their order."""
        places = [block.blockFormat().property(SOURCE) for block in blocks]
        return places == list(range(len(self.steps))) and all(map(self.is_untouched, blocks))

    def next_like(self, kind: StepKind, text: str, blocks: Sequence[QTextBlock]) -> int:
        """Place of the first step behind all that ``blocks`` began as which is shown as ``text``; -1 for none."""
        places = (block.blockFormat().property(SOURCE) for block in blocks)
        first = max((place for place in places if place is not None), default=-1) + 1
        behind = range(first, len(self.steps))
        return next((n for n in behind if self.steps[n].kind is kind and self._texts[n] == text), -1)

    def finished(self, blocks: Sequence[tuple[QTextBlock, StepKind]]) -> tuple[Step, ...]:
        """The steps that blocks stand for, without empty ones. Raises ValueError where a tool call cannot be read."""
        new_id = new_call_ids(self.steps)
        found = (self._finished(block, kind, new_id) for block, kind in blocks)
        return tuple(step for step in found if step is not None)

    def begun(self, blocks: Sequence[tuple[QTextBlock, StepKind]]) -> tuple[Step, ...]:
        """The same with steps that are empty or cannot be read yet."""
        return tuple(self._kept(block) or begun_step(kind, block.text(), self.of(block)) for block, kind in blocks)

    def _finished(self, block: QTextBlock, kind: StepKind, new_id: Callable[[], str]) -> Step | None:
        return self._kept(block) or finished_step(kind, block.text(), self.of(block), new_id)

    def _kept(self, block: QTextBlock) -> Step | None:
        source = self.of(block)
        return source if source is not None and (self.is_untouched(block) or is_frozen(source)) else None
