"""Agreement of names by hand, counts on a file written for the purpose, and the shipped rules on the gold file."""

import json
import math
from pathlib import Path

import pytest

from quotelens.errors import GoldError
from quotelens.evaluation.sources import FIELDS, SourceScores, evaluate_sources, names_agree
from quotelens.records import Article, Quote, Span

NAMES = Path(__file__).parents[1] / "data" / "names" / "sources.jsonl"
GOLD = Path(__file__).parents[2] / "../shared/gold/sources/dev.jsonl"


@pytest.mark.parametrize(
    ("found", "accepted", "named", "agree"),
    [
        ("Jane Roe", "Jane Roe", True, True),
        ("JANE ROE", "Sen. Jane Roe", True, True),
        ("The Wall Street Journal", "Wall Street Journal", True, True),
        ("O'Brien", "O’Brien", True, True),
        ("Roe", "Jane Roe", True, False),
        ("Jane Roe", "Joan Roe", True, False),
        ("Republican National Committee", "Democratic National Committee", True, False),
        ("Jon Teller and David Vine", "David Vine | Jon Teller", True, True),
        ("Jon Teller", "David Vine | Jon Teller", True, False),
        ("daughter", "14-year-old daughter", False, False),  # 1 of 4 words
        ("many voters", "voters", False, True),  # 1 of 2 words
        ("voters", "young voters there", False, False),  # 1 of 3 words
        ("…", "voters", False, False),
    ],
)
def test_names_agree(found: str, accepted: str, named: bool, agree: bool) -> None:
    assert names_agree(found, accepted, named=named) is agree


def write_gold(folder: Path, **changes: object) -> Path:
    text = "Sen. Jane Roe spoke. Officials agreed."
    senator = {"source_start": 5, "source_end": 13, "speaker": ["Jane Roe"], "kind": "person", "named": True}
    officials = {
        "source_start": 21,
        "source_end": 30,
        "speaker": ["officials"],
        "kind": ["group", "other"],
        "named": None,
    }
    rows = [{**senator, "affiliation": "political"}, {**officials, "affiliation": None}]
    (folder / "text").mkdir()
    (folder / "text" / "a.txt").write_text(text, encoding="utf-8")
    path = folder / "gold.jsonl"
    lines = [json.dumps({"doc": "a", "cue": "agreed", "content": "spoke", **row, **changes}) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_counts_of_right_answers(tmp_path: Path) -> None:
    scores = evaluate_sources(write_gold(tmp_path), tmp_path / "text")
    assert scores.counts == {
        "name": (2, 2),
        "kind": (2, 2),
        "named": (2, 2),
        "affiliation": (1, 2),  # a senator is government
        "pronoun_name": (0, 0),
    }
    assert scores.share("affiliation") == 0.5
    assert [case.mention for case in scores.cases] == ["Jane Roe", "Officials"]


def test_end_to_end_a_mention_must_be_found_and_named(tmp_path: Path) -> None:
    def attribute(article: Article) -> list[Quote]:
        spoke, roe = Span(14, 19), Span(0, 13)  # "spoke", "Sen. Jane Roe"; the officials are missed
        return [Quote("a:0", "a", 0, "indirect", (spoke,), mention=roe)]

    scores = evaluate_sources(write_gold(tmp_path), tmp_path / "text", attribute)
    assert scores.counts["end_to_end"] == (1, 2)
    assert [(case.whole.name if case.whole else None, case.whole_right) for case in scores.cases] == [
        ("Jane Roe", True),
        (None, False),
    ]


def test_no_mentions_have_no_share() -> None:
    assert math.isnan(SourceScores({"name": (0, 0)}, ()).share("name"))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [({"doc": "b"}, "b.txt: missing"), ({"source_end": 999}, "no mention at"), ({"source_start": 30}, "no mention at")],
)
def test_gold_that_does_not_fit_its_articles(tmp_path: Path, changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(GoldError, match=complaint):
        evaluate_sources(write_gold(tmp_path, **changes), tmp_path / "text")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("", "holds no attribution"), ("{", "line 1: not a JSON object"), ("{}", "'doc' is missing")],
)
def test_gold_that_cannot_be_read(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=complaint):
        evaluate_sources(path)
    with pytest.raises(GoldError, match="cannot be read"):
        evaluate_sources(tmp_path / "absent.jsonl")


@pytest.mark.skipif(not GOLD.is_file(), reason="the gold data is not part of the project: ../shared/gold is absent")
def test_the_rules_keep_their_scores_on_the_gold_file() -> None:
    scores = evaluate_sources(GOLD)
    assert scores.counts["name"][1] == 188
    assert scores.share("name") >= 0.95
    assert scores.share("kind") >= 0.95
    assert scores.share("named") >= 0.95
    assert scores.share("affiliation") >= 0.87
    assert scores.share("pronoun_name") >= 0.9


def test_the_rules_keep_their_scores_on_names_from_elsewhere() -> None:
    scores = evaluate_sources(NAMES)
    assert scores.counts["name"][1] == 406
    assert scores.share("name") >= 0.93
    assert scores.share("kind") >= 0.94
    assert scores.share("anonymity") >= 0.95
    assert scores.share("pronoun_name") >= 0.85


def test_scores_are_printed_with_their_interval_and_n() -> None:
    scores = SourceScores({"name": (3, 10), "kind": (10, 10)}, ())
    assert (
        scores.to_text().splitlines()[1] == "name               30.0  10.8 to 60.3        3    10"
    )  # Wilson for 3 of 10
    assert scores.as_dict()["scores"][1]["share"] == 1.0


def test_scores_of_no_mentions_are_undefined_not_zero() -> None:
    scores = SourceScores(dict.fromkeys(FIELDS, (0, 0)), ())
    assert scores.as_dict()["scores"][0] == {
        "field": "name",
        "n": 0,
        "right": 0,
        "share": None,
        "interval": [None, None],
    }
