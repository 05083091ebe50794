# SPDX-License-Identifier: Apache-2.0
"""Whether a window can be opened here at all; Qt would end the process without a word that helps."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from core.errors import StudioError


def check_display(*, environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Raise StudioError where there is no screen to open a window on."""
    known = os.environ if environment is None else environment
    if not platform.startswith("linux") or known.get("QT_QPA_PLATFORM"):
        return
    if known.get("DISPLAY") or known.get("WAYLAND_DISPLAY"):
        return
    raise StudioError(
        "There is no display to open the window on.",
        hint="Use a command such as “stillroom demo” here, or start Stillroom from a desktop session.",
    )


def explain_import(error: ImportError) -> StudioError:
    """What to tell where Qt itself cannot be loaded, mostly for want of a system library."""
    said = str(error)
    library = said.partition(":")[0].strip() if ".so" in said else ""
    message = f"The window needs {library}, which this system does not have." if library else "Qt could not be loaded."
    return StudioError(message, hint="Run “stillroom doctor”; it names the package to install.", detail=said)
