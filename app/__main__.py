# SPDX-License-Identifier: Apache-2.0
"""``python -m app``."""

from __future__ import annotations

import multiprocessing
import sys

from app.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
