# SPDX-License-Identifier: Apache-2.0
"""Station 4: selection, snapshots, exports and mixes."""
