# SPDX-License-Identifier: Apache-2.0
"""Station 1: tasks, contexts and problems."""
