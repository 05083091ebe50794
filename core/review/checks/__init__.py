# SPDX-License-Identifier: Apache-2.0
"""Automatic checks that a reviewer sees beside a trace, one a file, and the list of them."""
