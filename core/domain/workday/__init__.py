# SPDX-License-Identifier: Apache-2.0
"""Workdays as plain data: situations, their two text forms, their exact solutions and how a solution is told."""
