# SPDX-License-Identifier: Apache-2.0
"""Station 5: students, recipes and training runs."""
