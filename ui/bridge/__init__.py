# SPDX-License-Identifier: Apache-2.0
"""What crosses from threads and coroutines into the main thread."""
