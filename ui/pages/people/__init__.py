# SPDX-License-Identifier: Apache-2.0
"""People: who reviews what, how far they agree, and packets that go out and come back."""
