"""How long the tone of sentences takes beside the finding of quotes in the same text, in one run."""

import time
from collections.abc import Callable
from pathlib import Path

from quotelens import sentiment
from quotelens.attribution import attribute
from quotelens.encoder import Encoder, tone_model
from quotelens.records import Article
from quotelens.sentences import sentences

TEXTS = sorted((Path(__file__).parents[1] / "data" / "harbour" / "text").glob("*.txt"))


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def test_the_tone_of_every_sentence_takes_no_longer_than_finding_the_quotes() -> None:
    articles = [Article.from_text(path.read_text(encoding="utf-8"), path.stem) for path in TEXTS]
    read = [span.of(article.text) for article in articles for span in sentences(article.text)]
    spans = [(0, len(sentence.split()[0])) for sentence in read]
    finder, judge = Encoder(), tone_model()
    sentiment.towards(read[:4], spans[:4], encoder=judge)  # both are loaded and warm
    attribute(articles[0], finder)
    finding = min(seconds(lambda: [attribute(article, finder) for article in articles]) for _ in range(2))
    judging = min(seconds(lambda: sentiment.towards(read, spans, encoder=judge)) for _ in range(2))
    print(
        f"\n{len(read)} sentences: tone {len(read) / judging:,.0f} a second; {judging / finding:.2f} of finding quotes"
    )
    assert judging < 1.5 * finding
