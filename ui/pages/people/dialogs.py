# SPDX-License-Identifier: Apache-2.0
"""The dialogs of People: to whom traces go, whose are taken back, and what goes into a packet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.traces import WAITING, TraceFilter, TraceState
from core.errors import InvalidInput
from core.params import Param, ParamType
from ui.pages.people.state import AssignWish, PacketWish, PeopleState
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.form import ParamForm
from ui.widgets.form_dialog import FormDialog


class PeopleDialog(FormDialog):
    """A heading, a sentence and a form."""

    def __init__(
        self, parent: QWidget, icons: Icons, params: Sequence[Param], *, name: str, words: tuple[str, str, str]
    ) -> None:
        """``words`` are title, sentence and what the button says."""
        title, sentence, save = words
        super().__init__(parent, name=name, title=title, save=save)
        self.form = ParamForm(params, icons)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(12)
        column.addWidget(TextLabel(title, look="section"))
        column.addWidget(TextLabel(sentence, look="muted", is_wrapping=True))
        column.addWidget(self.form)
        column.addStretch(1)
        self.lay_out(body)
        self.resize(560, 460)
        self.save.clicked.connect(self._on_save)
        self.form.validity_changed.connect(self.save.setEnabled)
        self.form.value_changed.connect(self._on_edited)

    def give(self) -> None:
        """Tell what is wished. Raises InvalidInput where the form does not fit."""
        raise NotImplementedError

    @Slot()
    def _on_save(self) -> None:
        try:
            self.give()
        except InvalidInput as error:
            self.show_error(error)
        else:
            self.accept()

    @Slot(str, object)
    def _on_edited(self, _name: str, _value: object) -> None:
        self.hide_error()


class AssignDialog(PeopleDialog):
    """Asks for reviewers, the share of a double review, and which traces.

    Signals:
        wished: an AssignWish.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget, icons: Icons, state: PeopleState) -> None:
        """Begin with everybody who is known; show it with open()."""
        names_help = self.tr("Names with commas between them, such as: Ada, Bo.")
        twice_help = self.tr("Two people read each of these, and neither sees what the other said until both have.")
        number = self.tr("The same number deals the same traces to the same people.")
        params = (
            Param("names", ParamType.TEXT, self.tr("Reviewers"), names_help, ", ".join(state.names)),
            Param(
                "twice", ParamType.NUMBER, self.tr("Double review"), twice_help, 0.0, minimum=0, maximum=100, unit="%"
            ),
            _task_type(state, self.tr("Task type"), self.tr("Only traces of this task; without one, all.")),
            Param("seed", ParamType.WHOLE, self.tr("Seed"), number, 0, minimum=0, is_advanced=True),
        )
        sentence = self.tr("Traces that wait for a decision and belong to nobody are dealt out in turn.")
        words = (self.tr("Assign traces"), sentence, self.tr("Assign"))
        super().__init__(parent, icons, params, name="assign", words=words)

    def give(self) -> None:
        values = self.form.values()
        names = tuple(name for name in (part.strip() for part in str(values["names"]).split(",")) if name)
        share = float(str(values["twice"])) / 100
        if not names:
            raise InvalidInput(self.tr("Nobody is named."), hint=self.tr("Name at least one reviewer."))
        if share and len(set(names)) < 2:
            raise InvalidInput(self.tr("A double review needs two people."), hint=self.tr("Name at least two."))
        self.wished.emit(AssignWish(_wanted(values["task_type"]), names, share, int(str(values["seed"]))))


class UnassignDialog(PeopleDialog):
    """Asks whose assignments are taken back.

    Signals:
        wished: the names; empty for everybody's.
    """

    wished = Signal(tuple)

    def __init__(self, parent: QWidget, icons: Icons, state: PeopleState) -> None:
        """Offer everybody who has some; show it with open()."""
        names = tuple(load.reviewer for load in state.workloads)
        whose = self.tr("Without a name, everybody’s.")
        params = (Param("name", ParamType.CHOICE, self.tr("Reviewer"), whose, None, choices=names, is_optional=True),)
        sentence = self.tr("The traces belong to nobody again. What was decided stays.")
        words = (self.tr("Take assignments back"), sentence, self.tr("Take back"))
        super().__init__(parent, icons, params, name="unassign", words=words)
        self.resize(480, 300)

    def give(self) -> None:
        name = self.form.values()["name"]
        self.wished.emit((str(name),) if name else ())


class PacketDialog(PeopleDialog):
    """Asks which traces go into a packet, and whether it is blind.

    Signals:
        wished: a PacketWish.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget, icons: Icons, state: PeopleState) -> None:
        """Offer what there is; show it with open()."""
        names = tuple(load.reviewer for load in state.workloads)
        self._states: dict[str, tuple[TraceState, ...]] = {
            self.tr("To review"): WAITING,
            self.tr("Needs adjudication"): (TraceState.NEEDS_ADJUDICATION,),
            self.tr("All traces"): (),
        }
        offered = tuple(self._states)
        blind_help = self.tr("Without what the solver knows and without what anybody said.")
        params = [
            Param("state", ParamType.CHOICE, self.tr("Traces"), self.tr("Where they stand."), offered[0],
                  choices=offered),
            Param("assignee", ParamType.CHOICE, self.tr("Assigned to"), self.tr("Only what is for this reviewer."),
                  None, choices=names, is_optional=True),
            _task_type(state, self.tr("Task type"), self.tr("Only traces of this task; without one, all.")),
            Param("is_blind", ParamType.SWITCH, self.tr("Blind"), blind_help, True),
        ]  # fmt: skip
        sentence = self.tr("One file that Stillroom reads elsewhere. Decisions come back as a reply.")
        words = (self.tr("Export a packet"), sentence, self.tr("Choose file…"))
        shown = [spec for spec in params if spec.name != "assignee" or names]
        super().__init__(parent, icons, shown, name="packet", words=words)

    def give(self) -> None:
        values = self.form.values()
        assignee, task_type = values.get("assignee"), values["task_type"]
        wanted = TraceFilter(
            states=self._states[str(values["state"])],
            task_types=(str(task_type),) if task_type else (),
            assignees=(str(assignee),) if assignee else (),
        )
        self.wished.emit(PacketWish(wanted, bool(values["is_blind"])))


def _task_type(state: PeopleState, label: str, help: str) -> Param:
    return Param("task_type", ParamType.CHOICE, label, help, None, choices=state.task_types, is_optional=True)


def _wanted(task_type: object) -> TraceFilter:
    return TraceFilter(states=WAITING, task_types=(str(task_type),) if task_type else ())
