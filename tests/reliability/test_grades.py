import json

import pandas as pd
import pytest

from quotelens import tables
from quotelens.errors import GradeError, TableError
from quotelens.reliability import Overrule, corroboration, grades


def sources(*rows: tuple[str, bool]) -> pd.DataFrame:
    return tables.SOURCES.frame(
        [
            {
                "source_id": source_id, "name": source_id.title(), "aliases": f'["{source_id.upper()} X"]',
                "kind": "person", "named": named, "affiliation": "unknown", "n_quotes": 1, "n_articles": 1,
            }
            for source_id, named in rows
        ]
    )  # fmt: skip


ROE = sources(("roe", True))
NOTHING = tables.CORROBORATION.empty()


def borne_out(supporting: float, contradicting: float, n_effective: float | None = None) -> pd.DataFrame:
    return corroboration(
        pd.DataFrame(
            {
                "source_id": ["roe"],
                "supporting": [supporting],
                "contradicting": [contradicting],
                "n_effective": [n_effective],
            }
        )
    )


def past(low: float, high: float, n: float = 50) -> pd.DataFrame:
    return pd.DataFrame({"source_id": ["roe"], "low": [low], "high": [high], "n": [n]})


def letter(track_record: pd.DataFrame | None) -> str:
    return str(grades(ROE, NOTHING, track_record).loc[0, "reliability"])


def figure(supporting: float, contradicting: float, n_effective: float | None = None) -> int:
    return int(grades(ROE, borne_out(supporting, contradicting, n_effective)).loc[0, "information"])


def test_without_a_past_and_without_others_it_is_f6_and_the_reasons_are_printed() -> None:
    found = grades(ROE, NOTHING)
    tables.check(found, tables.GRADES)
    assert found[["source_id", "reliability", "information", "overruled"]].to_numpy().tolist() == [
        ["roe", "F", 6, False]
    ]
    assert json.loads(found.loc[0, "reasons"]) == [
        "F: no track record: nothing it said before was checked",
        "6: no independent claim speaks on what it says",
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.90, 0.99, "A"),
        (0.89, 0.99, "B"),
        (0.70, 0.95, "B"),
        (0.69, 0.95, "C"),
        (0.50, 0.80, "C"),
        (0.49, 0.80, "F"),  # on both sides of a half
        (0.20, 0.50, "F"),
        (0.20, 0.49, "D"),
        (0.20, 0.30, "D"),
        (0.05, 0.29, "E"),
    ],
)
def test_letters_go_by_the_whole_interval_of_the_track_record(low: float, high: float, expected: str) -> None:
    assert letter(past(low, high)) == expected


def test_no_past_at_all_is_f() -> None:
    assert letter(past(0.95, 1, n=0)) == "F"
    assert letter(past(0.95, 1).assign(source_id="poe")) == "F"


def test_the_unnamed_and_the_unknown_have_no_past() -> None:
    people = sources(("roe", False), ("unknown", False)).assign(name=pd.array(["officials", "UNKNOWN"], dtype="string"))
    found = grades(people, NOTHING, past(0.95, 1))
    assert found["reliability"].tolist() == ["F", "F"]
    assert [json.loads(reasons)[0] for reasons in found["reasons"]] == [
        "F: not named, so that nothing it said before can be looked up",
        "F: it is not known who speaks",
    ]


@pytest.mark.parametrize(
    ("supporting", "contradicting", "n_effective", "expected"),
    [
        (0, 0, None, 6),
        (1, 0, 1, 3),  # one other in the same article: Beta(1.5, 0.5) reaches from 0.15 to 1.00
        (0, 1, 1, 3),  # one against one: nothing decides
        (5, 0, 5, 1),
        (5, 0, 1.5, 2),  # many that go back to the same
        (5, 0, None, 2),  # never 1 where independence was not looked at
        (20, 1, 20, 2),  # never 1 where somebody is against it
        (2, 2, 4, 3),
        (1, 8, 9, 4),  # 0.02 to 0.40
        (0, 8, 8, 5),  # 0.00 to 0.26
    ],
)
def test_figures_go_by_the_whole_interval_of_the_corroboration(
    supporting: float, contradicting: float, n_effective: float | None, expected: int
) -> None:
    assert figure(supporting, contradicting, n_effective) == expected


def test_the_axes_are_independent() -> None:
    found = grades(ROE, borne_out(0, 8, 8), past(0.95, 0.99))
    assert found[["reliability", "information"]].to_numpy().tolist() == [["A", 5]]
    assert json.loads(found.loc[0, "reasons"]) == [
        "A: of 50 checked claims the share that held is 0.95 to 0.99, at least 0.90",
        "5: independent claims for it 0, against it 8; the share for it is 0.00 to 0.26, below 0.30",
    ]


def test_a_study_overrules_and_the_table_says_who_and_why_and_what_the_rules_said() -> None:
    people = sources(("roe", True), ("poe", True))
    own = [
        Overrule("roe", None, "B", None, "known for years", "A. Poe", 2),
        Overrule(None, "poe x", "C", 4, "so", None, 3),
    ]
    found = grades(people, NOTHING, overrules=own)
    tables.check(found, tables.GRADES)
    assert found[["reliability", "information", "rules_reliability", "rules_information"]].to_numpy().tolist() == [
        ["B", 6, "F", 6],
        ["C", 4, "F", 6],
    ]
    assert found["overruled"].tolist() == [True, True]
    assert found.loc[0, ["overruled_by", "overruled_why"]].tolist() == ["A. Poe", "known for years"]
    assert pd.isna(found.loc[1, "overruled_by"])
    assert [json.loads(reasons)[2:] for reasons in found["reasons"]] == [
        ["B6: overruled by A. Poe in the study: known for years"],
        ["C4: overruled in the study: so"],
    ]


def test_an_overrule_that_means_nobody_or_two_that_mean_one_are_errors() -> None:
    with pytest.raises(GradeError, match=r"grades.csv, line 2: no source 'Roa' in this study; did you mean 'Roe'\?"):
        grades(ROE, NOTHING, overrules=[Overrule(None, "Roa", "B", None, "x", None, 2)])
    with pytest.raises(GradeError, match=r"line 3: no source 'zzz' in this study; take the row out"):
        grades(ROE, NOTHING, overrules=[Overrule("zzz", None, "B", None, "x", None, 3)])
    with pytest.raises(GradeError, match=r"lines 2 and 3: both grade source 'roe'"):
        grades(
            ROE,
            NOTHING,
            overrules=[Overrule("roe", None, "B", None, "x", None, 2), Overrule(None, "Roe", "C", None, "x", None, 3)],
        )


def test_a_track_record_that_does_not_fit_is_named() -> None:
    with pytest.raises(TableError, match="column 'high' is missing; it needs source_id, low, high, n"):
        grades(ROE, NOTHING, past(0, 1).drop(columns="high"))
    with pytest.raises(TableError, match="source 'roe' repeats"):
        grades(ROE, NOTHING, pd.concat([past(0, 1), past(0, 1)]))


def test_nobody_is_graded_where_there_is_nobody() -> None:
    pd.testing.assert_frame_equal(grades(tables.SOURCES.empty(), NOTHING), tables.GRADES.empty())
