# SPDX-License-Identifier: Apache-2.0
"""Train: the runs with their live curves, and the form that starts a new one."""
