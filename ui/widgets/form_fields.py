# SPDX-License-Identifier: Apache-2.0
"""One field for each type of param; each reads and shows a plain value and says when it changed."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from core.domain.json import JsonValue
from core.params import Param, ParamType
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.switch import Switch

NUMBER_WIDTH = 128


class Field(QWidget):
    """Base of every field.

    Signals:
        edited: the value is another one.

    Attributes:
        focus: the widget that takes the keyboard and carries the accessible name.
    """

    edited = Signal()

    def __init__(self, focus: QWidget) -> None:
        """Hold ``focus`` and whatever the subclass puts beside it."""
        super().__init__()
        self.focus = focus
        self.setFocusProxy(focus)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(focus)

    def value(self) -> JsonValue:
        """What is typed or chosen, unchecked."""
        raise NotImplementedError

    def show_value(self, value: JsonValue) -> None:
        """Show another value."""
        raise NotImplementedError

    def mark_wrong(self, is_wrong: bool) -> None:
        """Show or take away the sign that the value does not fit."""
        self.focus.setProperty("wrong", is_wrong)
        self.focus.style().unpolish(self.focus)
        self.focus.style().polish(self.focus)


class TextField(Field):
    """A line of text."""

    def __init__(self, spec: Param) -> None:
        """Be as wide as the form."""
        self.line = QLineEdit()
        super().__init__(self.line)
        if spec.is_optional:
            self.line.setPlaceholderText(self.tr("Not set"))
        self.line.textEdited.connect(self.edited)

    def value(self) -> JsonValue:
        """The text."""
        return self.line.text()

    def show_value(self, value: JsonValue) -> None:
        """Show the text; None is empty."""
        self.line.setText("" if value is None else str(value))


class NumberField(TextField):
    """A number as text, so that 1e-5 can be typed and an error be put in words; Up and Down step."""

    def __init__(self, spec: Param) -> None:
        """Show the unit behind the number."""
        super().__init__(spec)
        self._spec = spec
        self.line.setFixedWidth(NUMBER_WIDTH)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.installEventFilter(self)
        if spec.unit:
            self.row.addWidget(TextLabel(spec.unit, look="muted"))
        self.row.addStretch(1)

    def show_value(self, value: JsonValue) -> None:
        """Show the number as short as it can be said."""
        if isinstance(value, float):
            said = f"{value:g}" if float(f"{value:g}") == value else repr(value)
            self.line.setText(re.sub(r"e([+-])0", r"e\1", said))
        else:
            super().show_value(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with Up and Down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        """One up or down for whole numbers; a tenth of the number's own size for others."""
        try:
            number = float(self.line.text())
        except ValueError:
            return
        if self._spec.type is ParamType.WHOLE:
            number = round(number) + by
        else:
            number = float(f"{number + by * (abs(number) / 10 or 0.1):.6g}")
        least, most = self._spec.minimum, self._spec.maximum
        number = max(number, least) if least is not None else number
        number = min(number, most) if most is not None else number
        self.show_value(int(number) if self._spec.type is ParamType.WHOLE else number)
        self.edited.emit()


class LongTextField(Field):
    """Several lines of text."""

    def __init__(self, spec: Param) -> None:
        """Be some lines high; Tab leaves the field."""
        self.text = QPlainTextEdit()
        super().__init__(self.text)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(112)
        self.text.textChanged.connect(self.edited)

    def value(self) -> JsonValue:
        """The text."""
        return self.text.toPlainText()

    def show_value(self, value: JsonValue) -> None:
        """Show the text; None is empty."""
        self.text.setPlainText("" if value is None else str(value))


class SwitchField(Field):
    """On or off."""

    def __init__(self, spec: Param) -> None:
        """Start off."""
        self.switch = Switch()
        super().__init__(self.switch)
        self.row.addStretch(1)
        self.switch.toggled.connect(self.edited)

    def value(self) -> JsonValue:
        """True for on."""
        return self.switch.isChecked()

    def show_value(self, value: JsonValue) -> None:
        """Show on or off."""
        self.switch.setChecked(bool(value))


class ChoiceBox(QComboBox):
    """A combo box that the wheel changes only when it has the keyboard, so that scrolling a form changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(Field):
    """One of a few."""

    def __init__(self, spec: Param) -> None:
        """Offer the choices; an optional one can be left open."""
        self.box = ChoiceBox()
        super().__init__(self.box)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if spec.is_optional:
            self.box.addItem(self.tr("Not set"), None)
        for choice in spec.choices:
            self.box.addItem(choice.replace("_", " "), choice)
        self.box.setMinimumWidth(200)
        self.row.addStretch(1)
        self.box.currentIndexChanged.connect(self.edited)

    def value(self) -> JsonValue:
        """The chosen name."""
        chosen: JsonValue = self.box.currentData()
        return chosen

    def show_value(self, value: JsonValue) -> None:
        """Choose; a value that is not offered is shown as it is, so that it can be seen and mended."""
        place = self.box.findData(value)
        if place < 0:
            self.box.addItem(str(value), value)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)


class FolderField(TextField):
    """A folder, typed or picked."""

    def __init__(self, spec: Param) -> None:
        """Offer the system's folder dialog beside the line."""
        super().__init__(spec)
        self._label = spec.label
        pick = QPushButton(self.tr("Choose…"))
        pick.clicked.connect(self._on_pick)
        self.row.addWidget(pick)

    @Slot()
    def _on_pick(self) -> None:
        start = Path(self.line.text()).expanduser() if self.line.text() else Path.home()
        dialog = QFileDialog(self.window(), self._label, str(start))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    @Slot(str)
    def _on_picked(self, path: str) -> None:
        self.line.setText(path)
        self.edited.emit()


class SecretField(TextField):
    """A key: hidden unless asked for, and empty unless it is being changed."""

    def __init__(self, spec: Param, icons: Icons) -> None:
        """Put a button to show it at the right."""
        super().__init__(spec)
        self._icons = icons
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._show = QToolButton()
        self._show.setCheckable(True)
        self._show.setFixedSize(32, 32)
        self._show.setAccessibleName(self.tr("Show {label}").format(label=spec.label))
        self._show.toggled.connect(self._on_shown)
        icons.put(self._show, "show", "muted")
        self.row.addWidget(self._show)

    def show_hint(self, hint: str) -> None:
        """Say what is stored, such as ``stored, ends in 3f9a``, without showing it."""
        self.line.setPlaceholderText(hint)

    @Slot(bool)
    def _on_shown(self, is_shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._icons.put(self._show, "hide" if is_shown else "show", "muted")


def field_for(spec: Param, icons: Icons) -> Field:
    """The field of a param."""
    match spec.type:
        case ParamType.TEXT:
            return TextField(spec)
        case ParamType.LONG_TEXT:
            return LongTextField(spec)
        case ParamType.WHOLE | ParamType.NUMBER:
            return NumberField(spec)
        case ParamType.SWITCH:
            return SwitchField(spec)
        case ParamType.CHOICE:
            return ChoiceField(spec)
        case ParamType.FOLDER:
            return FolderField(spec)
        case ParamType.SECRET:
            return SecretField(spec, icons)
