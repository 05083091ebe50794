# SPDX-License-Identifier: Apache-2.0
"""What the doctor sees of a machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.doctor import debian_package, debian_packages, missing_libraries, parse_missing, report

ROOT = Path(__file__).resolve().parents[2]
LDD = """/some/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibQt6XcbQpa.so.6 => /some/lib/libQt6XcbQpa.so.6 (0x00007f0a)
\tlibxcb-icccm.so.4 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0b)
/some/libqoffscreen.so:
\tlibGL.so.1 => not found
\tlibxcb-icccm.so.4 => not found
"""


def test_that_each_missing_library_is_named_once() -> None:
    assert parse_missing(LDD) == ("libGL.so.1", "libxcb-icccm.so.4")


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libGL.so.1", "libgl1"),
        ("libEGL.so.1", "libegl1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
    ],
)
def test_that_a_library_is_named_by_its_debian_package(library: str, package: str) -> None:
    assert debian_package(library) == package


def test_that_libraries_of_one_package_name_it_once() -> None:
    assert debian_packages(("libglib-2.0.so.0", "libgthread-2.0.so.0")) == ("libglib2.0-0",)


def test_that_this_machine_can_draw_offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert missing_libraries() == ()


def test_that_everything_that_needs_mending_says_how() -> None:
    findings = report()
    assert len(findings) >= 6
    assert [found.what for found in findings if not found.ok and not found.mend] == []
    assert [found.what for found in findings if not found.what.endswith(".")] == []


def test_that_the_doctor_loads_neither_qt_nor_torch() -> None:
    code = (
        "import sys, app.doctor; app.doctor.report(); print(*{'PySide6', 'torch', 'transformers'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []
