"""Texts that share their word triples are found, and the share is exact."""

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.resemblance import alike, shingles


def test_shingles_are_runs_of_three_words() -> None:
    assert shingles(["a", "b", "c", "d"]) == {"a b c", "b c d"}
    assert shingles(["a", "b"]) == frozenset()


def test_pairs_come_with_their_share_the_smaller_place_first() -> None:
    texts = ["a b c d e", "x y z", "a b c d f", "a b c d e"]
    found = list(alike([shingles(text.split()) for text in texts], 0.5))
    assert found == [(0, 2, 0.5), (0, 3, 1.0), (2, 3, 0.5)]


def test_nothing_is_like_nothing() -> None:
    assert list(alike([frozenset(), frozenset()], 0.5)) == []


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=8), max_size=6))
@settings(derandomize=True, deadline=None)
def test_every_pair_of_at_least_half_is_found(texts: list[list[str]]) -> None:
    sets = [shingles(text) for text in texts]
    expected = [
        (i, j, len(sets[i] & sets[j]) / len(sets[i] | sets[j]))
        for j in range(len(sets))
        for i in range(j)
        if sets[i] and sets[j] and len(sets[i] & sets[j]) >= 0.5 * len(sets[i] | sets[j])
    ]
    assert list(alike(sets, 0.5)) == expected
