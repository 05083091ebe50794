# SPDX-License-Identifier: Apache-2.0
"""A few numbers that stand for a wording, so that the like of it is found by looking numbers up.

MinHash (Broder, On the resemblance and containment of documents, 1997): two wordings agree in a slot as often as their
shingles are shared. Slots are taken together in bands (Leskovec et al., Mining of Massive Datasets, 3.4): two traces
are compared where they agree in a whole band.
"""

from __future__ import annotations

import hashlib
from array import array

from core.review.likeness.shingles import Wording

BANDS, ROWS = 12, 8
"""Of pairs that are 0.8 alike 89 in 100 agree in a band, of those at 0.9 all but one in 800, at 0.3 one in 1,300."""

SHORTEST = 12
"""Words; a shorter answer is the same as many others without being a copy."""

_SEED = 20_170_411


def bands_of(wording: Wording) -> tuple[int, ...]:
    """A signed 64-bit number for each band; none where the text is too short to be a copy of anything."""
    if len(wording.words) < SHORTEST:
        return ()
    from rensa import RMinHash

    made = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    made.update(sorted(wording.shingles))
    slots = array("Q", made.digest())
    return tuple(_number(band, slots[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _number(band: int, slots: array[int]) -> int:
    """The same everywhere: the slots in a fixed order of bytes, with the number of the band mixed in."""
    said = b"".join(slot.to_bytes(8, "little") for slot in (band, *slots))
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "little", signed=True)
