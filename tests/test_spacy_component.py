"""quotelens in a spaCy pipeline: the quotes that it finds anywhere, on spaCy's documents, whatever their tokens are."""

from __future__ import annotations

import itertools
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import quotelens as ql
from quotelens import attribution
from quotelens.errors import MissingExtraError, SettingsError
from quotelens.records import Quote, Span
from quotelens.settings import AttributionSettings
from quotelens.study import attribute_resolved

spacy = pytest.importorskip("spacy", reason='spaCy is not installed: pip install "quotelens[spacy]"')

from spacy.tokens import Doc, DocBin  # noqa: E402

from quotelens import spacy_component as component  # noqa: E402

SAID = "“We left,” Ann Lee said."
TEXT = (
    "Harbour news 🚢\r\n\r\n“We will not—ever—sell the pier,” Mayor Ann Lee said on Tuesday, “and I’m sure.” "
    "A naïve clerk, who declined to be named, told reporters that the ferry was “too old”. It is said to leak."
)


@pytest.fixture(scope="module")
def nlp() -> Any:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("quotelens")
    return pipeline


@pytest.fixture
def other_names() -> Iterator[None]:
    """Takes back what a test gives spaCy's documents; their attributes are everybody's."""
    yield
    for name in ("said", "theirs"):
        if Doc.has_extension(name):
            Doc.remove_extension(name)


def places(doc: Any) -> list[tuple[str, str, str, str]]:
    return [(span.text, span.label_, span.id_, span.kb_id_) for span in doc.spans["quotelens"]]


def test_a_document_has_its_quotes_with_their_sources_and_tokens(nlp: Any) -> None:
    doc = nlp(SAID)
    [quote] = doc._.quotes
    assert quote.record == ql.attribute(SAID)[0]
    assert (quote.source.name, quote.source.kind) == ("Ann Lee", "person")
    assert quote.text == "“We left,”"
    assert [span.text for span in quote.content] == ["“We left,”"]
    assert (quote.cue.text, quote.mention.text) == ("said", "Ann Lee")
    assert [token.i for token in quote.mention] == [5, 6]
    assert places(doc) == [
        ("Ann Lee", "SOURCE", "text:0", "ann-lee"),
        ("said", "CUE", "text:0", "ann-lee"),
        ("“We left,”", "CONTENT", "text:0", "ann-lee"),
    ]


def test_nobody_named_and_nothing_said(nlp: Any) -> None:
    quote = component.DocQuote(nlp.make_doc(SAID), Quote("q", "d", 0, "direct", (Span(0, 10),)), None)
    assert (quote.source, quote.mention, quote.cue, quote.text) == (None, None, None, "“We left,”")
    for text in ("", " ", "It rained."):
        doc = nlp(text)
        assert (doc._.quotes, len(doc.spans["quotelens"])) == ([], 0)
    assert nlp.make_doc(SAID)._.quotes == []  # not read


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, len(TEXT) - 1), max_size=60), alignment=st.sampled_from(["expand", "strict"]))
def test_offsets_hold_whatever_the_tokens_are(nlp: Any, cuts: set[int], alignment: Any) -> None:
    ends = [0, *sorted(cuts), len(TEXT)]
    words = [TEXT[start:end] for start, end in itertools.pairwise(ends)]
    doc = nlp.get_pipe("quotelens")(Doc(nlp.vocab, words=words, spaces=[False] * len(words)))
    expected = attribute_resolved(ql.Article.from_text(TEXT))
    assert doc.text == TEXT
    assert [quote.record for quote in doc._.quotes] == expected.quotes
    assert len(expected.quotes) >= 3
    for found in doc._.quotes:
        quote = component.DocQuote(doc, found.record, found.source, alignment)
        spans = [*quote.record.content, quote.record.cue, quote.record.mention]
        for span, tokens in zip(spans, [*quote.content, quote.cue, quote.mention], strict=True):
            if span is None:
                assert tokens is None
            elif alignment == "strict":
                assert tokens is None or (tokens.start_char, tokens.end_char) == (span.start, span.end)
                assert (tokens is None) == (not {span.start, span.end} <= {*ends})
            else:  # the tokens that the span touches, and no others
                assert tokens[0].idx <= span.start < tokens[0].idx + len(tokens[0])
                assert tokens[-1].idx < span.end <= tokens[-1].idx + len(tokens[-1])


def test_a_merged_token_is_taken_along_left_out_or_no_token() -> None:
    found = {}
    for alignment in ("expand", "contract", "strict"):
        nlp = spacy.blank("en")
        nlp.add_pipe("quotelens", config={"alignment": alignment, "spans_key": None})
        doc = nlp.get_pipe("quotelens")(Doc(nlp.vocab, words=["“We", "left,”Ann", "Lee", "said."]))
        [quote] = doc._.quotes
        assert quote.text == "“We left,”"
        found[alignment] = [None if span is None else span.text for span in (*quote.content, quote.cue)]
        assert "quotelens" not in doc.spans
    assert found == {"expand": ["“We left,”Ann", "said."], "contract": ["“We", None], "strict": [None, None]}


def test_documents_read_together_are_as_those_read_alone(nlp: Any) -> None:
    texts = [SAID, "", TEXT, "It rained.", SAID + " " + TEXT]
    for options in ({}, {"batch_size": 2}):
        docs = list(nlp.pipe(texts, **options))
        assert [doc.text for doc in docs] == texts
        assert [doc._.quotes for doc in docs] == [nlp(text)._.quotes for text in texts]
    tuples = list(nlp.pipe([(SAID, "a"), (TEXT, "b")], as_tuples=True))
    assert [(len(doc._.quotes) > 0, context) for doc, context in tuples] == [(True, "a"), (True, "b")]


def test_quotes_are_saved_with_the_document(nlp: Any, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    assert len(doc._.quotes) >= 3
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "docs.spacy")
    [packed] = DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("en").vocab)
    for copy in (packed, Doc(nlp.vocab).from_bytes(doc.to_bytes()), doc.copy(), pickle.loads(pickle.dumps(doc))):
        assert copy._.quotes == doc._.quotes
        assert places(copy) == places(doc)
        assert [quote.doc for quote in copy._.quotes] == [copy] * len(doc._.quotes)


def test_a_part_made_a_document_has_no_quotes_with_offsets_of_the_whole(nlp: Any) -> None:
    part = nlp("It rained. " + SAID)[3:].as_doc(copy_user_data=True)
    assert part.text == SAID
    assert part._.quotes == []


def test_a_pipeline_is_saved_with_its_settings(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("quotelens", config={"min_confidence": 0.999, "max_level": 0})
    assert nlp(SAID)._.quotes == []
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline").get_pipe("quotelens")
    assert again.settings == AttributionSettings(0.999, 0.5, 0)


def test_settings_that_cannot_be_are_refused(other_names: None) -> None:
    nlp = spacy.blank("en")
    with pytest.raises(SettingsError, match="min_confidence must lie in 0-1, not 2"):
        nlp.add_pipe("quotelens", config={"min_confidence": 2})
    for wrong in ({"alignment": "about"}, {"min_confidnce": 0.5}, {"max_level": "deep"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):  # spaCy's ConfigValidationError
            nlp.add_pipe("quotelens", config=wrong)
    Doc.set_extension("theirs", default=None)
    with pytest.raises(SettingsError, match=r"doc\._\.theirs is another package's; choose a name of your own"):
        nlp.add_pipe("quotelens", config={"attribute": "theirs"})


def test_two_components_with_a_name_each(other_names: None) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("quotelens", name="all")
    nlp.add_pipe("quotelens", name="sure", config={"attribute": "said", "min_confidence": 1.0, "spans_key": "said"})
    doc = nlp(SAID)
    assert (len(doc._.quotes), len(doc._.said), len(doc.spans["quotelens"]), len(doc.spans["said"])) == (1, 0, 3, 0)


def test_a_document_that_fails_goes_to_the_error_handler_and_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    together = attribution.attribute_together

    def fails(articles: Any, *rest: Any) -> list[list[Quote]]:
        if any("rained" in article.text for article in articles):
            raise RuntimeError("wet")
        return together(articles, *rest)

    monkeypatch.setattr(attribution, "attribute_together", fails)
    nlp = spacy.blank("en")
    nlp.add_pipe("quotelens")
    texts = [SAID, "It rained.", TEXT]
    with pytest.raises(RuntimeError, match="wet"):
        list(nlp.pipe(texts))
    failed: list[tuple[str, str, str]] = []
    nlp.set_error_handler(lambda name, pipe, docs, error: failed.append((name, docs[0].text, str(error))))
    assert [doc.text for doc in nlp.pipe(texts)] == [SAID, TEXT]
    assert failed == [("quotelens", "It rained.", "wet")]


def test_a_component_travels_to_another_process_without_its_network(nlp: Any) -> None:
    pipe = nlp.get_pipe("quotelens")
    pipe(nlp.make_doc(SAID))
    there = pickle.dumps(pipe)
    assert len(there) < 2000
    assert pickle.loads(there)(nlp.make_doc(SAID))._.quotes == nlp(SAID)._.quotes


def test_without_an_import_of_ours_and_in_two_processes(tmp_path: Path) -> None:
    # the parent has read a document before its children start: they must not go on with its network
    script = tmp_path / "script.py"
    script.write_text(
        "import json, sys, spacy\n"
        "if __name__ == '__main__':\n"
        "    nlp = spacy.blank('en')\n"
        "    nlp.add_pipe('quotelens')\n"
        "    heavy = [name for name in ('pandas', 'onnxruntime') if name in sys.modules]\n"
        f"    texts = [{SAID!r}, 'It rained.'] * 2\n"
        "    here = [nlp(text)._.quotes for text in texts]\n"
        "    there = [doc._.quotes for doc in nlp.pipe(texts, n_process=2, batch_size=1)]\n"
        "    print(json.dumps([heavy, here == there, [len(quotes) for quotes in there]]))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script], capture_output=True, text=True, timeout=300, check=False
    )
    assert "[E002]" not in done.stderr, "the installed package does not name the component to spaCy: install it anew"
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], True, [1, 0, 1, 0]]


def test_without_spacy_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    with pytest.raises(MissingExtraError, match=r'needs spacy: pip install "quotelens\[spacy\]"'):
        component.extend()
