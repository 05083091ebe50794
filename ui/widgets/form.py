# SPDX-License-Identifier: Apache-2.0
"""The form that draws any params: labels, fields, units, help, and errors in words beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from core.domain.json import JsonValue
from core.errors import InvalidInput
from core.params import Param, check_param
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.form_fields import Field, SecretField, field_for

LABEL_WIDTH = 176


class ParamForm(QWidget):
    """One row a param; what is advanced is folded away.

    Signals:
        value_changed: name of the param and its checked value, or None while it does not fit.
        validity_changed: True when every value fits.
    """

    value_changed = Signal(str, object)
    validity_changed = Signal(bool)

    def __init__(
        self,
        params: Sequence[Param],
        icons: Icons,
        values: Mapping[str, JsonValue] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Draw ``params`` in their order, showing ``values`` over their defaults."""
        super().__init__(parent)
        self._icons = icons
        self._specs = {spec.name: spec for spec in params}
        self._fields: dict[str, Field] = {}
        self._errors: dict[str, TextLabel] = {}
        self._wrong: dict[str, str] = {}
        self._is_valid = True
        self._advanced = QWidget()
        self._fold = QToolButton()
        self._lay_out()
        self.show_values({spec.name: spec.default for spec in params} | dict(values or {}))

    @property
    def is_valid(self) -> bool:
        """True when every value fits."""
        return not self._wrong

    def values(self) -> dict[str, JsonValue]:
        """The checked values of all params. Raises InvalidInput for the first that does not fit."""
        return {name: check_param(spec, self._fields[name].value()) for name, spec in self._specs.items()}

    def changed_values(self) -> dict[str, JsonValue]:
        """The checked values that differ from their defaults. Raises InvalidInput."""
        return {name: value for name, value in self.values().items() if value != self._specs[name].default}

    def show_values(self, values: Mapping[str, JsonValue]) -> None:
        """Show other values without telling anybody."""
        for name, value in values.items():
            field = self._fields[name]
            was_blocked = field.blockSignals(True)
            field.show_value(value)
            field.blockSignals(was_blocked)
            self._check(name)
        self._tell_validity()

    def show_error(self, name: str, text: str) -> None:
        """Say that a value does not fit for a reason that only its station knows; editing takes it away."""
        self._show_wrong(name, text)
        self._tell_validity()

    def show_secret_hint(self, name: str, hint: str) -> None:
        """Say what is stored for a secret."""
        field = self._fields[name]
        if isinstance(field, SecretField):
            field.show_hint(hint)

    def field(self, name: str) -> QWidget:
        """The widget that takes the keyboard for a param."""
        return self._fields[name].focus

    def show_advanced(self, is_open: bool) -> None:
        """Fold the advanced params out or in."""
        self._fold.setChecked(is_open)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        plain = QWidget()
        self._draw(plain, [spec for spec in self._specs.values() if not spec.is_advanced])
        advanced = [spec for spec in self._specs.values() if spec.is_advanced]
        self._draw(self._advanced, advanced)
        column.addWidget(plain)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._advanced)
        column.addStretch(1)
        self._fold.setText(self.tr("Advanced"))
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._on_folded)
        self._fold.setVisible(bool(advanced))
        self._on_folded(is_open=False)

    def _draw(self, parent: QWidget, specs: Sequence[Param]) -> None:
        grid = QGridLayout(parent)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for place, spec in enumerate(specs):
            self._draw_row(grid, 4 * place, spec)

    def _draw_row(self, grid: QGridLayout, row: int, spec: Param) -> None:
        field = field_for(spec, self._icons)
        field.setObjectName(f"field.{spec.name}")
        label = TextLabel(spec.label, look="field")
        label.setFixedHeight(32)
        label.setBuddy(field.focus)
        field.focus.setAccessibleName(spec.label)
        field.focus.setAccessibleDescription(spec.help)
        error = TextLabel(role="reject", is_wrapping=True)
        error.setObjectName(f"error.{spec.name}")
        error.hide()
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, row, 0, top)
        grid.addWidget(field, row, 1)
        grid.addWidget(error, row + 1, 1)
        if spec.help:
            grid.addWidget(TextLabel(spec.help, look="caption", is_wrapping=True), row + 2, 1)
        grid.setRowMinimumHeight(row + 3, 10)
        self._fields[spec.name] = field
        self._errors[spec.name] = error
        field.edited.connect(lambda name=spec.name: self._on_edited(name))

    def _on_edited(self, name: str) -> None:
        value = self._check(name)
        self._tell_validity()
        self.value_changed.emit(name, value)

    @Slot(bool)
    def _on_folded(self, is_open: bool) -> None:
        self._advanced.setVisible(is_open)
        self._icons.put(self._fold, "down" if is_open else "next", "muted")

    def _check(self, name: str) -> JsonValue:
        """The checked value of one field; None, and words beside it, where it does not fit."""
        try:
            value: JsonValue = check_param(self._specs[name], self._fields[name].value())
        except InvalidInput as error:
            self._show_wrong(name, str(error))
            return None
        self._show_wrong(name, "")
        return value

    def _show_wrong(self, name: str, text: str) -> None:
        if text:
            self._wrong[name] = text
        else:
            self._wrong.pop(name, None)
        label = self._errors[name]
        label.setText(text)
        label.setVisible(bool(text))
        self._fields[name].mark_wrong(bool(text))
        self._fields[name].focus.setAccessibleDescription(text or self._specs[name].help)
        if text and self._specs[name].is_advanced:
            self.show_advanced(True)

    def _tell_validity(self) -> None:
        if self._is_valid != self.is_valid:
            self._is_valid = self.is_valid
            self.validity_changed.emit(self._is_valid)
