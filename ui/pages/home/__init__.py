# SPDX-License-Identifier: Apache-2.0
"""Home: the pipeline at a glance and the next thing to do."""
