"""Label Studio: what it imports, and what annotators make of it."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import ExchangeError
from quotelens.exchange import labelstudio
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Quote, Source, Span, without_surrogates
from quotelens.version import __version__

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901234
TEXT = "“Rain 😀,” Ann said, “and wind.” It is said that it fell."
ANN = Source("ann", "Ann", kind="person", named=True, anonymity="named")
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(20, 31)), Span(14, 18), Span(10, 13), 0, None, "ann", 0.75),
    Quote("a:1", "a", 1, "indirect", (Span(48, 55),), Span(35, 42), confidence=0.5),
)
ITEM = Annotated(Article.from_text(TEXT, "a"), QUOTES, (ANN,))


def written(tmp_path: Path, *items: Annotated) -> Path:
    path = tmp_path / "tasks.json"
    path.write_text("".join(labelstudio.chunks(items)), encoding="utf-8")
    return path


def region(name: str, label: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def relation(origin: str, target: str, **more: Any) -> dict[str, Any]:
    return {"type": "relation", "from_id": origin, "to_id": target, "direction": "right", **more}


def exported(tmp_path: Path, *annotations: dict[str, Any], text: str = TEXT, **task: Any) -> Path:
    path = tmp_path / "export.json"
    tasks = [{"id": 7, "data": {"text": text}, "annotations": list(annotations), **task}]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


def test_a_quote_is_regions_and_relations() -> None:
    [task] = json.loads("".join(labelstudio.chunks([ITEM])))
    assert task["data"]["text"] == TEXT
    assert (task["data"]["doc_id"], task["data"]["sha256"]) == ("a", ITEM.article.sha256)
    [prediction] = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == (f"quotelens {__version__}", 0.5)
    labels = {"from_name": "label", "to_name": "text", "type": "labels"}
    right = {"type": "relation", "direction": "right"}
    assert prediction["result"] == [
        {"id": "content-0-0", **labels, "value": {"start": 0, "end": 9, "text": "“Rain 😀,”", "labels": ["Content"]},
         "score": 0.75, "meta": {"quote_id": "a:0", "type": "direct", "level": 0, "checked": False}},
        {"id": "content-0-1", **labels,
         "value": {"start": 20, "end": 31, "text": "“and wind.”", "labels": ["Content"]}},
        {"id": "content-1-0", **labels, "value": {"start": 48, "end": 55, "text": "it fell", "labels": ["Content"]},
         "score": 0.5, "meta": {"quote_id": "a:1", "type": "indirect", "level": 0, "checked": False}},
        {"id": "source-0", **labels, "value": {"start": 10, "end": 13, "text": "Ann", "labels": ["Source"]},
         "meta": {"text": ["Ann"], "source_id": "ann"}},
        {"id": "cue-1", **labels, "value": {"start": 14, "end": 18, "text": "said", "labels": ["Cue"]}},
        {"id": "cue-2", **labels, "value": {"start": 35, "end": 42, "text": "is said", "labels": ["Cue"]}},
        {"from_id": "content-0-1", "to_id": "content-0-0", **right, "labels": ["continues"]},
        {"from_id": "content-0-0", "to_id": "source-0", **right, "labels": ["source"]},
        {"from_id": "content-0-0", "to_id": "cue-1", **right, "labels": ["cue"]},
        {"from_id": "content-1-0", "to_id": "cue-2", **right, "labels": ["cue"]},
    ]  # fmt: skip


def test_the_interface_knows_every_name_that_tasks_use() -> None:
    view = ET.fromstring(labelstudio.CONFIG)
    assert [label.get("value") for label in view.iter("Label")] == ["Source", "Cue", "Content"]
    assert [one.get("value") for one in view.iter("Relation")] == ["source", "cue", "continues"]
    assert [(tag.get("name"), tag.get("value")) for tag in view.iter("Text")] == [("text", "$text")]
    assert [(tag.get("name"), tag.get("toName")) for tag in view.iter("Labels")] == [("label", "text")]


def test_what_is_written_is_read_back(items: tuple[Annotated, ...], tmp_path: Path) -> None:
    assert labelstudio.read(written(tmp_path, *items)) == list(items)
    assert labelstudio.read(written(tmp_path)) == []


@given(data=st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_any_spans_come_back(
    data: st.DataObject, any_annotated: st.SearchStrategy[Annotated], tmp_path_factory: pytest.TempPathFactory
) -> None:
    item = data.draw(any_annotated)
    [found] = labelstudio.read(written(tmp_path_factory.mktemp("tasks"), item))
    text = without_surrogates(item.article.text).replace("\0", "\ufffd")
    assert found.article == dataclasses.replace(item.article, text=text)
    assert (found.quotes, found.sources) == (item.quotes, item.sources)


def test_annotators_are_read_whichever_way_their_arrows_point(tmp_path: Path) -> None:
    result = [
        region("x", "Content", 20, 31), region("y", "Content", 0, 9), region("c", "Cue", 13, 18),
        region("s", "Source", 10, 13), region("p", "Person", 10, 13), {"id": "s", "type": "choices", "value": {}},
        relation("y", "x"), relation("c", "x", labels=["?"]), relation("y", "s"), relation("p", "s"),
    ]  # fmt: skip
    [found] = labelstudio.read(exported(tmp_path, {"result": result}))
    assert found == Annotated(
        Article.from_text(TEXT, "task-7"),
        (
            Quote(
                "task-7:0", "task-7", 0, "direct", (Span(0, 9), Span(20, 31)), Span(14, 18), Span(10, 13), checked=True
            ),
        ),
    )


def test_what_stands_inside_a_content_is_nested_and_a_content_is_cut_at_line_breaks(tmp_path: Path) -> None:
    text = "He said Bo told her it\r\nrained."
    result = [
        region("outer", "Content", 8, 30), region("inner", "Content", 20, 30), region("a", "Cue", 3, 7),
        region("b", "Cue", 11, 15), region("s", "Source", 8, 10), relation("outer", "a"), relation("inner", "b"),
        relation("inner", "s"),
    ]  # fmt: skip
    [found] = labelstudio.read(exported(tmp_path, {"result": result}, text=text))
    assert [(q.quote_id, q.level, q.parent_quote_id) for q in found.quotes] == [
        ("task-7:0", 0, None),
        ("task-7:1", 1, "task-7:0"),
    ]
    assert [[span.of(text) for span in q.content] for q in found.quotes] == [
        ["Bo told her it", "rained"],
        ["it", "rained"],
    ]


def test_the_ground_truth_counts_else_the_last_that_nobody_cancelled(tmp_path: Path) -> None:
    entries = [{"result": [region("c", "Content", k, 9)]} for k in range(3)]
    model = {"result": [region("c", "Content", 4, 9)]}

    def first(*annotations: dict[str, Any], **task: Any) -> list[int]:
        found = labelstudio.read(exported(tmp_path, *annotations, **task))
        return [quote.start for item in found for quote in item.quotes]

    assert first(*entries, predictions=[model]) == [2]
    assert first(entries[0], {**entries[1], "ground_truth": True}, entries[2]) == [1]
    assert first(entries[0], {**entries[1], "was_cancelled": True}) == [0]
    assert first({**entries[1], "was_cancelled": True}, predictions=[model]) == []
    assert first(predictions=[12, model]) == [4]
    assert labelstudio.read(exported(tmp_path, predictions=[12]))[0].quotes == ()
    assert [quote.checked for quote in labelstudio.read(exported(tmp_path, predictions=[model]))[0].quotes] == [False]


def test_a_source_stays_known_until_somebody_draws_it_anew(tmp_path: Path) -> None:
    [task] = json.loads("".join(labelstudio.chunks([ITEM])))
    [prediction] = task.pop("predictions")
    path = tmp_path / "export.json"

    def sources() -> list[str | None]:
        path.write_text(json.dumps([{**task, "annotations": [prediction]}]), encoding="utf-8")
        return [quote.source_id for quote in labelstudio.read(path)[0].quotes]

    assert sources() == ["ann", None]
    assert [quote.confidence for quote in labelstudio.read(path)[0].quotes] == [0.75, 0.5]
    prediction["result"][3]["origin"] = "prediction-changed"
    assert sources() == [None, None]


def test_offsets_in_utf_16_units_are_told_by_the_regions_texts(tmp_path: Path) -> None:
    old = [region("c", "Content", 0, 10), region("s", "Source", 11, 14), relation("c", "s")]
    old[0]["value"]["text"], old[1]["value"]["text"] = "“Rain 😀,”", "Ann"
    [found] = labelstudio.read(exported(tmp_path, {"result": old}))
    assert (found.quotes[0].content, found.quotes[0].mention) == ((Span(0, 9),), Span(10, 13))


@pytest.mark.parametrize("shown", ["it\\n\\nrained", "it rained", "it\nrained"])
def test_line_breaks_may_look_otherwise_in_a_regions_text(shown: str, tmp_path: Path) -> None:
    content = region("c", "Content", 0, 10)
    content["value"]["text"] = shown
    [found] = labelstudio.read(exported(tmp_path, {"result": [content]}, text="it\r\nrained"))
    assert found.quotes[0].content == (Span(0, 2), Span(4, 10))


CONTENT, SOURCE, CUE = region("c", "Content", 0, 9), region("s", "Source", 10, 13), region("u", "Cue", 14, 18)
OTHER = {**CONTENT, "value": {**CONTENT["value"], "text": "Snow"}}


@pytest.mark.parametrize(
    ("result", "complaint"),
    [
        ([region("c", "Content", 0, 99)], "the text at [0, 99)"),
        ([region("c", "Content", -1, 3)], "the text at [-1, 3)"),
        ([OTHER], "not 'Snow'; export tasks and annotations together"),
        ([{**CONTENT, "value": {"start": "0", "end": 3, "labels": ["Content"]}}], "needs 'start'"),
        ([{**CONTENT, "value": None}], "needs 'value'"),
        ([{**CONTENT, "id": None}], "needs 'id'"),
        ([region("c", "Content", 9, 10)], "Content [9, 10) holds nothing but white space; delete it"),
        ([CONTENT, SOURCE], "Source [10, 13) belongs to no Content; draw a relation"),
        ([CONTENT, SOURCE, CUE, relation("s", "u")], "a relation joins Source [10, 13) and Cue [14, 18); draw it from"),
        ([CONTENT, relation("c", "gone")], "a relation leads to no region; delete it and draw it anew"),
        (
            [CONTENT, CUE, region("v", "Cue", 35, 42), relation("c", "u"), relation("c", "v")],
            "Content [0, 9) has two of one kind, Cue [14, 18) and Cue [35, 42); delete one relation",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_the_task_and_the_mend(
    result: list[dict[str, Any]], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ExchangeError) as caught:
        labelstudio.read(exported(tmp_path, {"result": result}))
    assert "export.json, task 1 (task-7): " in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not JSON"),
        ("{}", "must be a list of tasks; export the project as JSON"),
        ('[{"text": "a", "label": []}]', "task 1: has no 'data'; export the project as JSON, not JSON-MIN"),
        ('[{"data": {"t": "a"}}]', "task 1: needs 'text'"),
        ('[{"data": {"text": "a", "title": 3}}]', "task 1: needs 'title'"),
        ('[{"data": {"text": "a", "sources": [{"source_id": "s", "name": "S", "kind": "x"}]}}]', "give one of person"),
        ('[{"data": {"text": "a"}, "predictions": [{}]}]', "needs 'result'"),
    ],
)
def test_another_file_says_what_it_should_be(content: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExchangeError, match=r"tasks\.json") as caught:
        labelstudio.read(path)
    assert complaint in str(caught.value)


def test_a_source_that_the_task_does_not_hold_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, dataclasses.replace(ITEM, sources=(ANN,)))
    path.write_text(path.read_text(encoding="utf-8").replace('"source_id": "ann", "name"', '"source_id": "bo", "name"'))
    with pytest.raises(ExchangeError, match="source 'ann' is not among the sources"):
        labelstudio.read(path)
