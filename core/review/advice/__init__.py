# SPDX-License-Identifier: Apache-2.0
"""Advice: what would improve the traces of a task, computed from the checks or asked of a model."""
