"""How fast quotes are found, beside what spaCy's efficiency pipeline needs only to prepare for it; a ratio, no verdict.

spaCy is no dependency: `pip install spacy` to see the ratio. Its trained pipelines cannot be installed from PyPI, so
that layers of the same sizes (tok2vec, tagger, parser, ner as in `en_core_web_sm`) run untrained: about as fast, though
an untrained parser and recogniser may take more or fewer steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quotelens.attribution import attribute_together
from quotelens.records import Article
from quotelens.settings import AttributionSettings
from quotelens.study import load_encoder

GENRES = Path(__file__).parents[1] / "data" / "genres" / "text"


def articles() -> list[Article]:
    """Twelve articles of some 700 words, put together from short ones."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(GENRES.glob("*.txt"))]
    return [Article.from_text("\n\n".join(texts[k::12]), f"article-{k}") for k in range(12)]


def words_a_second(work: Callable[[], object], found: list[Article]) -> float:
    work()  # once to warm up
    began = time.perf_counter()
    work()
    return sum(article.n_words for article in found) / (time.perf_counter() - began)


def spacy_pipeline(texts: list[str]) -> Callable[[], object]:
    spacy = pytest.importorskip("spacy", reason="the ratio needs spaCy, which quotelens does not: pip install spacy")
    nlp = spacy.blank("en")
    tok2vec = {
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }
    model = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, **tok2vec}
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    nlp.add_pipe("tok2vec", config={"model": model})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
    }
    for name, kind in (("parser", "parser"), ("ner", "ner")):
        nlp.add_pipe(
            name, config={"model": {**parser, "state_type": kind, "extra_state_tokens": False, "tok2vec": listener}}
        )
    for k in range(50):
        tagger.add_label(f"T{k}")
    for k in range(40):
        nlp.get_pipe("parser").add_label(f"d{k}")
    for k in range(18):
        nlp.get_pipe("ner").add_label(f"E{k}")
    nlp.initialize()
    return lambda: list(nlp.pipe(texts))


def test_words_a_second_beside_spacy(capsys: pytest.CaptureFixture[str]) -> None:
    found = articles()
    encoder = load_encoder()
    flat = AttributionSettings(max_level=0)
    ours = words_a_second(lambda: attribute_together(found, encoder, flat), found)
    nested = words_a_second(lambda: attribute_together(found, encoder), found)
    theirs = words_a_second(spacy_pipeline([article.text for article in found]), found)
    with capsys.disabled():
        print(
            f"\nattribution {ours:.0f} words a second ({nested:.0f} with nested ones), spaCy's pipeline {theirs:.0f}: "
            f"ratio {ours / theirs:.2f} ({nested / theirs:.2f})"
        )
    assert min(ours, nested, theirs) > 0
