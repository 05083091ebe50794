# SPDX-License-Identifier: Apache-2.0
"""A tool call as a form: the tool, a field for each argument, and what its schema says of them beside each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.calls import CallFault
from core.domain.json import JsonObject, JsonValue
from core.domain.messages import ToolCallPart, ToolSpec
from core.params import Param
from ui.safety import TextLabel, calm
from ui.theme.icons import Icons
from ui.widgets.call_params import params_of_call, shown_value, typed_value
from ui.widgets.form import ParamForm
from ui.widgets.form_fields import ChoiceBox
from ui.widgets.labels import Hairline
from ui.widgets.upright_scroll import upright_scroll

HIGHEST = 236
HEAD, FIELD, HELP = 84, 48, 20
"""Pixels of the line over the fields with what is around them, of one field, and of the words under it."""
SIDES, GAP = 24, 8
"""Pixels at the left and right together, and between two rows."""


class CallForm(QWidget):
    """Shows one call and lets it be changed; the step beside it shows the same call as JSON.

    Signals:
        edited: the call as the form has it now, a ToolCallPart.
        check_wanted: a call that is shown and not checked yet.
    """

    edited = Signal(object)
    check_wanted = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setObjectName("call_form")
        self._icons = icons
        self._tools: dict[str, ToolSpec] = {}
        self._call: ToolCallPart | None = None
        self._form: ParamForm | None = None
        self._drawn: tuple[Param, ...] = ()
        self.tool = ChoiceBox()
        self.tool.setObjectName("call_tool")
        self.tool.setAccessibleName(self.tr("Tool"))
        self.tool.setMinimumWidth(200)
        self.fault = TextLabel(role="reject", is_wrapping=True)
        self.fault.setObjectName("call_fault")
        self._body = QWidget()
        self._fields = QVBoxLayout(self._body)
        self._lay_out()
        self.tool.currentIndexChanged.connect(self._on_tool)

    def set_tools(self, tools: Sequence[ToolSpec]) -> None:
        """Offer these tools."""
        self._tools = {tool.name: tool for tool in tools}
        self._call = None

    def first_tool(self) -> str:
        """The tool that a new call begins with; empty where none is on offer."""
        return next(iter(self._tools), "")

    def show_call(self, call: ToolCallPart) -> None:
        """Show a call; one that the form itself made is there already."""
        if call == self._call:
            return
        self._call = call
        self._show_tools(call.name)
        self._draw(call)
        self.check_wanted.emit(call)

    def show_faults(self, call: ToolCallPart, faults: Sequence[CallFault]) -> None:
        """Say what does not fit at its field, or under the tool; faults of a call that is changed since are old."""
        if call != self._call or self._form is None:
            return
        names = {spec.name for spec in self._params(call)}
        for name in names:
            self._form.show_error(name, " ".join(_sentence(fault) for fault in faults if fault.argument == name))
        rest = " ".join(_sentence(fault) for fault in faults if fault.argument not in names)
        self.fault.setText(rest)
        self.fault.setVisible(bool(rest))
        self._fit()

    def field(self, name: str) -> QWidget | None:
        """The widget that takes the keyboard for an argument."""
        return self._form.field(name) if self._form is not None else None

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(TextLabel(self.tr("Tool"), look="field"))
        row.addWidget(self.tool)
        row.addStretch(1)
        row.addWidget(TextLabel(self.tr("The step above is the same call as JSON"), look="caption"))
        self.fault.hide()
        self._fields.setContentsMargins(0, 0, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, SIDES - 16, 8)
        column.setSpacing(GAP)
        column.addWidget(Hairline())
        column.addLayout(row)
        column.addWidget(self.fault)
        column.addWidget(upright_scroll(self._body), 1)

    def _show_tools(self, name: str) -> None:
        """Offer the tools, and the one of the call where it is none of them, so that it can be seen and mended."""
        names = list(self._tools) if name in self._tools else [*self._tools, name]
        with QSignalBlocker(self.tool):
            self.tool.clear()
            for found in names:
                self.tool.addItem(calm(found), found)
            self.tool.setCurrentIndex(names.index(name))

    def _draw(self, call: ToolCallPart) -> None:
        """Show the arguments, in the fields that are there where they are the same ones."""
        params = self._params(call)
        values = {spec.name: shown_value(spec, call.arguments.get(spec.name)) for spec in params}
        if self._form is not None and self._drawn == params:
            self._form.show_values(values)
            return
        self.fault.hide()
        if self._form is not None:
            self._fields.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._drawn = params
        self._form = ParamForm(params, self._icons, values)
        self._form.value_changed.connect(self._on_value)
        self._fields.addWidget(self._form)
        self._fit()

    def _fit(self) -> None:
        """Ask for as much height as the fields take, up to a limit, and for that of the fault over them."""
        wanted = HEAD + sum(FIELD + (HELP if spec.help else 0) for spec in self._drawn)
        fault = 0 if self.fault.isHidden() else self.fault.heightForWidth(self.width() - SIDES) + GAP
        self.setFixedHeight(min(HIGHEST, wanted) + fault)

    def _params(self, call: ToolCallPart) -> tuple[Param, ...]:
        return params_of_call(self._schema(call.name), call.arguments)

    def _schema(self, name: str) -> JsonObject:
        tool = self._tools.get(name)
        return tool.parameters if tool is not None else {}

    def _give(self, call: ToolCallPart) -> None:
        self._call = call
        self.edited.emit(call)
        self.check_wanted.emit(call)

    @Slot()
    def _on_tool(self) -> None:
        """Another tool gets the arguments of the same name; further ones are shown, and said to be too many."""
        if self._call is not None:
            call = ToolCallPart(self._call.id, str(self.tool.currentData()), self._call.arguments)
            self._draw(call)
            self._give(call)

    @Slot(str, object)
    def _on_value(self, name: str, value: JsonValue) -> None:
        """One argument is another one; an empty field is no argument."""
        call = self._call
        if call is None:
            return
        arguments = dict(call.arguments)
        if value is None:
            arguments.pop(name, None)
        else:
            arguments[name] = typed_value(self._schema(call.name), name, value)
        self._give(ToolCallPart(call.id, call.name, arguments))


def _sentence(fault: CallFault) -> str:
    return calm(fault.message[:1].upper() + fault.message[1:])
