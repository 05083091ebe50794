# SPDX-License-Identifier: Apache-2.0
"""Numbers that prove themselves: the checksums of cards and bank accounts, and the length of phone numbers."""

from __future__ import annotations

import re

_NOT_DIGITS = re.compile(r"\D")
_PHONE_DIGITS = range(9, 16)


def has_card_checksum(text: str) -> bool:
    """True for 13 to 19 digits that satisfy Luhn's check, and are not all the same."""
    digits = [int(sign) for sign in _NOT_DIGITS.sub("", text)]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def has_iban_checksum(text: str) -> bool:
    """True for an account number of 15 to 34 signs whose remainder is 1, as ISO 13616 has it."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    turned = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return int(turned) % 97 == 1


def is_phone(text: str) -> bool:
    """True for as many digits as a number with its country or area code has; a date or a sum has fewer."""
    count = len(_NOT_DIGITS.sub("", text))
    return count in _PHONE_DIGITS or (text.startswith("(") and count == 10)
