"""Scores of claims: reading the data, what is held back, and scores of judges made for the purpose."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from quotelens.errors import GoldError
from quotelens.evaluation.claims import (
    RELATIONS,
    STANCES,
    Headed,
    Judges,
    Pair,
    evaluate_claims,
    read_challenge,
    read_fnc,
    read_inference,
    read_sick,
    split,
    split_bodies,
)

GOLD = Path(__file__).parents[2] / "../shared/gold"
LABELS = {"entailment": "It rained a lot.", "contradiction": "It did not rain.", "neutral": "Bob left."}


def table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]], **how: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, **how)  # type: ignore[arg-type]
        writer.writerows([columns, *rows])


def write(folder: Path, n: int = 20) -> Path:
    """n first texts, each with three others; four SICK pairs; n bodies with a headline of each stance."""
    pairs = [(f"It rained, {k} times.", other, label) for k in range(n) for label, other in LABELS.items()]
    for part in ("snli_dev", "mnli_dev"):
        table(folder / "nli" / part / "dev.csv", ["premise", "hypothesis", "label"], pairs)
    sick = [(k, 'A "man" ran', LABELS[label], 4.5, label.upper()) for k, label in enumerate(LABELS)]
    columns = ["pair_ID", "sentence_A", "sentence_B", "relatedness_score", "entailment_judgment"]
    for name in ("SICK_train.txt", "SICK_trial.txt"):
        lines = ["\t".join(map(str, row)) for row in (columns, *sick)]
        (folder / "nli" / "sick").mkdir(exist_ok=True)
        (folder / "nli" / "sick" / name).write_text("\n".join(lines), encoding="utf-8")
    fnc = folder / "stance" / "fnc1"
    table(fnc / "train_bodies.csv", ["Body ID", "articleBody"], [(k, f"Body {k}\nsays so.") for k in range(n)])
    table(
        fnc / "train_stances.csv",
        ["Headline", "Body ID", "Stance"],
        [(f"They {stance}", k, stance) for k in range(n) for stance in STANCES],
    )
    return folder


def sure(names: Sequence[str], best: str, answers: Sequence[str]) -> pd.DataFrame:
    """Answers given with 0.9."""
    rest = 0.1 / (len(names) - 1)
    chances = {name: [0.9 if name == answer else rest for answer in answers] for name in names}
    return pd.DataFrame(chances).assign(**{best: answers})


def by_words(a: Sequence[str], b: Sequence[str]) -> pd.DataFrame:
    """A judge who knows the three texts."""
    known = dict(zip(LABELS.values(), RELATIONS, strict=True))
    return sure(RELATIONS, "relation", [known[text] for text in b])


def by_headline(a: Sequence[str], b: Sequence[str]) -> pd.DataFrame:
    return sure(STANCES, "stance", [text.split()[1] for text in a])


def silent(a: Sequence[str], b: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(float("nan"), index=range(len(a)), columns=[*RELATIONS, *STANCES[:3]])
    return frame.assign(relation=pd.NA, stance=pd.NA)


def test_pairs_are_read_with_their_relation(tmp_path: Path) -> None:
    gold = write(tmp_path, 1)
    first, second, third, *rest = read_inference(gold / "nli")
    assert first == Pair("It rained, 0 times.", "It rained a lot.", 0, "snli_dev")
    assert (RELATIONS[second.relation], RELATIONS[third.relation]) == ("contradicts", "unrelated")
    assert [item.part for item in rest] == ["mnli_dev"] * 3
    assert read_sick(gold / "nli" / "sick")[1] == Pair('A "man" ran', "It did not rain.", 1, "sick")


def test_headlines_are_read_with_their_body(tmp_path: Path) -> None:
    assert read_fnc(write(tmp_path, 1) / "stance" / "fnc1")[1] == Headed("They disagree", "Body 0\nsays so.", 1)


def test_whole_first_texts_and_bodies_are_held_back_and_always_the_same(tmp_path: Path) -> None:
    gold = write(tmp_path)
    pairs = [*read_inference(gold / "nli"), Pair("it  Rained, 0 times.", "", 0, "")]  # the same but for case and spaces
    training, held = split(pairs, 0.1)
    assert len({item.a for item in held} - {"it  Rained, 0 times."}) == 2
    assert not {item.a.lower() for item in training} & {" ".join(item.a.lower().split()) for item in held}
    assert split(pairs[::-1], 0.1)[1] == held[::-1]
    training, held = split_bodies(read_fnc(gold / "stance" / "fnc1"), 0.2)
    assert len(held) == 4 * 4
    assert not {item.body for item in training} & {item.body for item in held}


def test_scores_of_judges_who_are_always_right(tmp_path: Path) -> None:
    challenge = tmp_path / "pairs.jsonl"
    challenge.write_text(json.dumps({"a": "x", "b": "Bob left.", "relation": "unrelated"}), encoding="utf-8")
    report = evaluate_claims(write(tmp_path), Judges(by_words, by_headline), challenge=challenge)
    assert report.value("inference", "accuracy") == 1
    assert report.value("sick", "contradicts F1") == 1
    assert report.value("fnc", "macro-F1") == 1
    assert report.value("challenge", "accuracy") == 1
    assert {row["data"]: row["n"] for row in report.rows} == {
        "inference": 12,
        "snli_dev": 6,
        "mnli_dev": 6,
        "sick": 6,
        "fnc": 16,
        "challenge": 1,
    }
    assert report.calibration == pytest.approx(0.1)  # sure to nine tenths, right always
    assert report.to_text().splitlines()[1] == ("inference    accuracy                    100.0  100.0 to 100.0     12")
    assert report.as_dict()["expected_calibration_error"] == 0.1


def test_whoever_says_nothing_calls_all_unrelated(tmp_path: Path) -> None:
    report = evaluate_claims(write(tmp_path), Judges(silent, silent))
    assert report.value("inference", "accuracy") == pytest.approx(1 / 3, abs=1e-4)
    assert report.value("inference", "contradicts F1") == 0
    assert report.value("inference", "unrelated F1") == pytest.approx(0.5)
    assert report.value("fnc", "unrelated F1") == pytest.approx(0.4)  # precision a quarter, recall 1
    assert report.value("fnc", "macro-F1") == pytest.approx(0.1)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    gold = write(tmp_path, 1)
    table(gold / "nli" / "mnli_dev" / "dev.csv", ["premise", "hypothesis", "label"], [("a", "b", "maybe")])
    with pytest.raises(GoldError, match=r"dev\.csv, line 2: cannot be read: KeyError\('maybe'\)"):
        read_inference(gold / "nli")
    table(gold / "stance" / "fnc1" / "train_stances.csv", ["Headline", "Body ID", "Stance"], [("a", 9, "agree")])
    with pytest.raises(GoldError, match=r"train_stances\.csv, line 2"):
        read_fnc(gold / "stance" / "fnc1")
    with pytest.raises(GoldError, match="cannot be read"):
        read_sick(tmp_path / "nowhere")
    lines = tmp_path / "pairs.jsonl"
    lines.write_text('{"a": "x", "b": "y", "relation": "cousins"}', encoding="utf-8")
    with pytest.raises(GoldError, match="line 1: not a pair of claims"):
        read_challenge(lines)


@pytest.mark.skipif(not (GOLD / "nli").is_dir(), reason="needs the annotated data, which do not ship")
def test_the_data_are_read_whole() -> None:
    pairs = read_inference(GOLD / "nli")
    assert len(pairs) == 29_478
    training, held = split(pairs, 0.1)
    assert not {item.a for item in training} & {item.a for item in held}
    assert 0.09 < len(held) / len(pairs) < 0.11
    assert len(read_sick(GOLD / "nli" / "sick")) == 5000
    assert len(read_fnc(GOLD / "stance" / "fnc1")) == 49_972
