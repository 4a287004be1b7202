"""Web Annotation: what the standard says, and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import ExchangeError
from quotelens.exchange import webannotation
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Quote, Source, Span
from quotelens.version import __version__

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901234
TEXT = "“Rain 😀,” Ann said, “and wind.” It is said that it fell."
ANN = Source("ann", "Ann", kind="person", named=True, anonymity="named")
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(20, 31)), Span(14, 18), Span(10, 13), 0, None, "ann", 0.75),
    Quote("a:1", "a", 1, "indirect", (Span(48, 55),)),
)
ARTICLE = Article.from_text(TEXT, "a", url="https://example.org/rain")
ITEM = Annotated(ARTICLE, QUOTES, (ANN,))
GIVEN = {"a": ARTICLE}


def file_of(tmp_path: Path, value: Any) -> Path:
    path = tmp_path / "quotes.jsonld"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def segment(start: int, end: int, prefix: str, suffix: str) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": "https://example.org/rain",
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": TEXT[start:end], "prefix": prefix, "suffix": suffix},
        ],
    }


def test_a_quote_is_an_annotation() -> None:
    collection = json.loads("".join(webannotation.chunks([ITEM])))
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2)
    assert collection["quotelens:articles"] == [
        {"id": "https://example.org/rain", "quotelens:doc_id": "a", "quotelens:sha256": ARTICLE.sha256}
    ]
    page = collection["first"]
    assert (page["type"], page["startIndex"], len(page["items"])) == ("AnnotationPage", 0, 2)
    first, second = page["items"]
    assert len({first["id"], second["id"], page["id"], collection["id"]}) == 4
    assert all(value["id"].startswith("urn:uuid:") for value in (first, second, page, collection))
    assert first == {
        "id": first["id"],
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"type": "Software", "name": f"quotelens {__version__}"},
        "body": [
            {"type": "TextualBody", "purpose": "classifying", "value": "direct"},
            {
                "type": "TextualBody", "purpose": "identifying", "value": "Ann",
                "quotelens:source": {
                    "quotelens:source_id": "ann", "quotelens:name": "Ann", "quotelens:aliases": [],
                    "quotelens:kind": "person", "quotelens:named": True, "quotelens:affiliation": "unknown",
                    "quotelens:role": None, "quotelens:doc_ids": [], "quotelens:anonymity": "named",
                    "quotelens:pronouns": None, "quotelens:members": [], "quotelens:wikidata": None,
                },
            },
            {
                **segment(10, 13, "“Rain 😀,” ", " said, “and wind.” It is said th"), "purpose": "linking",
                "quotelens:part": "mention",
            },
            {
                **segment(14, 18, "“Rain 😀,” Ann ", ", “and wind.” It is said that it"), "purpose": "linking",
                "quotelens:part": "cue",
            },
        ],
        "target": [
            segment(0, 9, "", " Ann said, “and wind.” It is sai"),
            segment(20, 31, "“Rain 😀,” Ann said, ", " It is said that it fell."),
        ],
        "quotelens:doc_id": "a", "quotelens:sha256": ARTICLE.sha256, "quotelens:quote_id": "a:0",
        "quotelens:position": 0, "quotelens:level": 0, "quotelens:confidence": 0.75, "quotelens:checked": False,
    }  # fmt: skip
    assert [body["purpose"] for body in second["body"]] == ["classifying"]


def test_an_article_without_an_address_goes_by_its_digest() -> None:
    for url in (None, "", "example.org", "https://example.org/a b"):
        article = Article.from_text(TEXT, "a", url=url)
        collection = json.loads("".join(webannotation.chunks([Annotated(article, QUOTES, (ANN,))])))
        assert collection["first"]["items"][0]["target"][0]["source"] == f"urn:sha256:{article.sha256}"


def test_the_same_quote_has_the_same_id_in_every_file(items: tuple[Annotated, ...]) -> None:
    def ids(*some: Annotated) -> list[str]:
        return [entry["id"] for entry in json.loads("".join(webannotation.chunks(some)))["first"]["items"]]

    assert ids(*items, ITEM)[-2:] == ids(ITEM)


def test_what_is_written_is_read_back(items: tuple[Annotated, ...], tmp_path: Path) -> None:
    path = tmp_path / "quotes.jsonld"
    path.write_text("".join(webannotation.chunks(items)), encoding="utf-8")
    assert webannotation.read(path, {item.article.doc_id: item.article for item in reversed(items)}) == list(items)
    path.write_text("".join(webannotation.chunks([])), encoding="utf-8")
    assert webannotation.read(path, {}) == []


@given(data=st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_any_spans_come_back(
    data: st.DataObject, any_annotated: st.SearchStrategy[Annotated], tmp_path_factory: pytest.TempPathFactory
) -> None:
    item = data.draw(any_annotated)
    path = tmp_path_factory.mktemp("quotes") / "quotes.jsonld"
    path.write_text("".join(webannotation.chunks([item])), encoding="utf-8")
    assert webannotation.read(path, {"a": item.article}) == [item]


def test_an_article_is_known_by_its_bytes_whatever_it_is_called_now(tmp_path: Path) -> None:
    path = tmp_path / "quotes.jsonld"
    path.write_text("".join(webannotation.chunks([ITEM])), encoding="utf-8")
    twin, renamed = Article.from_text(TEXT, "b"), Article.from_text(TEXT, "c")
    assert [item.article for item in webannotation.read(path, {"b": twin, "a": ARTICLE})] == [ARTICLE]
    assert [item.article for item in webannotation.read(path, {"c": renamed, "b": twin})] == [renamed]


def foreign(**more: Any) -> dict[str, Any]:
    """An annotation as another tool has it."""
    selector = {"type": "TextQuoteSelector", "exact": "Ann", "prefix": " ", "suffix": " said"}
    target = {"source": "https://example.org/rain", "selector": selector}
    return {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "target": target, **more}


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: [one], lambda one: {"type": "AnnotationPage", "items": [one]}]
)
def test_other_tools_annotations_are_about_the_article_of_their_target(wrap: Any, tmp_path: Path) -> None:
    [found] = webannotation.read(file_of(tmp_path, wrap(foreign())), GIVEN)
    assert found == Annotated(ARTICLE, (Quote("a:0", "a", 0, "indirect", (Span(10, 13),)),))
    typed = foreign(body={"type": "TextualBody", "purpose": "classifying", "value": "mixed"})
    assert webannotation.read(file_of(tmp_path, wrap(typed)), GIVEN)[0].quotes[0].type == "mixed"


def selected(*selectors: dict[str, Any]) -> dict[str, Any]:
    return foreign(target={"source": "https://example.org/rain", "selector": list(selectors)})


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (foreign(target={"source": "urn:x", "selector": []}), "no article given is 'urn:x'; give those"),
        (
            foreign(**{"quotelens:sha256": "0", "quotelens:doc_id": "a"}),
            "no article given is 'a' (SHA-256 '0'); give those that the file was made from",
        ),
        (foreign(target=[]), "needs a target"),
        (foreign(target="https://example.org/rain"), "needs a target"),
        (foreign(body="nice"), "needs a body"),
        (selected({"type": "TextPositionSelector", "start": 50, "end": 99}), "lies not in the 56 characters"),
        (selected({"type": "TextPositionSelector", "start": 1}), "needs 'end'"),
        (
            selected(
                {"type": "TextPositionSelector", "start": 0, "end": 3}, {"type": "TextQuoteSelector", "exact": "Ann"}
            ),
            "not 'Ann'",
        ),
        (selected({"type": "XPathSelector", "value": "/p"}), "needs a TextPositionSelector or a TextQuoteSelector"),
        (selected({"type": "TextQuoteSelector", "exact": "said"}), "'said' fits at 2 places of the text"),
        (selected({"type": "TextQuoteSelector", "exact": "Snow"}), "'Snow' fits at 0 places of the text"),
        (foreign(**{"quotelens:confidence": 2}), "confidence"),
        (foreign(**{"quotelens:level": "0"}), "its level must be a whole number"),
        (foreign(body={"quotelens:source": {"quotelens:name": "Ann"}}), "needs 'source_id'"),
        (foreign(body={"quotelens:source": "Ann"}), "its source must be an object"),
        ("Ann", "needs a target"),
    ],
)
def test_what_cannot_be_read_names_the_annotation(entry: Any, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as caught:
        webannotation.read(file_of(tmp_path, [foreign(), entry]), GIVEN)
    assert "quotes.jsonld, annotation 2: " in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({"type": "AnnotationCollection", "first": "https://example.org/1"}, "first page is not in the file"),
        ({"type": "Note"}, "holds no annotations"),
        ("a", "holds no annotations"),
        ({"type": "AnnotationPage", "items": [], "quotelens:articles": [{"quotelens:sha256": "b"}]}, "(SHA-256 'b')"),
    ],
)
def test_another_file_says_what_it_should_be(value: Any, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"quotes\.jsonld") as caught:
        webannotation.read(file_of(tmp_path, value), GIVEN)
    assert complaint in str(caught.value)
