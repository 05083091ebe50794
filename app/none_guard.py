# SPDX-License-Identifier: Apache-2.0
"""A guard for old interpreters: no faulty binding can bring the reference count of None down to nothing.

Some builds of PySide6 lose one reference to None with every call that returns nothing; on Python before 3.12, where
None is counted like any object, the process then aborts after some seconds. Raising the counts far out of reach does
what newer interpreters do by themselves.
"""

from __future__ import annotations

import ctypes
import sys

RAISED_BY = 1 << 40


def guard_none() -> bool:
    """Raise the counts of None, True and False once; False where it is not needed or cannot be done."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return False
    for constant in (None, True, False):
        if sys.getrefcount(constant) > RAISED_BY // 2:
            continue
        count = ctypes.c_ssize_t.from_address(id(constant))
        # Another layout of objects, as in debug builds, is left alone.
        if abs(count.value - sys.getrefcount(constant)) > 50:
            return False
        count.value += RAISED_BY
    return True
