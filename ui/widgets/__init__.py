# SPDX-License-Identifier: Apache-2.0
"""Widgets: one class a file; they take plain values, emit signals and know no studio."""
