"""JSON and JSON Lines: whatever shape they come in, and wherever they break off."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import corpus
from quotelens.corpus import language
from quotelens.corpus.documents import Document, Options
from quotelens.corpus.readers import read
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings


def found(data: bytes | str, name: str, **options: object) -> tuple[list[Article], list[Exclusion]]:
    content = data.encode() if isinstance(data, str) else data
    items = list(read(Document(name, lambda: io.BytesIO(content)), Options(**options)))  # type: ignore[arg-type]
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Exclusion)]


def texts(data: str, name: str = "a.json") -> list[tuple[str, str]]:
    articles, exclusions = found(data, name)
    assert exclusions == []
    return [(article.doc_id, article.text) for article in articles]


TWO = '[{"body": "one", "n": 1}, {"body": "two"}]'


@pytest.mark.parametrize(
    "data",
    [
        TWO,
        f" \n{TWO}\n",
        f'{{"articles": {TWO}}}',
        f'{{"status": "ok", "response": {{"meta": {{"hits": 2}}, "docs": {TWO}}}, "more": null}}',
        f'{{"authors": [{{"name": "A"}}], "tags": ["x"], "none": [], "articles": {TWO}}}',  # the first with texts
        f'{{"content": {TWO}, "pageable": {{}}}}',
    ],
)
def test_an_array_of_objects_is_read_wherever_it_stands(data: str) -> None:
    assert texts(data) == [("a:1", "one"), ("a:2", "two")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_lines_of_objects_are_read_and_numbered_by_line(name: str) -> None:
    data = '{"id": 7, "text": "one"}\r\n\n{"text": "two\u2028\\n"}\n  {"text": "three", "id": null}'
    assert texts(data, name) == [("7", "one"), ("a:3", "two\u2028\n"), ("a:4", "three")]


def test_an_object_that_is_an_article_goes_by_the_files_name(tmp_path: Path) -> None:
    saved = {
        "authors": ["Ann Lee", "Ben Roe"], "date_publish": "2015-06-09 12:00:00", "maintext": "He said so.",
        "source_domain": "example.org", "title": "A", "comments": [{"text": "First!"}],
    }  # fmt: skip
    (tmp_path / "page.json").write_text(json.dumps(saved))
    [article] = corpus.read(tmp_path).articles
    assert article == Article.from_text(
        "He said so.", "page", title="A", author="Ann Lee, Ben Roe", published="2015-06-09 12:00:00",
        outlet="example.org", path="page.json",
    )  # fmt: skip


def test_of_an_object_the_name_is_taken_and_of_a_list_its_entries() -> None:
    data = (
        '[{"content": "x", "source": {"id": null, "name": "The Paper"}, "author": ["A", null, "B"], "url": {"a": 1}}]'
    )
    [article], _ = found(data, "a.json")
    assert (article.outlet, article.author, article.url) == ("The Paper", "A, B", '{"a": 1}')


def test_columns_are_sought_in_the_first_objects_together() -> None:
    data = '{"url": "u"}\n{"text": "x", "headline": "A"}\n{"text": "y"}'
    articles, exclusions = found(data, "a.jsonl")
    assert [(article.text, article.title) for article in articles] == [("x", "A"), ("y", None)]
    assert exclusions == [Exclusion("a.jsonl", "a:1", "missing", "line 1: has no text")]


def test_bad_lines_are_exclusions_and_cost_no_other() -> None:
    limit = CorpusSettings(max_bytes=10)
    lines = [
        '{"text": "one"}', '{"text": "tw', "[1, 2]", '{"text": 5}', '{"text": "\\ud800"}', '{"text": "12345678901"}',
        "[" * 100_000, '{"text": "' + "x" * 1_100_000 + '"}', '{"text": NaN}', '{"text": "a\tb"}',
    ]  # fmt: skip
    articles, exclusions = found("\n".join(lines).encode() + b'\n{"text": "\xff"}', "a.jsonl", settings=limit)
    assert [article.text for article in articles] == ["one", "a\tb"]
    assert [(one.doc_id, one.reason) for one in exclusions] == [
        ("a:2", "malformed"), ("a:3", "malformed"), ("a:4", "unsupported"), ("a:5", "undecodable"), ("a:6", "too_long"),
        ("a:7", "malformed"), ("a:8", "too_long"), ("a:9", "missing"), ("a:11", "undecodable"),
    ]  # fmt: skip
    assert exclusions[0].detail == "line 2: not JSON: Unterminated string starting at"
    assert exclusions[-1].detail == "line 11: character 0 of its text is not utf-8"


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        ('[{"text": "one"}, {"text": "tw', "malformed", "object 2: not JSON from here on, and not read: Unterminated"),
        (
            '[{"text": "one"}, {"text" "two"}, {}]',
            "malformed",
            "object 2: not JSON from here on, and not read: Expecting",
        ),
        ('[{"text": "one"}, 2]', "malformed", "object 2: not an object with a text"),
        ('[{"text": "one"}', "malformed", "object 1: not JSON from here on, and not read: it breaks off"),
        ('[{"text": "one"}] [1]', "malformed", "object 2: something follows the array; it is not read"),
        ('{"a": [{"text": "one"}, {"text": "t', "malformed", "object 2: not JSON from here on"),
        (
            '[{"text": "one"}, {"text": "' + "x" * 1_100_000 + '"}]',
            "too_long",
            "object 2: more than 1,000,020 characters",
        ),
    ],
)
def test_what_comes_before_the_break_is_read(data: str, reason: str, detail: str) -> None:
    articles, [exclusion] = found(data, "a.json", settings=CorpusSettings(max_bytes=10))
    assert [article.text for article in articles] == ["one"]
    assert exclusion.reason == reason
    assert exclusion.detail.startswith(detail)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", "", "empty"),
        ("a.json", "[]", "empty"),
        ("a.json", "He said so.", "malformed"),
        ("a.json", '"He said so."', "malformed"),
        ("a.json", "{", "malformed"),
        ("a.json", '{"a": tru}', "malformed"),
        ("a.json", '{"a":' * 100_000, "malformed"),
        ("a.json", '{"title": "x", "rows": [{"n": 1}]}', "missing"),
        ("a.json", '[{"title": "x"}]', "missing"),
        ("a.jsonl", '{"title": "x"}', "missing"),
        ("a.jsonl", "no\n", "malformed"),
    ],
)
def test_what_holds_no_articles_is_an_exclusion(name: str, data: str, reason: str) -> None:
    articles, exclusions = found(data, name)
    assert (articles, [one.reason for one in exclusions]) == ([], [reason])


def test_a_name_that_is_not_there_is_an_error_for_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "datum": "May"}\n')
    assert corpus.read(tmp_path / "a.jsonl", date="datum").articles[0].published == "May"
    with pytest.raises(TableError, match=r"^a\.jsonl: .* no column 'dattum' \(date\); .* did you mean date='datum'\?"):
        corpus.read(tmp_path / "a.jsonl", date="dattum")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_other_encodings_are_told(name: str, codec: str) -> None:
    rows = [{"text": f"{k}: Der Bürgermeister sagte „nein“."} for k in range(9)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    data = f"[{','.join(lines)}]" if name == "a.json" else "\n".join(lines)
    articles, exclusions = found(data.encode(codec), name)
    assert exclusions == []
    assert [(article.text, article.encoding) for article in articles] == [(row["text"], codec) for row in rows]


@given(
    st.lists(st.text(st.characters(codec="utf-8") | st.sampled_from('"\\\r\n\x00\u2028')), max_size=6), st.booleans()
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_any_text_that_is_written_is_read(written: list[str], escaped: bool) -> None:
    rows = [json.dumps({"id": str(k), "text": text}, ensure_ascii=escaped) for k, text in enumerate(written)]
    wanted = [(str(k), text) for k, text in enumerate(written) if text.strip()]
    for name, data in (("a.json", f"[{', '.join(rows)}]"), ("a.jsonl", "\n".join(rows))):
        articles, _ = found("\ufeff" + data, name)  # the mark: any text might look like another encoding
        assert [(article.doc_id, article.text) for article in articles] == wanted


def test_an_array_larger_than_memory_is_read_in_little(tmp_path: Path) -> None:
    text = "The mayor said that nobody knew. " * 1000
    with (tmp_path / "big.json").open("w") as file:
        file.write('{"articles": [')
        file.writelines(f'{"," if k else ""}{{"id": {k}, "text": "{k} {text}"}}' for k in range(600))
        file.write("]}")
    assert (tmp_path / "big.json").stat().st_size > 19_000_000
    language.told("The model of languages is loaded once.")
    tracemalloc.start()
    try:
        n = sum(isinstance(item, Article) for item in corpus.stream(tmp_path / "big.json"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert n == 600
    assert peak < 6_000_000
