# SPDX-License-Identifier: Apache-2.0
"""A teacher goes on in the editor: asked after a forecast, watched, stopped, and taken back where it fails."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.domain.continuations import Continuation, ContinuationRequest, ContinuedSteps
from core.domain.providers import ProviderProfile
from core.domain.traces import Step
from core.errors import InvalidInput, StudioError
from ui.context import UiContext
from ui.pages.review.continue_dialog import ContinueDialog
from ui.pages.review.state import NOT_A_MODEL, TraceSheet
from ui.pages.review.words import cost_words
from ui.widgets.painted import counted
from ui.widgets.reasoning_editor import ReasoningEditor
from ui.widgets.streamed_steps import StreamedSteps


class Continuing(QObject):
    """What teachers wrote into the edit that is open; one at a time, and nothing is stored by it."""

    def __init__(self, context: UiContext, editor: ReasoningEditor, page: QWidget, parent: QObject) -> None:
        """Write into ``editor``; dialogs float over the window of ``page``."""
        super().__init__(parent)
        self._context = context
        self._editor = editor
        self._page = page
        self._sheet: TraceSheet | None = None
        self._kept: tuple[Step, ...] = ()
        self._behind = 0
        self._dialog: ContinueDialog | None = None
        self._run: ContinuationRequest | None = None
        self._streamed: StreamedSteps | None = None
        self._made: dict[int, Continuation] = {}
        self._taken_up: tuple[Continuation, ...] = ()
        self._mark = 0

    @property
    def is_running(self) -> bool:
        """True while steps come in."""
        return self._streamed is not None

    def made(self) -> tuple[Continuation, ...]:
        """What teachers wrote of the edit, as far as a step of it is still there."""
        marks = self._editor.page().teacher_marks()
        return (*self._taken_up, *(made for mark, made in self._made.items() if mark in marks))

    def ask(self, sheet: TraceSheet) -> None:
        """Ask whom to ask about the edit of ``sheet``, behind the step with the cursor."""
        editor = self._editor.page()
        self._behind = max(0, editor.current())
        try:
            self._kept = editor.steps_until(self._behind)
        except ValueError as error:
            words = self.tr("What stands before the cut cannot be read: {why}").format(why=str(error))
            self._context.notify.fail(InvalidInput(words, hint=self.tr("Mend it first.")))
            return
        self._sheet = sheet
        generation = self._context.studio.generation
        self._context.work.ask(self, "teachers", generation.profiles, self._open_dialog)

    def stop(self) -> bool:
        """End what is coming in; what came stays. False where nothing is."""
        if self._run is None or self._streamed is None:
            return False
        self._run.stop()
        return True

    def end(self) -> None:
        """The edit is left: nothing more comes in, and what came until now is a part of it."""
        self._context.work.cancel(self, "teachers")
        self._context.work.cancel(self, "forecast")
        if self._run is not None and self._streamed is not None:
            self._on_done(self._run.stop())
        self._context.work.cancel(self, "continue")
        self._run = None

    def forget(self) -> None:
        """What came until now is stored, or thrown away."""
        self._made.clear()
        self._taken_up = ()

    def take_up(self, continued: tuple[Continuation, ...]) -> None:
        """A draft goes on of which teachers wrote so much."""
        self._taken_up = continued

    def _open_dialog(self, profiles: tuple[ProviderProfile, ...]) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        known = [profile for profile in profiles if profile.is_enabled]
        own = sheet.trace.original.teacher
        models = [profile.name for profile in known if profile.kind != "planner"]
        chosen = own if any(profile.name == own for profile in known) else next(iter(models), "planner")
        dialog = ContinueDialog(
            self._page.window(),
            from_step=self._behind + 1,
            cut_count=self._editor.page().step_count() - self._behind - 1,
            teachers=[(profile.name, _label(profile)) for profile in known],
            chosen=chosen,
        )
        dialog.teacher_chosen.connect(self._on_teacher)
        dialog.confirmed.connect(self._on_confirmed)
        dialog.finished.connect(self._on_closed)
        self._dialog = dialog
        dialog.open()
        dialog.ask_forecast()

    @Slot(str)
    def _on_teacher(self, teacher: str) -> None:
        sheet, kept = self._sheet, self._kept
        if sheet is None:
            return
        generation, trace_id = self._context.studio.generation, sheet.trace.id
        self._run = None
        self._context.work.ask(
            self,
            "forecast",
            lambda: generation.continuation(trace_id, kept, teacher=teacher),
            self._on_forecast,
            self._on_refused,
        )

    def _on_forecast(self, run: ContinuationRequest) -> None:
        self._run = run
        if self._dialog is not None:
            self._dialog.show_forecast(run.forecast)

    def _on_refused(self, error: BaseException) -> None:
        if self._dialog is not None and isinstance(error, StudioError):
            self._dialog.refuse(error)
        else:
            self._context.notify.fail(error)

    @Slot()
    def _on_closed(self) -> None:
        self._dialog = None
        self._context.work.cancel(self, "forecast")

    @Slot()
    def _on_confirmed(self) -> None:
        run = self._run
        if run is None:
            return
        self._mark += 1
        self._streamed = StreamedSteps(self._editor.page(), self._behind, mark=self._mark)
        words = self.tr("{teacher} goes on; Escape stops it").format(teacher=run.forecast.teacher)
        self._editor.show_progress(words)
        self._editor.setFocus()
        self._context.actions.refresh()
        self._context.work.spawn(self, "continue", run.ask(self._on_steps), self._on_done, self._on_failed)

    def _on_steps(self, steps: tuple[Step, ...]) -> None:
        if self._streamed is not None:
            self._streamed.show(steps)

    def _on_done(self, found: ContinuedSteps) -> None:
        streamed = self._streamed
        if streamed is None:
            return
        if not found.steps:
            streamed.take_back()
            self._settle()
            self._context.notify.toast(self.tr("Stopped before a step came; nothing was changed."))
            return
        streamed.show(found.steps)
        self._made[self._mark] = found.made
        self._settle(current=self._behind + 1)
        same = self.tr("{teacher} wrote the same steps again; nothing was changed.").format(teacher=found.made.teacher)
        self._context.notify.toast(self._done_words(found.made) if self._editor.has_unsaved() else same)

    def _on_failed(self, error: BaseException) -> None:
        if self._streamed is not None:
            self._streamed.take_back()
        self._settle(current=self._behind)
        self._context.notify.fail(error)

    def _settle(self, *, current: int | None = None) -> None:
        """Let the person write again."""
        if self._streamed is None:
            return
        self._streamed = None
        self._run = None
        self._editor.show_progress("")
        if current is not None:
            self._editor.page().set_current(current)
        self._context.actions.refresh()

    def _done_words(self, made: Continuation) -> str:
        one, many = self.tr("{count} step"), self.tr("{count} steps")
        said = self.tr("{steps} from {teacher}, cost {cost}; not saved yet.")
        if made.is_stopped:
            said = self.tr("Stopped: {steps} from {teacher} stay, cost {cost}; not saved yet.")
        return said.format(
            steps=counted(made.step_count, one, many), teacher=made.teacher, cost=cost_words(made.cost_usd)
        )


def _label(profile: ProviderProfile) -> str:
    """A teacher as the list shows it; the planner is never taken for a model."""
    if profile.kind == "planner":
        return f"{profile.name}: {NOT_A_MODEL}"
    return f"{profile.name}  ·  {profile.model}" if profile.model else profile.name
