# SPDX-License-Identifier: Apache-2.0
"""Composition: the only room that knows every other one."""
