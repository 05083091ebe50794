# SPDX-License-Identifier: Apache-2.0
"""Jobs: anything longer than a blink, in lanes of worker threads, with children over run folders."""
