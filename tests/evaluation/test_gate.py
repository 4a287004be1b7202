"""The gate can fail, and says why; what it cannot judge is an error and never a pass."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from quotelens import tables
from quotelens.errors import GoldError
from quotelens.evaluation.gate import FLOORS, Floor, Verdict, judge, read_floors
from quotelens.evaluation.gold import fingerprint

GENRES = Path(__file__).parents[1] / "data" / "genres"
POLNEAR_DEV = Path(__file__).parents[3] / "shared" / "gold" / "polnear" / "dev"

LINE = """\
[[floor]]
gold = "two articles"
sha256 = "abc"
score = "exact source all"
levels = "flat"
figure = "f1"
floor = 0.8
margin = 0.01
"""
FLOOR = Floor("two articles", "abc", "exact source all", "flat", "f1", 0.8, 0.01)


def scores(f1: float):
    numbers = (0.9, 0.7, f1, float("nan"), float("nan"), 10.0, 10.0, 7.0, 7.0)
    return tables.SCORES.frame([dict(zip(tables.SCORES.names, ("exact", "source", "all", *numbers), strict=True))])


def floors_of(folder: Path, text: str) -> list[Floor]:
    (folder / "floors.toml").write_text(text, encoding="utf-8")
    return read_floors(folder / "floors.toml")


def test_floors_are_read_from_a_file(tmp_path):
    assert floors_of(tmp_path, LINE) == [FLOOR]
    assert floors_of(tmp_path, LINE + LINE.replace("0.8", "1")) == [
        FLOOR,
        Floor("two articles", "abc", "exact source all", "flat", "f1", 1, 0.01),
    ]


@pytest.mark.parametrize(
    ("f1", "passed"), [(0.85, True), (0.8, True), (0.791, True), (0.789, False), (0.0, False), (math.nan, False)]
)
def test_a_score_passes_down_to_the_margin_below_its_floor(f1, passed):
    [verdict] = judge(scores(f1), "abc", "flat", [FLOOR])
    assert verdict.passed is passed
    assert verdict.to_text().startswith("passed  " if passed else "FAILED  ")


def test_the_verdict_names_the_score_the_value_and_the_floor():
    assert Verdict(FLOOR, 0.7).to_text() == "FAILED  exact source all f1: 70.0 (floor 80, margin 1)"
    assert "undefined" in Verdict(FLOOR, math.nan).to_text()


@pytest.mark.parametrize(("sha256", "levels"), [("abd", "flat"), ("abc", "outer")])
def test_floors_of_other_data_or_levels_are_no_pass(sha256, levels):
    with pytest.raises(GoldError, match=f"no floor is of this data .sha256 {sha256}, levels {levels}.: there is"):
        judge(scores(1.0), sha256, levels, [FLOOR])


def test_a_floor_of_a_score_that_there_is_not_is_an_error():
    with pytest.raises(GoldError, match="'exact sauce all' is no score; there are exact source all"):
        judge(scores(1.0), "abc", "flat", [Floor("x", "abc", "exact sauce all", "flat", "f1", 0.8, 0.0)])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("floor = 0.8\n", "", "floors.toml, floor 1: 'floor' is missing"),
        ("floor = 0.8\n", 'floor = "0.8"\n', "floor 1: floor must be float, not '0.8'"),
        ("floor = 0.8\n", "floor = 80.0\n", "floor and margin must lie in 0-1, not 80.0 and 0.01"),
        ('figure = "f1"', 'figure = "f2"', "figure must be one of f1, precision, recall, not 'f2'"),
        ("margin", "margins", "floor 1: 'margin' is missing"),
        ("margin = 0.01", "margin = 0.01\nslack = 1", "'slack' is no field of a floor; known are gold, sha256"),
        ("[[floor]]", "[floor", "not valid TOML"),
        ("[[floor]]", "[[flor]]", r"holds tables \[\[floor\]\] and nothing else"),
    ],
)
def test_a_file_that_is_not_of_floors_is_an_error(tmp_path, old, new, message):
    with pytest.raises(GoldError, match=message):
        floors_of(tmp_path, LINE.replace(old, new))


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(GoldError, match=r"nothing\.toml: cannot be read"):
        read_floors(tmp_path / "nothing.toml")


def test_the_floors_that_ship_are_of_the_data_as_it_stands():
    floors = read_floors(FLOORS)
    assert {floor.sha256 for floor in floors if floor.levels in ("outer", "nested")} == {fingerprint(GENRES)}


def test_the_floors_of_polnear_are_of_the_data_as_it_stands():
    if not POLNEAR_DEV.is_dir():
        pytest.skip("shared/gold/polnear/dev is absent: nobody may copy it into the project")
    assert {floor.sha256 for floor in read_floors(FLOORS) if floor.levels == "flat"} == {fingerprint(POLNEAR_DEV)}
