import dataclasses
import json

import pandas as pd
import pytest

from quotelens import tables
from quotelens.records import Article, Quote, Span
from quotelens.report import cards
from quotelens.report.annotated import reader
from quotelens.study import Study


def claim(
    a: str, b: str, relation: str, probability: float, evidence: str | None = None, scope: str = "within"
) -> dict:
    pair = {"claim_id": f"{a} ~ {b}", "quote_id_a": a, "quote_id_b": b, "relation": relation}
    return {**pair, "probability": probability, "evidence": evidence, "independent": True, "scope": scope}


def data_of(study: Study, row: int = 0) -> dict:
    article = study.articles.iloc[row]
    quotes = tables.to_quotes(study.quotes[study.quotes["doc_id"] == article["doc_id"]])
    order = list(dict.fromkeys(quote.source_id for quote in quotes if quote.source_id is not None))
    return json.loads(cards.of_article(article, quotes, order, study, cards.links(study)))


def test_a_card_says_what_the_tables_say(study: Study) -> None:
    data = data_of(study)
    assert (data["doc_id"], data["sha256"], data["crlf"]) == ("a", study.articles["sha256"][0], [])
    assert data["sources"] == [
        {"source_id": "ada", "name": "Ada <i>Mora</i>", "kind": "person", "affiliation": "government", "named": True,
         "role": "mayor"},
        {"source_id": "some", "name": "some", "kind": "group", "affiliation": "unknown", "named": False},
    ]  # fmt: skip
    first, second, third, fourth = data["quotes"]
    assert (first["type"], first["source"], first["confidence"], first["content"]) == ("indirect", 1, 1.0, [[0, 19]])
    assert len(second["content"]) == 2
    assert (third["level"], third["parent"], third["source"], third["confidence"]) == (1, 1, 2, 0.2)
    assert fourth["source"] == 0
    assert first["tone"] == study.quotes["tone"][0]
    assert first["tone_score"] == pytest.approx(study.quotes["tone_score"][0], abs=0.005)
    assert "certainty" not in first  # nothing said, rather than 0


def test_a_card_says_whether_a_person_checked_the_quote(study: Study) -> None:
    checked = pd.array([True, False, pd.NA, True], dtype="boolean")
    quotes = data_of(dataclasses.replace(study, quotes=study.quotes.assign(checked=checked)))["quotes"]
    assert [quote.get("checked") for quote in quotes] == [True, None, None, True]


def test_claims_lead_both_ways_and_the_likeliest_comes_first(study: Study) -> None:
    evidence = '[{"kind": "number"}, {"kind": "negation"}, {"kind": "number"}]'
    claims = [claim("a:0", "a:1", "corroborates", 0.6), claim("a:0", "a:2", "contradicts", 0.914, evidence)]
    quotes = data_of(dataclasses.replace(study, claims=tables.CLAIMS.frame(claims)))["quotes"]
    assert quotes[0]["links"] == [
        {"relation": "contradicts", "probability": 0.91, "independent": True, "signs": ["number", "negation"],
         "quote": 2},
        {"relation": "corroborates", "probability": 0.6, "independent": True, "signs": [], "quote": 1},
    ]  # fmt: skip
    assert [link["quote"] for link in quotes[2]["links"]] == [0]
    assert "links" not in quotes[3]


def test_a_claim_on_another_article_says_what_it_holds(crowded_study: Study) -> None:
    claims = [claim("d000:0", "d007:0", "corroborates", 0.8, scope="across")]
    [quote] = data_of(dataclasses.replace(crowded_study, claims=tables.CLAIMS.frame(claims)))["quotes"]
    name = "W7 of the Ministry for the Interior & Very Many Other Affairs of the Republic"
    assert quote["links"] == [
        {"relation": "corroborates", "probability": 0.8, "independent": True, "signs": [], "doc_id": "d007", "quote": 0,
         "name": name, "title": "d007", "words": "It rains,"}
    ]  # fmt: skip


@pytest.mark.parametrize("nasty", ["</script><!--", 'it\'s "<b>" & &#39;', "\u2028\ud800", "javascript:alert(1)"])
def test_no_value_can_leave_its_attribute_or_its_script(nasty: str) -> None:
    written = cards.encode({nasty: [nasty]})
    assert written.isascii()
    assert not set("<>&'") & set(written)
    assert json.loads(written) == {nasty: [nasty]}


def test_where_html_makes_one_line_break_of_two_characters_is_said(study: Study) -> None:
    body = "One.\r\n\r\nTwo\r\nand\rthree."
    quotes = [Quote("x:0", "x", 0, "indirect", (Span(8, 12),))]  # ends between the last two characters of a line break
    frame = tables.of_quotes(Article.from_text(body, "x"), quotes)
    other = dataclasses.replace(
        study, articles=tables.of_articles([Article.from_text(body, "x")]), quotes=frame, sources=tables.SOURCES.empty()
    )
    assert data_of(other)["crlf"] == [4, 6]


def test_the_reader_carries_it_in_an_attribute(study: Study) -> None:
    shown = reader(study, "a").html
    [carried] = [part.split("'")[0] for part in shown.split("data-ql='")[1:]]
    assert json.loads(carried)["sources"][0]["name"] == "Ada <i>Mora</i>"


def test_an_unknown_source_goes_by_its_id(study: Study) -> None:
    missing = dataclasses.replace(study, sources=study.sources[study.sources["source_id"] == "some"])
    assert data_of(missing)["sources"][0] == {"source_id": "ada", "name": "ada"}
