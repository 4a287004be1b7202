"""What was planted in the made-up corpus is found again, and how much of it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import quotelens as ql
from quotelens.errors import GoldError
from quotelens.evaluation.planted import MEANINGS, recover

HARBOUR = Path(__file__).parents[1] / "data" / "harbour"


@pytest.fixture(scope="module")
def harbour() -> ql.Study:
    return ql.analyse(HARBOUR / "text")


@pytest.fixture(scope="module")
def rows(harbour: ql.Study) -> pd.DataFrame:
    return recover(harbour, HARBOUR / "planted.json").rows.set_index("what")


def test_the_reprint_and_the_repetition_are_one_voice(rows: pd.DataFrame) -> None:
    assert rows.loc["one voice, not two", ["found", "n"]].tolist() == [2, 2]


def test_facts_are_settled_at_least_as_often_as_by_votes(rows: pd.DataFrame) -> None:
    assert rows.loc["facts, by votes", ["found", "n"]].tolist() == [10, 12]  # two are even
    assert rows.loc["facts, by sources and votes", "found"] >= 10


def test_who_is_usually_right_has_the_better_record_beyond_doubt(harbour: ql.Study) -> None:
    records = recover(harbour, HARBOUR / "planted.json").records.set_index("source")
    assert records.loc["Ilse Brandt", ["right", "wrong"]].tolist() == [9, 1]
    assert records.loc["Anton Krell", ["right", "wrong"]].tolist() == [1, 11]
    assert records.loc["Ilse Brandt", "low"] > records.loc["Anton Krell", "high"]


def test_who_is_usually_wrong_is_told_apart_without_knowing_the_truth(harbour: ql.Study) -> None:
    accuracies = recover(harbour, HARBOUR / "planted.json").accuracies
    assert accuracies["source"].tolist()[:2] == ["Anton Krell", "Ilse Brandt"]  # 12 and 10 items
    krell, brandt = accuracies.iloc[0], accuracies.iloc[1]
    assert krell["high"] < 0.5 < brandt["accuracy"]


def test_a_record_is_of_the_study_s_own_source(harbour: ql.Study) -> None:
    record = recover(harbour, HARBOUR / "planted.json").track_record.set_index("source_id")
    assert record.loc["ilse-brandt", "n"] == 10
    assert set(record.index) <= set(harbour.sources.loc[harbour.sources["named"], "source_id"])


def test_who_they_are_is_looked_for_too(rows: pd.DataFrame) -> None:
    assert rows.loc["parties never quoted", ["found", "n"]].tolist() == [2, 2]
    assert rows.loc["whom sources speak for", "n"] == 12
    assert rows.loc["sources without a name", "found"] >= 8  # of 9


def test_what_is_missed_is_listed_with_whether_it_was_quoted(harbour: ql.Study) -> None:
    found = recover(harbour, HARBOUR / "planted.json")
    assert len(found.pairs) == 19 + 12 + 2
    assert len(found.missed) == (~found.pairs["found"]).sum()
    assert found.missed.columns.tolist() == ["planted", "about", "one", "other", "quoted"]
    frames = (getattr(found, name) for name in ("rows", "pairs", "values", "accuracies", "records"))
    assert {name for frame in frames for name in frame} | set(found.rows["what"]) == set(MEANINGS)


@pytest.mark.parametrize("nothing", [None, ""])
def test_where_nothing_was_planted_the_frames_have_their_columns_and_no_rows(
    harbour: ql.Study, nothing: str | None
) -> None:
    found, full = recover(harbour, nothing), recover(harbour, HARBOUR / "planted.json")
    for name in ("rows", "pairs", "missed", "values", "accuracies", "records", "track_record"):
        assert len(getattr(found, name)) == 0
        assert getattr(found, name).columns.tolist() == getattr(full, name).columns.tolist()


def test_shares_carry_their_intervals(rows: pd.DataFrame) -> None:
    assert (rows["low"] <= rows["share"]).all()
    assert (rows["share"] <= rows["high"]).all()
    assert rows.loc["contradictions", "n"] == 19
    assert rows.loc["corroborations", "n"] == 12


def test_a_sentence_that_is_not_in_its_article_is_named(harbour: ql.Study, tmp_path: Path) -> None:
    planted = json.loads((HARBOUR / "planted.json").read_text(encoding="utf-8"))
    planted["contradictions"][0]["a"]["sentence"] = "It never rained."
    path = tmp_path / "planted.json"
    path.write_text(json.dumps(planted), encoding="utf-8")
    with pytest.raises(GoldError, match=r"the planted sentence 'It never rained\.' is not in the article"):
        recover(harbour, path)
