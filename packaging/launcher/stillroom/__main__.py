# SPDX-License-Identifier: Apache-2.0
"""``python -m stillroom``: the installed Stillroom without its shell command."""

from __future__ import annotations

import multiprocessing
import sys

from stillroom import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
