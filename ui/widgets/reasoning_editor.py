# SPDX-License-Identifier: Apache-2.0
"""The editor of a trace's reasoning: the page of steps, the commands around it and what stands in the way of saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.domain.messages import ToolCallPart
from core.domain.traces import Step, StepKind
from ui.safety import TextLabel, safe_tooltip
from ui.widgets.call_form import CallForm
from ui.widgets.edited_call import call_at_cursor, put_call
from ui.widgets.painted import counted
from ui.widgets.step_editor import StepEditor
from ui.widgets.visible_text import hidden_count


class ReasoningEditor(QWidget):
    """Edits steps by keyboard; the page around it decides what saving means.

    Signals:
        save_requested: the steps (a tuple) to save and accept as edited; only given when they can be saved.
        leave_requested: the person wants to stop editing.
        unsaved_changed: whether there is something that would be lost.
        validity_changed: whether the steps can be saved.
        current_changed: place of the step with the cursor.
    """

    save_requested = Signal(object)
    leave_requested = Signal()
    unsaved_changed = Signal(bool)
    validity_changed = Signal(bool)
    current_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, has_save_key: bool = True) -> None:
        """Ctrl+Enter saves, unless the page around it has an action with a key of its own for that."""
        super().__init__(parent)
        self._page = StepEditor(self, has_save_key=has_save_key)
        self._page.setObjectName("edit_steps")
        self._status = TextLabel(parent=self, look="caption", is_wrapping=True)
        self._status.setObjectName("edit_status")
        self._status.setContentsMargins(24, 0, 16, 4)
        self._is_unsaved = False
        self._is_valid = True
        self._progress = ""
        self._bar = QHBoxLayout()
        self._buttons: list[QToolButton] = []
        self._actions: list[tuple[QAction, QToolButton]] = []
        self._call_form: CallForm | None = None
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._page)

    def page(self) -> StepEditor:
        """The page of steps itself."""
        return self._page

    def set_steps(self, steps: Sequence[Step], *, current: int = 0, stored: Sequence[Step] | None = None) -> None:
        """Begin to edit steps with the cursor at the end of one of them; ``stored`` as the page of steps has it."""
        self._page.set_steps(steps, stored=stored)
        self._page.set_current(current)
        self._report()

    def steps(self) -> tuple[Step, ...]:
        """The steps as they stand; raises ValueError while ``is_valid()`` is false."""
        return self._page.steps()

    def draft_steps(self) -> tuple[Step, ...]:
        """The steps as they stand, be they unfinished; nothing of the text is lost by keeping them."""
        return self._page.draft_steps()

    def holds(self, steps: Sequence[Step]) -> bool:
        """True while saving would give exactly these steps."""
        return self._page.holds(steps)

    def set_stored(self, steps: Sequence[Step]) -> None:
        """Say what is stored now, without touching what is being typed."""
        self._page.set_stored(steps)
        self._report()

    def has_unsaved(self) -> bool:
        """True when leaving would lose something."""
        return self._is_unsaved

    def is_valid(self) -> bool:
        """True when the steps can be saved."""
        return self._is_valid

    def set_scale(self, scale: float) -> None:
        """Scale the text to the reading size; it is left as it is while something is unsaved."""
        current = self._page.current()
        if self._is_unsaved:
            return
        self._page.set_scale(scale)
        if self._page.step_count():
            self._page.set_steps(self._page.steps())
            self._page.set_current(current)

    def add_action(self, action: QAction, text: str) -> None:
        """Put a command of the page around beside the editor's own."""
        button = self._button(text, action.toolTip(), action.trigger)
        self._bar.insertWidget(self._bar.count() - 1, button)
        self._actions.append((action, button))
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def add_call_form(self, form: CallForm) -> None:
        """Show a tool call under the cursor as a form below the steps; both are the same call."""
        self._call_form = form
        form.hide()
        form.edited.connect(self._on_call_edited)
        self._page.current_changed.connect(self._show_call)
        self._column.addWidget(form)

    def show_progress(self, words: str) -> None:
        """Say that steps are coming in, and take no typing meanwhile; empty words end that."""
        self._progress = words
        self._page.setReadOnly(bool(words))
        for button in self._buttons:
            button.setEnabled(not words)
        self._report()

    def save(self) -> None:
        """Ask for saving, or show what stands in the way."""
        faults = self._page.faults()
        if faults:
            self._page.set_current(faults[0][0])
            self._page.setFocus()
        elif not self._page.steps():
            self._status.setText(self.tr("A trace needs at least one step."))
        else:
            self.save_requested.emit(self._page.steps())

    @Slot()
    def _report(self) -> None:
        """Say where the edit stands, and tell those who listen."""
        faults = self._page.faults()
        unsaved = self._page.is_changed()
        if unsaved != self._is_unsaved:
            self._is_unsaved = unsaved
            self.unsaved_changed.emit(unsaved)
        if bool(faults) == self._is_valid:
            self._is_valid = not faults
            self.validity_changed.emit(self._is_valid)
        self._status.setText(self._sentence(faults))
        self._status.set_role("reject" if faults else "")
        self._show_call()

    def _sentence(self, faults: tuple[tuple[int, str], ...]) -> str:
        if self._progress:
            return self._progress
        if faults:
            place, sentence = faults[0]
            return self.tr("Step {number}: {sentence}").format(number=place + 1, sentence=sentence)
        hidden = hidden_count(self._page.toPlainText())
        if hidden:
            one, many = self.tr("{count} character cannot be seen."), self.tr("{count} characters cannot be seen.")
            return counted(hidden, one, many)
        return self.tr("Changed, not saved yet") if self._is_unsaved else self.tr("Nothing changed yet")

    def _lay_out(self) -> None:
        bar = self._bar
        bar.setContentsMargins(16, 4, 16, 4)
        bar.setSpacing(4)
        tr = self.tr
        self._add(
            bar, tr("Add step"), tr("New step below (Enter splits a step, Alt+Enter adds one)"), self._page.add_step
        )
        self._add(bar, tr("Add tool call"), tr("New tool call below"), self._on_add_call)
        self._add(bar, tr("Up"), tr("Move the step up (Alt+Up)"), self._on_up)
        self._add(bar, tr("Down"), tr("Move the step down (Alt+Down)"), self._on_down)
        self._add(
            bar, tr("Delete"), tr("Delete the step (Ctrl+Shift+K); Ctrl+Z brings it back"), self._page.delete_step
        )
        bar.addStretch(1)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._status)
        column.addWidget(self._page, 1)

    def _add(self, bar: QHBoxLayout, text: str, tip: str, do: Callable[[], object]) -> None:
        button = self._button(text, tip, do)
        self._buttons.append(button)
        bar.addWidget(button)

    def _button(self, text: str, tip: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(safe_tooltip(tip))
        button.setAccessibleDescription(tip)
        button.setMinimumHeight(28)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(do)
        return button

    def _connect(self) -> None:
        self._page.changed.connect(self._report)
        self._page.save_requested.connect(self.save)
        self._page.leave_requested.connect(self.leave_requested)
        self._page.current_changed.connect(self.current_changed)

    @Slot()
    def _on_action_changed(self) -> None:
        for action, button in self._actions:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
            button.setAccessibleDescription(action.toolTip())

    @Slot()
    def _show_call(self) -> None:
        """Let the form follow the step with the cursor; JSON that cannot be read is left to the step itself."""
        if self._call_form is None:
            return
        call = None if self._page.isReadOnly() else call_at_cursor(self._page)
        self._call_form.setVisible(call is not None)
        if call is not None:
            self._call_form.show_call(call)

    @Slot(object)
    def _on_call_edited(self, call: ToolCallPart) -> None:
        put_call(self._page, call)

    @Slot()
    def _on_add_step(self) -> None:
        self._page.add_step()
        self._page.setFocus()

    @Slot()
    def _on_add_call(self) -> None:
        self._page.add_step(
            StepKind.TOOL_CALL, tool=self._call_form.first_tool() if self._call_form is not None else ""
        )
        self._page.setFocus()

    @Slot()
    def _on_up(self) -> None:
        self._page.move_step(-1)

    @Slot()
    def _on_down(self) -> None:
        self._page.move_step(1)
