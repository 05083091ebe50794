# SPDX-License-Identifier: Apache-2.0
"""Station 6: benchmarks, scores, reports and the gap."""
