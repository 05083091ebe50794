# SPDX-License-Identifier: Apache-2.0
"""The demo's tiny random student, which tests train and ask too."""

from __future__ import annotations

from app.demo.tiny_student import build_tiny_model

__all__ = ["build_tiny_model"]
