# SPDX-License-Identifier: Apache-2.0
"""Settings: kept whole, read back the same, and never in the way of opening the studio."""

from __future__ import annotations

import os

import pytest
import tomli_w

from core.errors import InvalidInput, StudioError
from core.params import params_of
from core.settings import Settings, SettingsFile, changed, load_settings, save_settings


def test_that_a_missing_file_gives_the_defaults(tmp_path):
    loaded = load_settings(tmp_path / "settings.toml")
    assert (loaded.settings, loaded.warning) == (Settings(), "")


def test_that_settings_are_read_back_the_same(tmp_path):
    path = tmp_path / "deep" / "settings.toml"
    settings = Settings(reviewer="Zoë “Z”", theme="dark", reading_size=18, budget_usd=2.5, concurrency=32)
    save_settings(settings, path)
    assert load_settings(path).settings == settings
    assert [found.name for found in path.parent.iterdir()] == ["settings.toml"]


def test_that_a_broken_file_gives_defaults_and_is_kept_aside(tmp_path):
    path = tmp_path / "settings.toml"
    for number, name in ((1, "settings.toml.broken"), (2, "settings.toml.broken-2")):
        path.write_text(f"theme = [{number}", encoding="utf-8")
        loaded = load_settings(path)
        assert loaded.settings == Settings()
        assert name in loaded.warning
        assert loaded.kept_aside.read_text(encoding="utf-8") == f"theme = [{number}"
        assert not path.exists()


def test_that_bytes_that_are_no_text_are_kept_aside(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert load_settings(path).kept_aside.read_bytes() == b"\xff\xfe\x00"


def test_that_a_value_that_does_not_fit_is_named_and_the_others_count(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(tomli_w.dumps({"theme": "purple", "reading_size": 20, "future": 1}), encoding="utf-8")
    loaded = load_settings(path)
    assert loaded.settings == Settings(reading_size=20)
    assert "Theme" in loaded.warning
    assert "Reading size" not in loaded.warning


def test_that_a_change_is_saved_and_told(tmp_path):
    told = []
    file = SettingsFile(tmp_path / "settings.toml", on_change=told.append)
    file.change(theme="light", concurrency="16")
    assert (file.current.theme, file.current.concurrency) == ("light", 16)
    assert told == [file.current]
    assert SettingsFile(file.path).current == file.current


def test_that_a_change_that_does_not_fit_changes_nothing(tmp_path):
    file = SettingsFile(tmp_path / "settings.toml")
    with pytest.raises(InvalidInput, match="Reading size"):
        file.change(theme="dark", reading_size=900)
    assert file.current == Settings()
    assert not file.path.exists()


def test_that_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InvalidInput) as caught:
        changed(Settings(), {"colour": "red"})
    assert "theme" in caught.value.hint


def test_that_a_folder_that_cannot_be_written_is_said(tmp_path):
    path = tmp_path / "file" / "settings.toml"
    path.parent.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StudioError) as caught:
        save_settings(Settings(), path)
    assert caught.value.hint


def test_that_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "settings.toml"
    save_settings(Settings(theme="dark"), path)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudioError):
        save_settings(Settings(theme="light"), path)
    assert load_settings(path).settings.theme == "dark"
    assert [found.name for found in tmp_path.iterdir()] == ["settings.toml"]


def test_that_every_setting_describes_itself():
    names = {spec.name for spec in params_of(Settings)}
    assert names | {"shortcuts"} == set(Settings.__dataclass_fields__)


def test_that_shortcuts_are_read_back_the_same_and_outlive_other_changes(tmp_path):
    file = SettingsFile(tmp_path / "settings.toml")
    file.change_shortcuts(lambda: {"review.accept": ("Y", "Ctrl+Y"), "review.fly": (), "x.日本": ("Ф",)})
    file.change(theme="dark")
    again = SettingsFile(file.path).current
    assert again.shortcuts == {"review.accept": ("Y", "Ctrl+Y"), "review.fly": (), "x.日本": ("Ф",)}
    assert again.theme == "dark"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("shortcuts = 3", {}),
        ('[shortcuts]\n"review.accept" = "Y"\n"review.skip" = ["S"]', {"review.skip": ("S",)}),
        ('[shortcuts]\n"review.accept" = [1]\nreview.skip = ["S"]\n"a" = []', {"a": ()}),
    ],
)
def test_that_shortcuts_of_another_shape_are_passed_over_with_a_log_line(tmp_path, caplog, text, kept):
    path = tmp_path / "settings.toml"
    path.write_text(f'theme = "dark"\n{text}\n', encoding="utf-8")
    loaded = load_settings(path)
    assert (loaded.settings.theme, loaded.settings.shortcuts, loaded.warning) == ("dark", kept, "")
    assert "shortcuts" in caplog.text
