#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Opens the window; where there is no display, says so and runs the headless demo at its quick size instead.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}${QT_QPA_PLATFORM-}" ]; then
    echo "There is no display on this machine, so the window cannot open: running the demo at its quick size instead."
    exec "$root/.venv/bin/stillroom" demo --size quick
fi
exec "$root/.venv/bin/stillroom" "$@"
