"""Copies of an earlier article are flagged and kept."""

import pandas as pd

from quotelens import corpus

STORY = (
    "The harbour master said on Friday that she had warned the ministry of the cargo in February. A spokesman for the "
    "ministry denied that any letter had arrived. Nine people died when the ship exploded, the hospital said, and "
    "another two hundred were hurt. Divers will go on looking for the missing on Saturday if the weather allows it."
)
OTHER = "The council voted to close the swimming pool, and the mayor said that there was no money to mend its roof."


def flags(*texts: str) -> list[tuple[str | None, float | None]]:
    return [(article.duplicate_of, article.likeness) for article in corpus.read(pd.DataFrame({"text": texts})).articles]


def test_the_same_text_is_a_copy_of_the_first() -> None:
    assert flags(STORY, OTHER, STORY, STORY) == [(None, None), (None, None), ("0", 1.0), ("0", 1.0)]


def test_nearly_the_same_text_is_a_copy_too() -> None:
    cut = STORY.replace(" on Friday", "").upper()
    (_, first), (original, likeness) = flags(STORY, cut)
    assert first is None
    assert original == "0"
    # 59 words have 57 triples; without two of them 55, of which 53 are in the first
    assert likeness == 53 / 59


def test_a_text_that_shares_a_sentence_is_none() -> None:
    sentence = STORY.split(". ")[0]
    assert flags(STORY, f"{OTHER} {sentence}.") == [(None, None), (None, None)]


def test_texts_of_two_words_are_copies_only_where_they_are_the_same() -> None:
    assert flags("Quite so.", "Quite so.", "Quite so!") == [(None, None), ("0", 1.0), (None, None)]
