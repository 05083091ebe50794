# SPDX-License-Identifier: Apache-2.0
"""What Review does with judges: lets one judge the queue, decides by rule, and keeps their figures fresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.changes import Change, ChangeKind
from core.domain.json import JsonValue
from core.domain.judgements import JudgeFigures
from core.domain.traces import TraceFilter, TraceId
from core.errors import StudioError
from core.studio import Studio
from ui.context import UiContext
from ui.pages.budgets import budget_of
from ui.pages.review.board import ReviewBoard
from ui.pages.review.judge_dialog import JudgeDialog
from ui.pages.review.judge_form import rule_of
from ui.pages.review.presenter import ReviewPresenter
from ui.pages.review.rule_dialog import RuleDialog
from ui.widgets.form_dialog import FormDialog

_FRESH_MS = 5_000
"""Figures go over all that was judged, so they follow decisions at some distance."""

_Values = Mapping[str, JsonValue]


class Judging(QObject):
    """Answers the actions about judges; the board comes once it is built, after the actions."""

    def __init__(self, context: UiContext, presenter: ReviewPresenter, page: QWidget) -> None:
        """Dialogs float over the window of ``page``."""
        super().__init__(page)
        self._context = context
        self._presenter = presenter
        self._page = page
        self._board: ReviewBoard | None = None
        self._figures: tuple[JudgeFigures, ...] = ()
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(_FRESH_MS)
        self._fresh.timeout.connect(self.read)
        context.changes.changed.connect(self._on_changed)

    def attach(self, board: ReviewBoard) -> None:
        """Show figures on this board, and answer the menu over its queue."""
        self._board = board
        board.queue.more.judge_requested.connect(self.ask_for_judge)
        board.queue.more.rule_requested.connect(self.ask_for_rule)

    def do(self) -> dict[str, Callable[[], object]]:
        """What each action does, by the last word of its id."""
        return {"judge": self.ask_for_judge, "rules": self.ask_for_rule}

    def can(self, is_calm: Callable[[], bool]) -> dict[str, Callable[[], bool]]:
        """When each can be done."""
        return dict.fromkeys(self.do(), lambda: is_calm() and len(self._presenter.queue) > 0)

    @Slot()
    def read(self) -> None:
        """Read anew how far judges can be trusted."""
        self._context.work.ask(self, "judges", partial(_trust, self._context.studio), self._on_figures)

    def _on_figures(self, figures: tuple[JudgeFigures, ...]) -> None:
        self._figures = figures
        if self._board is not None:
            self._board.side.judges.show_figures(figures)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        is_ours = change.kind in (ChangeKind.TRACES, ChangeKind.REVIEWS)
        if is_ours and self._page.isVisible() and not self._fresh.isActive():
            self._fresh.start()

    # Judging

    @Slot()
    def ask_for_judge(self) -> None:
        """Ask which judge and within which budget, and say what it would cost."""
        studio = self._context.studio
        self._context.work.ask(self, "who judges", partial(_who_can_judge, studio), self._open_judge)

    def _open_judge(self, judges: tuple[str, ...]) -> None:
        wanted = self._presenter.queue.wanted.all_of_it
        dialog = JudgeDialog(self._page.window(), self._context.icons, judges)
        dialog.estimate_wanted.connect(partial(self._estimate, dialog, wanted))
        dialog.judging_wanted.connect(partial(self._judge, dialog, wanted))
        dialog.setup_wanted.connect(self._on_setup_wanted)
        dialog.open()
        dialog.ask()

    @Slot()
    def _on_setup_wanted(self) -> None:
        self._context.navigator.go("generate")

    def _estimate(self, dialog: JudgeDialog, wanted: TraceFilter, values: _Values) -> None:
        service = self._context.studio.judging
        ask = partial(service.estimate, wanted, str(values["judge"]), canary_share=float(values["canary_share"]))
        self._context.work.ask(dialog, "estimate", ask, dialog.show_estimate, self._failing(dialog))

    def _judge(self, dialog: JudgeDialog, wanted: TraceFilter, values: _Values) -> None:
        start = partial(
            self._context.studio.judging.start,
            wanted,
            str(values["judge"]),
            canary_share=float(values["canary_share"]),
            budget=budget_of(values),
            concurrency=int(values["concurrency"]),
        )
        said = self.tr("The queue is being judged; the jobs line shows how far it is.")
        self._context.work.ask(dialog, "judge", start, partial(self._on_started, dialog, said), self._failing(dialog))

    # Rules

    @Slot()
    def ask_for_rule(self) -> None:
        """Ask for a rule and say what it would do."""
        review, wanted = self._context.studio.review, self._presenter.queue.wanted.all_of_it
        judges = tuple(found.judge for found in self._figures)
        dialog = RuleDialog(self._page.window(), self._context.icons, judges, review.reasons())
        dialog.preview_wanted.connect(partial(self._preview, dialog, wanted))
        dialog.rule_wanted.connect(partial(self._apply, dialog, wanted))
        dialog.trace_wanted.connect(self._on_trace_wanted)
        dialog.open()
        dialog.ask()

    def _preview(self, dialog: RuleDialog, wanted: TraceFilter, values: _Values) -> None:
        rule = rule_of(values, wanted)
        ask = partial(self._context.studio.rules.preview, rule)
        self._context.work.ask(dialog, "preview", ask, dialog.show_preview, self._failing(dialog))

    def _apply(self, dialog: RuleDialog, wanted: TraceFilter, values: _Values, token: str) -> None:
        rule, reviewer = rule_of(values, wanted), self._context.reviewer
        start = partial(self._context.studio.rules.apply, rule, token, reviewer=reviewer)
        said = self.tr("The rule is at work; the jobs line shows how far it is.")
        self._context.work.ask(dialog, "apply", start, partial(self._on_started, dialog, said), self._failing(dialog))

    @Slot(int)
    def _on_trace_wanted(self, trace_id: int) -> None:
        self._presenter.choose(TraceId(trace_id))

    # What came back

    def _on_started(self, dialog: FormDialog, said: str, _job: object) -> None:
        dialog.accept()
        self._context.notify.toast(said)

    def _failing(self, dialog: FormDialog) -> Callable[[BaseException], None]:
        return partial(self._fail, dialog)

    def _fail(self, dialog: FormDialog, error: BaseException) -> None:
        if isinstance(error, StudioError):
            dialog.show_error(error)
            dialog.save.setEnabled(False)
        else:
            self._context.notify.fail(error)


def _who_can_judge(studio: Studio) -> tuple[str, ...]:
    """The providers that are language models; any thread."""
    generation = studio.generation
    names = (profile.name for profile in generation.profiles() if profile.is_enabled)
    return tuple(name for name in names if generation.capabilities(name).is_language_model)


def _trust(studio: Studio) -> tuple[JudgeFigures, ...]:
    """The figures of all judges; their station is imported here, in a thread."""
    return studio.judging.judges()
