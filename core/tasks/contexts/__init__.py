# SPDX-License-Identifier: Apache-2.0
"""Context makers: seeded situations for the prompts of a task, one kind a file."""
