# SPDX-License-Identifier: Apache-2.0
"""Scorers: one measure of an answer each."""
