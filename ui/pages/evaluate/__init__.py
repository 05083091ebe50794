# SPDX-License-Identifier: Apache-2.0
"""Evaluate: reports side by side, the gap between student and teacher, and the form that asks for a new report."""
