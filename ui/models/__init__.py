# SPDX-License-Identifier: Apache-2.0
"""Item models: ids first, rows on demand."""
