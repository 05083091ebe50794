# SPDX-License-Identifier: Apache-2.0
"""The words of the house: frozen dataclasses and enums that every room shares; standard library only."""
