# SPDX-License-Identifier: Apache-2.0
"""Trainers: one kind a file; each turns a dataset and a student into a trained student."""
