"""Certainty against annotators: reading their files, finding embedded clauses, correlation and error by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotelens.errors import GoldError
from quotelens.evaluation.certainty import (
    clause,
    evaluate_certainty,
    read_commitmentbank,
    read_factuality,
    written,
)

GOLD = Path(__file__).parents[2] / "../shared/gold/certainty"


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("He did n't go , she said .", "He didn't go, she said."),
        ("`` No , '' she said .", "“No,” she said."),
        ('" No " and " yes "', "“No” and “yes”"),
        ("It ( the dam ) cost $ 5 .", "It (the dam) cost $5."),
        ("-LRB- sic -RRB-", "(sic)"),
        ("Ann 's dog ; I 'll go", "Ann's dog; I'll go"),
        ("a - b", "a - b"),
        ("", ""),
    ],
)
def test_tokens_are_put_together_as_they_are_written(tokens: str, text: str) -> None:
    found, offsets = written(tokens.split())
    assert found == text
    assert len(offsets) == len(tokens.split())


@given(st.lists(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1)))
def test_every_token_keeps_its_place(tokens: list[str]) -> None:
    text, offsets = written(tokens)
    changed = {"``", "''", '"', "”", "-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-"}
    for token, (start, end) in zip(tokens, offsets, strict=True):
        assert text[start:end] == token or token in changed


@pytest.mark.parametrize(
    ("text", "prompt", "verb", "found"),
    [
        ("I don't think it was wet.", "it was wet", "think", "it was wet"),
        ("Did she know that he had left early?", "Tom had left early", "know", "he had left early"),
        ("If you thought that she knew, you were wrong.", "Ann knew", "think", "she knew"),
        ("He told her that they won the cup, in the end.", "the old team won the cup", "tell", "they won the cup"),
        ("Nobody said so.", "quite another thing", "say", "so"),
    ],
)
def test_the_embedded_clause_is_found(text: str, prompt: str, verb: str, found: str) -> None:
    start, end = clause(text, prompt, verb)
    assert text[start:end] == found


def write(folder: Path) -> Path:
    for name in ("UW", "UDS_IH2"):
        (folder / name).mkdir()
        rows = []
        for k in range(30):
            targets = [{"span1": [1, 2], "label": 3.0 if k % 2 else -1.0}, {"span1": [3, 4], "label": 1.0}]
            rows.append({"text": f"They {'left' if k % 2 else 'stayed'} and rested .", "targets": targets})
        (folder / name / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    lines = ["uID,Verb,Target,Prompt,Mean"]
    lines += [f"a{k},think,I {'do' if k % 2 else 'do not'} think he left.,Tom left,{k % 2 * 2 - 1}" for k in range(20)]
    (folder / "commitmentbank.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def by_words(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> "pd.Series[float]":
    """A judge who knows three words, and the fourth not at all."""
    known = {"left": 3.0, "stayed": -1.0, "rested": 0.0}
    answers = [known.get(text[a:b], -1.0 if "not" in text else 1.0) for text, (a, b) in zip(texts, spans, strict=True)]
    return pd.Series(answers, dtype="float64")


def test_targets_and_clauses_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    first, second, *_ = read_factuality(folder / "UW" / "dev.jsonl")
    assert first.text == "They stayed and rested."
    assert (first.text[first.start : first.end], first.certainty) == ("stayed", -1.0)
    assert (second.text[second.start : second.end], second.unit) == ("rested", "UW/0")
    item = read_commitmentbank(folder / "commitmentbank.csv")[1]
    assert (item.text[item.start : item.end], item.certainty, item.unit) == ("he left", 1.0, "a1")


def test_correlation_and_error_by_hand(tmp_path: Path) -> None:
    report = evaluate_certainty(write(tmp_path), by_words)
    # of 60 predicates 15 are 3 and 15 are -1, told exactly, and 30 are 1, told as 0
    truth, told = np.repeat([3.0, -1.0, 1.0], [15, 15, 30]), np.repeat([3.0, -1.0, 0.0], [15, 15, 30])
    assert report.value("UW dev", "mae") == 0.5
    assert report.value("UW dev", "r") == pytest.approx(np.corrcoef(truth, told)[0, 1], abs=1e-4)
    assert report.value("CommitmentBank", "r") == 1.0
    row = report.rows[0]
    assert (row["data"], row["measure"], row["n"]) == ("UW dev", "r", 60)
    assert row["low"] <= row["value"] <= row["high"]
    assert report.to_text().splitlines()[2] == "UW dev           mae       0.500  0.500 to 0.500      60"
    assert report.as_dict()["scores"] == list(report.rows)


def test_what_has_no_answer_counts_as_uncommitted(tmp_path: Path) -> None:
    report = evaluate_certainty(write(tmp_path), lambda texts, spans: pd.Series(np.nan, index=range(len(texts))))
    assert report.value("CommitmentBank", "mae") == 1.0
    assert np.isnan(report.value("CommitmentBank", "r"))


def test_only_what_is_there_is_measured(tmp_path: Path) -> None:
    (write(tmp_path) / "commitmentbank.csv").unlink()
    assert {row["data"] for row in evaluate_certainty(tmp_path, by_words).rows} == {"UW dev", "UDS-IH2 dev"}
    with pytest.raises(GoldError, match="holds none of"):
        evaluate_certainty(tmp_path / "UW", by_words)


@pytest.mark.parametrize("line", ["{", "{}", '{"text": "a b", "targets": [{"span1": [1, 9], "label": 1.0}]}'])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(GoldError, match="line 1"):
        read_factuality(path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_factuality(tmp_path / "absent.jsonl")


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("uID,Verb,Target,Prompt,Mean\na,say,He said it rained.,it rained,much\n", encoding="utf-8")
    with pytest.raises(GoldError, match="row 2: not an item of the CommitmentBank"):
        read_commitmentbank(path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_commitmentbank(tmp_path / "absent.csv")


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold data is not part of the project: ../shared/gold is absent")
def test_the_data_is_read_whole() -> None:
    assert len(read_factuality(GOLD / "UW" / "dev.jsonl")) == 3358
    assert len(read_factuality(GOLD / "UDS_IH2" / "dev.jsonl")) == 2642
    assert len(read_commitmentbank(GOLD / "commitmentbank.csv")) == 1200
