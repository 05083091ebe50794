# SPDX-License-Identifier: Apache-2.0
"""The studio's settings: one frozen value that a form can draw, kept as TOML; never a key."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.domain.json import JsonValue
from core.domain.reviews import SkipTo
from core.errors import InvalidInput, StudioError
from core.params import check_param, param, params_of, plain_params

log = logging.getLogger(__name__)

_SHORTCUTS = "shortcuts"
_MOST_SHORTCUTS = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person sets once for every workspace.

    Attributes:
        shortcuts: keyboard shortcuts of one's own, by the id of the action; only what differs from the defaults. No
            param, since a form cannot draw it; ids that are unknown here may be those of a newer Stillroom and stay.
    """

    reviewer: str = param("", "Your name", "Stands beside your decisions and edits; empty means your login name.")
    theme: str = param(
        "system",
        "Theme",
        "Light, dark, or as the system is set.",
        choices=("system", "light", "dark"),
    )
    reading_size: int = param(15, "Reading size", "Size of the text of traces.", minimum=10, maximum=28, unit="px")
    default_teacher: str = param("planner", "Default teacher", "The provider that Generate offers first.")
    concurrency: int = param(
        8, "Requests at once", "How many requests a teacher gets at the same time.", minimum=1, maximum=256
    )
    budget_usd: float | None = param(
        None,
        "Budget of a run",
        "Generation stops when it has spent this much; empty means no limit.",
        minimum=0.01,
        unit="USD",
    )
    default_student: str = param("", "Default student", "The model folder that Train offers first.")
    default_recipe: str = param("", "Default recipe", "The recipe that Train offers first.")
    skip_to: str = param(
        SkipTo.ME.value,
        "A skipped trace goes",
        "Back to you at the end of the queue, to others only, or out of it until somebody asks for skipped traces.",
        choices=tuple(skip_to.value for skip_to in SkipTo),
    )
    page_limit: int = param(
        200, "Rows at once", "How many rows a list loads at a time.", minimum=20, maximum=5000, is_advanced=True
    )
    shortcuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings as they were read, and what was wrong with the file.

    Attributes:
        warning: one sentence for the user; empty where all was well.
        kept_aside: where a file that could not be read was moved to.
    """

    settings: Settings
    warning: str = ""
    kept_aside: Path | None = None


def load_settings(path: Path) -> LoadedSettings:
    """Read the settings; never fails, because a studio must open.

    A missing file gives the defaults. A file that is not TOML is moved aside and the defaults are used. A value that
    does not fit is replaced by its default and named in the warning; unknown names are passed over, since a newer
    Stillroom may have written them.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except OSError as error:
        log.warning("settings cannot be read: %s", error)
        return LoadedSettings(Settings(), warning=f"The settings in {path.name} cannot be read; defaults are used.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        log.warning("settings are broken: %s", error)
        return _kept_aside(path)
    return _fitting(values)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings so that a reader sees the old or the new file, never half of one.

    Raises:
        StudioError: the folder cannot be written.
    """
    import tomli_w

    values: dict[str, Any] = {name: value for name, value in plain_params(settings).items() if value is not None}
    if settings.shortcuts:
        values[_SHORTCUTS] = {id_: list(keys) for id_, keys in settings.shortcuts.items()}
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(tomli_w.dumps(values))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise StudioError(
            "The settings could not be saved.",
            hint=f"Check that {path.parent} can be written and that the disk has room.",
            detail=str(error),
        ) from error


def changed(settings: Settings, values: Mapping[str, JsonValue]) -> Settings:
    """The settings with some values replaced. Raises InvalidInput that names the value that does not fit."""
    known = {spec.name: spec for spec in params_of(Settings)}
    for name in values:
        if name not in known:
            raise InvalidInput(f"There is no setting named “{name}”.", hint=f"Known: {', '.join(known)}.")
    return replace(settings, **{name: check_param(known[name], value) for name, value in values.items()})


class SettingsFile:
    """The settings of this user and the file that keeps them. Any thread."""

    def __init__(self, path: Path, *, on_change: Callable[[Settings], None] | None = None) -> None:
        """Read the file; ``warning`` says what was wrong with it."""
        loaded = load_settings(path)
        self.path = path
        self.warning = loaded.warning
        self._settings = loaded.settings
        self._on_change = on_change
        self._lock = threading.Lock()

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def change(self, **values: JsonValue) -> Settings:
        """Check, save and use new values. Raises InvalidInput or StudioError; then nothing has changed."""
        return self._keep(lambda settings: changed(settings, values))

    def change_shortcuts(self, shortcuts: Callable[[], Mapping[str, tuple[str, ...]]]) -> Settings:
        """Save and use other keyboard shortcuts of one's own. Raises StudioError; then nothing has changed.

        They are asked for when it is the turn of this change: of several threads the last one writes the newest.
        """
        return self._keep(lambda settings: replace(settings, shortcuts=dict(shortcuts())))

    def _keep(self, change: Callable[[Settings], Settings]) -> Settings:
        with self._lock:
            settings = change(self._settings)
            save_settings(settings, self.path)
            self._settings = settings
        if self._on_change is not None:
            self._on_change(settings)
        return settings


def _fitting(values: Mapping[str, Any]) -> LoadedSettings:
    """The values that fit, defaults for the others, and a warning that names them."""
    settings, wrong = Settings(shortcuts=_read_shortcuts(values.get(_SHORTCUTS, {}))), []
    for spec in params_of(Settings):
        if spec.name not in values:
            continue
        try:
            settings = changed(settings, {spec.name: values[spec.name]})
        except InvalidInput as error:
            log.warning("setting %s does not fit: %s", spec.name, error)
            wrong.append(spec.label)
    warning = f"These settings did not fit and have their defaults: {', '.join(wrong)}." if wrong else ""
    return LoadedSettings(settings, warning=warning)


def _read_shortcuts(found: object) -> dict[str, tuple[str, ...]]:
    """The shortcuts that are lists of words; the rest is passed over, since nobody's work depends on it."""
    if not isinstance(found, dict):
        log.warning("shortcuts in the settings are no table; the defaults are used")
        return {}
    read = {}
    for id_, keys in found.items():
        if isinstance(keys, list) and len(keys) <= _MOST_SHORTCUTS and all(isinstance(key, str) for key in keys):
            read[id_] = tuple(keys)
        else:
            log.warning("the shortcuts of %s are no list of keys; its defaults are used", id_)
    return read


def _kept_aside(path: Path) -> LoadedSettings:
    """Move a broken file out of the way, so that the next save does not destroy what a person wrote into it."""
    aside = path.with_name(f"{path.name}.broken")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{number}")
    try:
        path.replace(aside)
    except OSError as error:
        log.warning("the broken settings could not be moved: %s", error)
        return LoadedSettings(Settings(), warning=f"The settings in {path.name} are broken; defaults are used.")
    warning = f"The settings in {path.name} were broken and are kept as {aside.name}; defaults are used."
    return LoadedSettings(Settings(), warning=warning, kept_aside=aside)
