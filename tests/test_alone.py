"""Every public helper is usable alone, and in another process that knows nothing of this one."""

from __future__ import annotations

import inspect
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandas.testing
import pytest

import quotelens as ql
from quotelens import corrections, reliability, tables
from quotelens.encoder import tone_model

TEXTS = {
    "post": "Ten people died in the harbour fire, Mayor Ann Lee said. “It was a terrible night,” she said of the pier.",
    "mail": "Nobody died in the harbour fire, police chief Bob Hall said. He praised Ann Lee, who may resign.",
}
SENTENCES = list(TEXTS.values())

Case = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def case(helper: Callable[..., Any], *arguments: Any, **options: Any) -> Case:
    return helper, arguments, options


def cases(study: ql.Study, folder: Path) -> list[Case]:
    """A call of every helper: with texts where it reads texts, else with tables."""
    quotes, sources, articles = study.quotes, study.sources, study.articles
    voices = ql.claims.voices(quotes, articles, sources)
    support = ql.claims.groups(study.claims, quotes, voices)
    counts = reliability.counts_by_source(support, quotes)
    checked = pd.DataFrame({"source_id": ["a", "b"], "right": [3, 1], "wrong": [0, 1]})
    claimed = pd.DataFrame({"source_id": ["a", "b", "c"], "item": "deaths", "value": [10, 10, 0]})
    (folder / "grades.csv").write_text("name,reliability,information,reason,by\n", encoding="utf-8")
    (folder / "corrections.jsonl").write_text("", encoding="utf-8")
    return [
        case(ql.attribute, SENTENCES[0]),
        case(ql.attribute, SENTENCES),
        case(ql.attribute, pd.DataFrame({"text": SENTENCES})),
        case(ql.analyse, pd.DataFrame({"text": SENTENCES[:1]})),
        case(ql.read_corpus, pd.DataFrame({"text": SENTENCES})),
        case(ql.open_study, folder / "saved"),
        case(ql.sentiment.agreement, quotes),
        case(ql.sentiment.agreement_classes, quotes),
        case(ql.sentiment.compare, quotes, "doc_id", "post", "mail"),
        case(ql.sentiment.disagreements, quotes),
        case(ql.sentiment.in_context, quotes, sources, articles),
        case(ql.sentiment.lexicon, SENTENCES[0]),
        case(ql.sentiment.logits, SENTENCES, [(0, 3), (0, 6)], tone_model()),  # a model goes to the other process too
        case(ql.sentiment.matrix, study.targets),
        case(ql.sentiment.of_targets, quotes, study.names, articles),
        case(ql.sentiment.score, SENTENCES),
        case(ql.sentiment.stances, quotes),
        case(ql.sentiment.summarise, quotes),
        case(ql.sentiment.towards, pd.Series(SENTENCES, index=["a", "b"]), [(0, 3), (0, 6)]),
        case(ql.sentiment.whole, SENTENCES),
        case(ql.sentiment.words, SENTENCES),
        case(ql.certainty.estimative, "It is likely."),
        case(ql.certainty.hedge_words, SENTENCES),
        case(ql.certainty.hedging, SENTENCES[0]),
        case(ql.certainty.of_quotes, quotes, articles),
        case(ql.certainty.score, SENTENCES),
        case(ql.claims.compare, quotes, articles, sources, judge=ql.claims.relate, evidence=ql.claims.evidence),
        case(ql.claims.effective_n, quotes["quote_id"].tolist(), voices),
        case(ql.claims.evidence, *SENTENCES),
        case(ql.claims.groups, study.claims, quotes, voices),
        case(ql.claims.relate, "Ten people died.", "Nobody died."),
        case(ql.claims.stance, ["Ten people died"], SENTENCES[:1]),
        case(ql.claims.vectors, quotes),
        case(ql.claims.voices, quotes, articles, sources),
        case(reliability.composite, study.reliability, {"direct_share": 1.0}),
        case(reliability.corroboration, counts),
        case(reliability.counts_by_source, support, quotes),
        case(reliability.discover, claimed),
        case(reliability.estimate, quotes, sources),
        case(reliability.grades, sources, study.corroboration),
        case(reliability.read_overrules, folder / "grades.csv"),
        case(reliability.silent, study.names, quotes, sources),
        case(reliability.track_record, checked),
        case(corrections.read, folder / "corrections.jsonl"),
        case(tables.check, quotes, tables.QUOTES),
        case(tables.to_quotes, quotes),
        case(tables.to_articles, articles),
    ]


@pytest.fixture(scope="module")
def study() -> ql.Study:
    return ql.analyse(pd.DataFrame({"doc_id": list(TEXTS), "text": SENTENCES}))


def test_the_calls_leave_no_helper_out(study: ql.Study, tmp_path: Path) -> None:
    called = {helper for helper, _, _ in cases(study, tmp_path)}
    there = {getattr(ql, name) for name in ql.__all__ if inspect.isfunction(getattr(ql, name))}
    for module in (ql.sentiment, ql.claims, ql.certainty, ql.reliability):
        own = [value for name, value in vars(module).items() if name in getattr(module, "__all__", (name,))]
        there |= {
            value
            for value in own
            if inspect.isfunction(value) and value.__module__.startswith(module.__name__) and value.__name__[0] != "_"
        }
    assert sorted(helper.__qualname__ for helper in there - called) == []


def test_every_helper_answers_in_another_process_as_here(study: ql.Study, tmp_path: Path) -> None:
    study.save(tmp_path / "saved")
    asked = cases(study, tmp_path)
    here = [helper(*arguments, **options) for helper, arguments, options in asked]
    # spawned, not forked: what the helpers need is in their arguments and in the package, nowhere else
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: list[Future[Any]] = [pool.submit(helper, *given, **options) for helper, given, options in asked]
        there = [future.result() for future in waiting]
    for (helper, _, _), one, other in zip(asked, here, there, strict=True):
        same(one, other, helper.__qualname__)


def same(one: Any, other: Any, name: str) -> None:
    assert type(one) is type(other), name
    if isinstance(one, pd.DataFrame):
        pandas.testing.assert_frame_equal(one, other, obj=name)
    elif isinstance(one, pd.Series):
        pandas.testing.assert_series_equal(one, other, obj=name)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other, err_msg=name)
    elif any(isinstance(value, pd.DataFrame) for value in _fields(one)):
        for mine, theirs in zip(_fields(one), _fields(other), strict=True):
            same(mine, theirs, name)
    else:
        assert one == other, name


def _fields(record: Any) -> Iterator[Any]:
    return (getattr(record, name) for name in getattr(record, "__dataclass_fields__", ()))
