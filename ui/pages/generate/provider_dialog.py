# SPDX-License-Identifier: Apache-2.0
"""The form of a teacher: what kind it is, where it is, and its key, which is typed once and never shown again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.json import JsonValue
from core.domain.providers import ProviderProfile
from core.errors import InvalidInput
from core.params import Param, ParamType
from ui.pages.generate.state import PLANNER, Kind, Teacher
from ui.safety import TextLabel
from ui.theme.icons import Icons
from ui.widgets.form import ParamForm
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_fields import ChoiceBox

_OURS = "of."


class ProviderDialog(FormDialog):
    """Sets up a teacher, or changes one; show it with open().

    Signals:
        save_requested: the ProviderProfile and the key that was typed; empty for none.
    """

    save_requested = Signal(object, str)

    def __init__(self, parent: QWidget, icons: Icons, kinds: Sequence[Kind], teacher: Teacher | None = None) -> None:
        """Start from ``teacher``, or empty."""
        title = self.tr("Add teacher") if teacher is None else self.tr("Edit teacher")
        super().__init__(parent, name="provider", title=title, save=self.tr("Save and check"))
        self.resize(640, 600)
        self._icons = icons
        self._teacher = teacher
        self._form: ParamForm | None = None
        self._kinds = {kind.name: kind for kind in kinds}
        self.kind_field = ChoiceBox()
        self.kind_field.setObjectName("provider_kind")
        self.kind_field.setAccessibleName(self.tr("Kind"))
        self._help = TextLabel(look="muted", is_wrapping=True)
        self._place = QVBoxLayout()
        self._lay_out()
        self._fill(kinds)
        self.kind_field.currentIndexChanged.connect(self._on_kind)
        self.save.clicked.connect(self._on_save)

    @property
    def form(self) -> ParamForm:
        """The fields of the chosen kind."""
        if self._form is None:
            raise RuntimeError("the form is drawn by the constructor")
        return self._form

    def profile(self) -> ProviderProfile:
        """The profile as it is typed. Raises InvalidInput where a field does not fit."""
        values = self.form.values()
        kind = self._kind()
        ours = {name.removeprefix(_OURS): value for name, value in values.items() if name.startswith(_OURS)}
        options = {name: value for name, value in values.items() if not name.startswith(_OURS)}
        base = self._teacher.profile if self._teacher else ProviderProfile(name=str(ours["name"]).strip(), kind="")
        if not base.name:
            raise InvalidInput(self.tr("A teacher needs a name."), hint=self.tr("Choose one that you will recognise."))
        return replace(
            base,
            kind=kind.name,
            model=str(ours.get("model", "")).strip(),
            base_url=str(ours.get("base_url", "")).strip(),
            key_env=str(ours.get("key_env", "")).strip(),
            options=options,
        )

    def _fill(self, kinds: Sequence[Kind]) -> None:
        for kind in kinds:
            self.kind_field.addItem(kind.label, kind.name)
        if self._teacher is not None:
            self.kind_field.setCurrentIndex(self.kind_field.findData(self._teacher.kind.name))
            self.kind_field.setEnabled(False)
            self.kind_field.setToolTip(self.tr("A teacher keeps its kind; add another teacher for another kind."))
        else:
            first = next((place for place, kind in enumerate(kinds) if kind.is_reached), 0)
            self.kind_field.setCurrentIndex(first)
        self._draw()

    def _kind(self) -> Kind:
        return self._kinds[str(self.kind_field.currentData())]

    def _draw(self) -> None:
        kind = self._kind()
        typed: dict[str, JsonValue] = {}
        if self._form is not None:
            typed = {"of.name": self._form.field("of.name").property("text")}
            self._place.removeWidget(self._form)
            self._form.deleteLater()
        self._help.setText(kind.help)
        values: dict[str, JsonValue] = {"of.key_env": kind.default_key_env} if kind.is_reached else {}
        if self._teacher is not None:
            profile = self._teacher.profile
            values = {"of.model": profile.model, "of.base_url": profile.base_url, "of.key_env": profile.key_env}
            values |= profile.options or {}
        specs = (*self._own_fields(kind), *kind.params)
        names = {spec.name for spec in specs}
        shown = {name: value for name, value in {**values, **typed}.items() if name in names}
        self._form = ParamForm(specs, self._icons, shown)
        self._form.value_changed.connect(self._on_value)
        self._place.addWidget(self._form)
        if kind.is_reached:
            hint = self._teacher.key_hint if self._teacher else ""
            self._form.show_secret_hint("of.key", hint or self.tr("paste it here"))

    def _own_fields(self, kind: Kind) -> tuple[Param, ...]:
        """The fields that every provider of a sort has, before those of its kind."""
        fields = []
        if self._teacher is None:
            words = self.tr("What you call it; traces remember it.")
            fields.append(Param("of.name", ParamType.TEXT, self.tr("Name"), words, ""))
        if kind.is_reached:
            where = self.tr("Such as http://127.0.0.1:8000/v1.")
            if not kind.needs_base_url:
                where = self.tr("Empty means the vendor's own address.")
            model = self.tr("As the provider names it.")
            key = self.tr("Kept in the system's keyring for this address only, and never shown again.")
            env = self.tr("The environment variable that holds the key; it goes before the keyring.")
            fields += [
                Param(
                    "of.base_url", ParamType.TEXT, self.tr("Base URL"), where, "", is_advanced=not kind.needs_base_url
                ),
                Param("of.model", ParamType.TEXT, self.tr("Model"), model, ""),
                Param("of.key", ParamType.SECRET, self.tr("Key"), key, ""),
                Param("of.key_env", ParamType.TEXT, self.tr("Key variable"), env, "", is_advanced=True),
            ]
        elif kind.name != PLANNER:
            words = self.tr("A folder with a Hugging Face model.")
            fields.append(Param("of.model", ParamType.FOLDER, self.tr("Model folder"), words, ""))
        return tuple(fields)

    def _lay_out(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(24, 20, 24, 12)
        inner.setSpacing(8)
        label = TextLabel(self.tr("Kind"), look="field")
        label.setBuddy(self.kind_field)
        inner.addWidget(label)
        inner.addWidget(self.kind_field)
        inner.addWidget(self._help)
        inner.addSpacing(8)
        inner.addLayout(self._place)
        inner.addStretch(1)
        self.lay_out(body)

    @Slot()
    def _on_kind(self) -> None:
        self._draw()

    @Slot(str, object)
    def _on_value(self, _name: str, _value: object) -> None:
        self.hide_error()

    @Slot()
    def _on_save(self) -> None:
        try:
            profile = self.profile()
            key = str(self.form.values().get("of.key", "")).strip()
        except InvalidInput as error:
            self.show_error(error)
            return
        self.save.setEnabled(False)
        self.save_requested.emit(profile, key)
