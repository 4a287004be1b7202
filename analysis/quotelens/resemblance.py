"""Which texts share much of their wording.

References:
    Broder (1997), On the resemblance and containment of documents, SEQUENCES, 21-29.
    Leskovec, Rajaraman and Ullman, Mining of massive datasets, chapter 3 (MinHash and its bands).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SHINGLE = 3  # words; two authors seldom choose the same three in a row twice, and one changed word breaks only three
# 64 bands of 2 rows: a pair that shares half of its shingles is missed once in 10^8 times (0.75^64), so that the answer
# doesn't hang on the hash functions; what they bring up in vain is cheap, since every pair is verified
_BANDS, _ROWS = 64, 2
_PERMUTATIONS = _BANDS * _ROWS


def shingles(words: Sequence[str]) -> frozenset[str]:
    """The runs of `SHINGLE` words; none of a shorter text."""
    return frozenset(" ".join(words[k : k + SHINGLE]) for k in range(len(words) - SHINGLE + 1))


def alike(shingled: Sequence[frozenset[str]], min_overlap: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts that share at least `min_overlap` (0-1) of their shingles.

    Args:
        shingled: The shingles of each text; one without any is like none.
        min_overlap: Of Jaccard's index, which is computed exactly: MinHash only finds the pairs worth it.

    Yields:
        Two places, the smaller first, and the index; by the larger place, and then by the smaller.
    """
    from datasketch import MinHash, MinHashLSH  # brings scipy.integrate along, which takes half a second

    index = MinHashLSH(num_perm=_PERMUTATIONS, params=(_BANDS, _ROWS))
    sketches = MinHash.generator(([s.encode() for s in sorted(some)] for some in shingled), num_perm=_PERMUTATIONS)
    for k, sketch in enumerate(sketches):
        if not shingled[k]:
            continue
        for other in sorted(index.query(sketch)):
            shared = len(shingled[k] & shingled[other])
            overlap = shared / (len(shingled[k]) + len(shingled[other]) - shared)
            if overlap >= min_overlap:
                yield other, k, overlap
        index.insert(k, sketch)
