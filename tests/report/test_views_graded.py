import dataclasses

import pandas as pd
import pytest

from quotelens import reliability
from quotelens.errors import SettingsError
from quotelens.reliability import Overrule
from quotelens.report import views
from quotelens.study import Study


def test_how_far_a_source_is_borne_out_has_its_counts_and_interval(disputed_study: Study) -> None:
    view = views.corroboration(disputed_study)
    frame = view.frame
    # Beta(½, 2½) has the mean 1/6
    assert frame.set_index("Source").loc["reports"].tolist() == ["1", "0", "2", "1.99", "17% (0–67%)"]
    assert frame["Source"].tolist() == ["Zed", "reports", "UN"]
    assert (
        view.caption == "How far others bear each source out, with 95% intervals; on 2 of 5 sources nobody else speaks"
    )


def test_a_grade_has_the_rule_of_its_letter_and_that_of_its_figure(disputed_study: Study) -> None:
    frame = views.grades(disputed_study).frame.set_index("Source")
    assert frame["Grade"].to_dict() == {"Zed": "F3", "reports": "F3", "UN": "F3", "Ann": "F6", "aides": "F6"}
    assert frame.loc["aides"].tolist() == [
        "F6",
        "Not named, so that nothing it said before can be looked up.",
        "No independent claim speaks on what it says.",
    ]


def test_the_study_s_own_grade_stands_beside_the_rules(disputed_study: Study) -> None:
    own = Overrule("zed", None, "B", None, "met him", by="A. Z.")
    graded = reliability.grades(disputed_study.sources, disputed_study.corroboration, overrules=[own])
    frame = views.grades(dataclasses.replace(disputed_study, grades=graded)).frame.set_index("Source")
    assert frame.loc["Zed", ["Grade", "The study’s word"]].tolist() == [
        "B3",
        "Overruled by A. Z. in the study: met him.",
    ]
    assert frame.loc["UN", "The study’s word"] == ""


def test_with_a_record_the_letter_is_its_own_and_only_those_are_shown(disputed_study: Study) -> None:
    record = pd.DataFrame({"source_id": ["zed"], "value": [0.9], "low": [0.75], "high": [0.97], "n": [30]})
    frame = views.grades(disputed_study, record).frame
    assert frame[["Source", "Grade"]].to_numpy().tolist() == [["Zed", "B3"]]
    assert frame["Why this letter"][0] == "Of 30 checked claims the share that held is 0.75 to 0.97, at least 0.70."
    assert views.grades(disputed_study, record[:0]).html() == ('<p class="ql-empty">No source has a track record.</p>')


def test_every_rule_of_the_grades_is_printed() -> None:
    frame = views.grade_rules().frame
    assert frame["Grade"].tolist() == [*"ABCDEF", *"123456"]
    assert frame["Given where"][1] == (
        "The interval of the share of its checked claims that held lies at or above 0.70."
    )


def test_one_figure_is_made_of_the_weights_given_and_ranked(disputed_study: Study) -> None:
    view = views.composite(disputed_study, {"first_hand_share": 2, "direct_share": 1})
    assert view.caption == "One figure, by the weights given: first_hand_share 2, direct_share 1"
    row = view.frame.set_index("Source").loc["UN"]
    assert row[["Rank", "n"]].tolist() == ["1", "1"]
    assert row["Weighted mean"].startswith("0.67 (")  # at first hand, not in direct speech: 2 of 3
    with pytest.raises(SettingsError, match="there is no default"):
        views.composite(disputed_study, {})
