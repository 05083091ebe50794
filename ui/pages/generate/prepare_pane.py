# SPDX-License-Identifier: Apache-2.0
"""Before a run: which problems, how, and what it would send and cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.jobs import JobRecord
from core.domain.json import JsonValue
from core.domain.messages import Sampling
from core.errors import InvalidInput
from ui.pages.budgets import budget_of
from ui.pages.generate.forecast_card import ForecastCard
from ui.pages.generate.last_run_line import LastRunLine
from ui.pages.generate.run_form import SPLITS, fields_for
from ui.pages.generate.state import Forecast, RunWish, Teacher
from ui.safety import ElidedLabel, TextLabel, visible
from ui.theme.icons import Icons
from ui.widgets.cards import Card
from ui.widgets.choice_chips import ChoiceChips
from ui.widgets.form import ParamForm
from ui.widgets.upright_scroll import upright_scroll

WAIT_MS = 120


class PreparePane(QWidget):
    """The form of a run for the chosen teacher, with its forecast under it.

    Signals:
        wish_changed: a RunWish that fits, or None while something does not.
        last_run_requested: show the newest run.
        sampling_requested: there are no problems; make some.
    """

    wish_changed = Signal(object)
    last_run_requested = Signal()
    sampling_requested = Signal()

    def __init__(self, icons: Icons, defaults: Mapping[str, JsonValue], parent: QWidget | None = None) -> None:
        """Start without a teacher; ``defaults`` are values from the settings."""
        super().__init__(parent)
        self._icons = icons
        self._values: dict[str, JsonValue] = dict(defaults)
        self._teacher: Teacher | None = None
        self._form: ParamForm | None = None
        self.types = ChoiceChips(self.tr("Task types"))
        self.types.setObjectName("run_types")
        self.last = LastRunLine(icons)
        self.forecast = ForecastCard(icons)
        self._card = Card()
        self._name = ElidedLabel(look="section")
        self._who = ElidedLabel(look="muted")
        self._who.setObjectName("run_who")
        self._place = QVBoxLayout()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._lay_out()
        self._timer.timeout.connect(self._tell)
        self.types.chosen_changed.connect(self._timer.start)
        self.last.show_requested.connect(self.last_run_requested)
        self.forecast.sampling_requested.connect(self.sampling_requested)

    @property
    def form(self) -> ParamForm | None:
        """The form of the chosen teacher."""
        return self._form

    def set_types(self, types: Sequence[tuple[str, str]]) -> None:
        """Offer these task types."""
        self.types.set_choices(types)

    def show_teacher(self, teacher: Teacher) -> None:
        """Draw the form for a teacher; what was typed for another one stays where it fits."""
        is_same = self._teacher == teacher
        if self._teacher is None or self._teacher.name != teacher.name:
            self.forecast.show_pending()
        self._teacher = teacher
        self._name.setText(self.tr("Ask {name}").format(name=visible(teacher.name)))
        self._who.setText(visible(teacher.words))
        self.forecast.show_host(teacher.host)
        if not is_same:
            self._draw(teacher)
        self._timer.start()

    def show_forecast(self, found: Forecast) -> None:
        """Show what the run would send and cost."""
        self.forecast.show_forecast(found)

    def show_last(self, record: JobRecord | None) -> None:
        """Say what ran last."""
        self.last.show_record(record)

    def wish(self) -> RunWish | None:
        """What the form asks for; None while something does not fit."""
        if self._teacher is None or self._form is None:
            return None
        try:
            values = self._form.values()
        except InvalidInput:
            return None
        return _wish(self._teacher, self.types.chosen(), values)

    def _draw(self, teacher: Teacher) -> None:
        if self._form is not None:
            self._remember()
            self._place.removeWidget(self._form)
            self._form.deleteLater()
        specs = fields_for(
            is_language_model=teacher.is_language_model,
            has_temperature=teacher.has_temperature,
            own=teacher.kind.params,
        )
        own = {f"own.{name}": value for name, value in (teacher.profile.options or {}).items()}
        offered = {spec.name for spec in specs}
        values = {name: value for name, value in {**self._values, **own}.items() if name in offered}
        self._form = ParamForm(specs, self._icons, values)
        self._form.value_changed.connect(self._on_value)
        self._place.addWidget(self._form)

    def _remember(self) -> None:
        """Keep what was typed for the next teacher."""
        try:
            values = self._form.values() if self._form is not None else {}
        except InvalidInput:
            return
        self._values |= {name: value for name, value in values.items() if not name.startswith("own.")}

    @Slot(str, object)
    def _on_value(self, _name: str, _value: object) -> None:
        self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self.wish_changed.emit(self.wish())

    def _lay_out(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 12, 0)
        inner.setSpacing(4)
        inner.addWidget(TextLabel(self.tr("Task types"), look="field"))
        inner.addWidget(self.types)
        inner.addSpacing(12)
        inner.addLayout(self._place)
        inner.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head.addWidget(self._name)
        head.addWidget(self._who, 1)
        self._card.body.addLayout(head)
        self._card.body.addWidget(upright_scroll(body), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.last)
        column.addWidget(self._card, 1)
        column.addWidget(self.forecast)


def _wish(teacher: Teacher, types: tuple[str, ...], values: Mapping[str, JsonValue]) -> RunWish:
    own = {name.removeprefix("own."): value for name, value in values.items() if name.startswith("own.")}
    samples = int(values["samples"])
    sampling = Sampling()
    if teacher.is_language_model:
        temperature = values.get("temperature") if teacher.has_temperature else None
        sampling = Sampling(temperature=temperature, max_tokens=int(values["max_tokens"]))
    elif samples > 1:
        # The planner tells the same problem in the same words unless it is given a seed.
        sampling = Sampling(seed=1)
    limit, smoke = values.get("limit"), values.get("smoke")
    return RunWish(
        teacher=teacher.name,
        types=types,
        split=SPLITS[str(values["split"])],
        is_unanswered_only=bool(values["is_unanswered_only"]),
        limit=None if limit is None else int(limit),
        samples=samples,
        concurrency=int(values.get("concurrency", 8)),
        budget=budget_of(values),
        smoke=None if smoke is None else int(smoke),
        sampling=sampling,
        options=own or None,
    )
