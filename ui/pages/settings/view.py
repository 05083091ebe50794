# SPDX-License-Identifier: Apache-2.0
"""Settings' view: the form at the left, at the right what there is to know of this installation."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.errors import InvalidInput
from core.params import ParamType, params_of, plain_params
from core.settings import Settings
from ui.actions import ActionSpec
from ui.context import Finding, UiContext
from ui.pages.base import PageView
from ui.pages.settings.findings import Findings
from ui.pages.settings.keys_card import KeysCard
from ui.pages.settings.place_row import PlaceRow
from ui.pages.settings.presenter import SettingsPresenter
from ui.pages.settings.state import Installation
from ui.safety import TextLabel, visible
from ui.widgets.cards import Card
from ui.widgets.form import ParamForm
from ui.widgets.upright_scroll import upright_scroll

TYPING_MS = 500
_AT_ONCE = (ParamType.CHOICE, ParamType.SWITCH)


class SettingsView(PageView):
    """Everything that is set once; saved as soon as it fits."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        """Draw the form; what is installed comes with the first show."""
        super().__init__(parent)
        self._context = context
        self._presenter = SettingsPresenter(context, self)
        specs = params_of(Settings)
        self._at_once = {spec.name for spec in specs if spec.type in _AT_ONCE}
        self.form = ParamForm(specs, context.icons, plain_params(context.settings.current))
        self.form.setObjectName("settings_form")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        examine = context.actions.add(
            ActionSpec(
                "settings.examine",
                self.tr("Look again"),
                "search",
                "F5",
                page="settings",
                menu=self.tr("Settings"),
                help=self.tr("Look again at what this machine has and lacks"),
            ),
            self._presenter.examine,
        )
        self.findings = Findings(context.icons, examine)
        self._places = QVBoxLayout()
        self._versions = QGridLayout()
        self._keyring = TextLabel(is_wrapping=True)
        self._keyring.setObjectName("settings_keyring")
        self._students = TextLabel(is_wrapping=True, is_selectable=True)
        self._students.setObjectName("settings_students")
        self._prepare = QPushButton(self.tr("Unpack the demo student"))
        self._prepare.setObjectName("settings_prepare")
        self._prepare.hide()
        self._lay_out()
        self._connect()

    def on_shown(self) -> None:
        self._presenter.show()

    def on_hidden(self) -> None:
        self._save()
        self._presenter.hide()

    def focus_first(self) -> None:
        self.form.field("reviewer").setFocus()

    def _lay_out(self) -> None:
        left = Card(self.tr("For you"), note=self.tr("For every workspace, and saved at once."))
        left.body.addWidget(self.form)
        left.body.addStretch(1)
        keys = KeysCard(self._context.actions)
        right = QVBoxLayout()
        right.setSpacing(16)
        for card in (keys, self._places_card(), self._students_card(), self.findings, self._versions_card()):
            right.addWidget(card)
        right.addStretch(1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 8, 8)
        row.setSpacing(16)
        row.addWidget(left, 1)
        row.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(upright_scroll(body))

    def _places_card(self) -> Card:
        card = Card(self.tr("Where things are"))
        self._places.setSpacing(10)
        card.body.addLayout(self._places)
        card.body.addSpacing(4)
        card.body.addWidget(TextLabel(self.tr("API keys"), look="caption"))
        card.body.addWidget(self._keyring)
        return card

    def _students_card(self) -> Card:
        card = Card(self.tr("Students"))
        card.body.addWidget(self._students)
        card.body.addWidget(self._prepare, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _versions_card(self) -> Card:
        card = Card(self.tr("Versions"))
        self._versions.setHorizontalSpacing(16)
        self._versions.setVerticalSpacing(6)
        self._versions.setColumnStretch(1, 1)
        card.body.addLayout(self._versions)
        return card

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.settings_changed.connect(self._on_settings)
        presenter.installation_read.connect(self._on_installation)
        presenter.examining.connect(self.findings.show_busy)
        presenter.examined.connect(self._on_examined)
        self.form.value_changed.connect(self._on_value)
        self._typing.timeout.connect(self._save)
        self._prepare.clicked.connect(presenter.prepare_student)

    @Slot(str, object)
    def _on_value(self, name: str, _value: object) -> None:
        if name in self._at_once:
            self._save()
        else:
            self._typing.start()

    @Slot()
    def _save(self) -> None:
        """Save what is typed, once all of it fits; the form says beside a field why it does not."""
        self._typing.stop()
        try:
            values = self.form.values()
        except InvalidInput:
            return
        self._presenter.change(values)

    @Slot(object)
    def _on_settings(self, settings: Settings) -> None:
        if not self._typing.isActive() and self.form.is_valid:
            self.form.show_values(plain_params(settings))

    @Slot(object)
    def _on_installation(self, found: Installation) -> None:
        _clear(self._places)
        for place in found.places:
            row = PlaceRow(place)
            row.copied.connect(self._on_copied)
            self._places.addWidget(row)
        _clear(self._versions)
        for row_number, (name, number) in enumerate(found.versions):
            self._versions.addWidget(TextLabel(name, look="caption"), row_number, 0)
            said = number or self.tr("not installed")
            self._versions.addWidget(TextLabel(said, is_selectable=True), row_number, 1)
        kept = self.tr("They are kept in the system's keyring, each for its own address.")
        lost = self.tr("This system has no keyring: a key that you type lasts until you quit. A variable lasts longer.")
        self._keyring.setText(kept if found.has_keyring else lost)
        self._show_students(found)

    def _show_students(self, found: Installation) -> None:
        none = self.tr("None is prepared yet. A student is a small model in a local folder.")
        said = "\n".join(visible(words) for words in found.students) or none
        self._students.setText(f"{said}\n{found.why_no_training}".strip())
        self._prepare.setVisible(not found.students and not found.why_no_training)

    @Slot(object)
    def _on_examined(self, findings: tuple[Finding, ...]) -> None:
        self.findings.show_findings(findings)

    @Slot(str)
    def _on_copied(self, name: str) -> None:
        self._context.notify.toast(self.tr("Copied the path of: {name}").format(name=name))


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
