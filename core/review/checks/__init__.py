# SPDX-License-Identifier: Apache-2.0
"""Quick checks of a trace, one a file, and the list of them: none asks a model, the store or the network."""
