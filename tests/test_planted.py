"""The harbour corpus holds what its planted.json says, word for word, and reads without exclusions."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from quotelens import corpus
from quotelens.records import Article

HARBOUR = Path(__file__).parent / "data" / "harbour"
PLANTED: dict[str, Any] = json.loads((HARBOUR / "planted.json").read_text(encoding="utf-8"))
ENDS = re.compile(r"[.?!][\"”]?$")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    found = corpus.read(HARBOUR / "text")
    assert not found.exclusions
    return {article.doc_id: article for article in found.articles}


def quoted(part: Any = PLANTED) -> Iterator[dict[str, str]]:
    """Every object of planted.json that gives a sentence and the article it stands in."""
    if isinstance(part, dict):
        if {"doc_id", "sentence"} <= part.keys():
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from quoted(inner)


def values() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Item and value of every claim, by source, article and sentence."""
    return {
        (claim["source"], claim["doc_id"], claim["sentence"]): (item["item"], claim["value"])
        for item in PLANTED["items"]
        for claim in item["claims"]
    }


def place(claim: dict[str, str]) -> tuple[str, str, str]:
    return claim["source"], claim["doc_id"], claim["sentence"]


def record(source: str) -> Counter[bool]:
    """How many of a source's items are true, and how many are not."""
    return Counter(
        claim["value"] == item["truth"]
        for item in PLANTED["items"]
        for claim in item["claims"]
        if claim["source"] == source
    )


def test_twelve_articles_of_five_outlets_over_two_weeks_in_two_months(articles: dict[str, Article]) -> None:
    dates = [date.fromisoformat(article.published or "") for article in articles.values()]
    assert len(articles) == 12
    assert Counter(article.outlet for article in articles.values()) == {
        "Calvera Press Agency": 3,
        "Port Maren Courier": 3,
        "Radio Strand": 2,
        "The Northern Observer": 2,
        "The Republic": 2,
    }
    assert dates == sorted(dates)
    assert (dates[0], dates[-1]) == (date(2023, 3, 22), date(2023, 4, 5))
    for article in articles.values():
        assert article.title
        assert article.author
        assert article.url
        assert 250 <= len(article.text.split()) <= 450


def test_the_package_describes_the_files_as_they_are(articles: dict[str, Article]) -> None:
    package = json.loads((HARBOUR / "text" / "datapackage.json").read_text(encoding="utf-8"))
    assert {each["path"]: each["hash"] for each in package["resources"]} == {
        article.path: f"sha256:{article.sha256}" for article in articles.values()
    }


@pytest.mark.parametrize(
    "planted", list(quoted()), ids=lambda planted: f"{planted['doc_id']}:{planted['sentence'][:30]}"
)
def test_a_planted_sentence_stands_once_and_whole_in_its_article(
    planted: dict[str, str], articles: dict[str, Article]
) -> None:
    text, sentence = articles[planted["doc_id"]].text, planted["sentence"]
    assert text.count(sentence) == 1
    before, after = text.split(sentence)
    assert ENDS.search(sentence)
    assert not before or before.endswith("\n\n") or ENDS.search(before.removesuffix(" "))
    assert after[0] in " \n"


def test_contradictions_are_of_different_sources_and_values() -> None:
    value = values()
    assert len(PLANTED["contradictions"]) == 19
    for pair in PLANTED["contradictions"]:
        assert pair["a"]["source"] != pair["b"]["source"]
        known = [value[place(claim)] for claim in (pair["a"], pair["b"]) if place(claim) in value]
        assert {item for item, _ in known} == {pair["on"]}
        assert len(set(known)) == len(known)


def test_corroborations_are_of_different_sources_and_the_same_value() -> None:
    value = values()
    assert len(PLANTED["corroborations"]) == 12
    for pair in PLANTED["corroborations"]:
        assert pair["a"]["source"] != pair["b"]["source"]
        assert pair["a"]["sentence"] != pair["b"]["sentence"]
        item, of_a = value[place(pair["a"])]
        assert item == pair["on"]
        assert value[place(pair["b"])] == (item, of_a)


def test_what_looks_like_corroboration_is_one_source() -> None:
    assert [pair["why"] for pair in PLANTED["one_voice"]] == ["reprint", "same source"]
    assert all(pair["a"]["source"] == pair["b"]["source"] for pair in PLANTED["one_voice"])


def test_a_source_speaks_once_on_an_item_and_the_finding_comes_last(articles: dict[str, Article]) -> None:
    assert len(PLANTED["items"]) == 12
    for item in PLANTED["items"]:
        sources = [claim["source"] for claim in item["claims"]]
        assert len(sources) == len(set(sources)) >= 2
        assert item["truth"] in {claim["value"] for claim in item["claims"]}
        found = articles[item["finding"]["doc_id"]].published or ""
        assert all((articles[claim["doc_id"]].published or "") < found for claim in item["claims"])


def test_one_source_is_usually_right_and_one_usually_wrong() -> None:
    assert record(PLANTED["usually_right"]) == {True: 9, False: 1}
    assert record(PLANTED["usually_wrong"]) == {True: 1, False: 11}


def test_votes_settle_all_items_but_two_that_are_even() -> None:
    missed = []
    for item in PLANTED["items"]:
        votes = Counter(claim["value"] for claim in item["claims"]).most_common()
        first, second = [*votes, ("", 0)][:2]
        if first[1] == second[1] or first[0] != item["truth"]:
            missed.append(item["item"])
    assert missed == ["cause", "grain terminal reopens"]


def test_the_reprint_is_nearly_the_original_under_another_byline(articles: dict[str, Article]) -> None:
    (copy,) = PLANTED["syndicated"]
    original, reprint = articles[copy["original"]], articles[copy["reprint"]]
    assert original.outlet != reprint.outlet
    assert original.author != reprint.author
    assert difflib.SequenceMatcher(None, original.text.split(), reprint.text.split(), autojunk=False).ratio() > 0.9


def test_one_sentence_of_the_agency_stands_in_a_third_outlet(articles: dict[str, Article]) -> None:
    taken = PLANTED["agency_sentence"]
    outlets = {article.outlet for article in articles.values() if taken["sentence"] in article.text}
    assert outlets == {"Calvera Press Agency", "The Republic", "Radio Strand"}
    assert taken["sentence"] in articles[taken["used_by"]].text


def test_the_parties_never_quoted_are_talked_about_and_are_nobodys_source(articles: dict[str, Article]) -> None:
    sources = {planted["source"] for planted in quoted() if "source" in planted}
    for party in PLANTED["never_quoted"]:
        assert sum(party in article.text for article in articles.values()) >= 8
        assert party not in sources


def test_whoever_changes_their_word_does_so_later(articles: dict[str, Article]) -> None:
    assert len(PLANTED["changed_their_word"]) == 5
    for change in PLANTED["changed_their_word"]:
        dates = [articles[change[when]["doc_id"]].published or "" for when in ("before", "after")]
        assert all(before < after for before, after in pairwise(dates))
        assert {change["before"]["source"], change["after"]["source"]} == {change["source"]}
