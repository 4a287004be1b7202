from collections.abc import Callable

import pytest

from quotelens.report import views
from quotelens.report.views import View, mood
from quotelens.study import Study

VIEWS = (
    views.articles, views.exclusions, views.speakers, views.quotes, views.tone_by_quote, views.tone_by_source,
    views.agreement, views.disagreements, views.spoken_of, views.cues, views.sources,
    views.source_indicators, views.article_indicators,
)  # fmt: skip


@pytest.mark.parametrize("show", VIEWS)
def test_a_view_of_any_corpus_shows_something_harmless(
    show: Callable[[Study], View], study: Study, empty_study: Study, silent_study: Study
) -> None:
    for corpus in (study, empty_study, silent_study):
        shown = show(corpus).html()
        assert "<script" not in shown
        assert "<i>" not in shown
        assert ("<table>" in shown) != ("ql-empty" in shown)
        assert ("<table>" in shown) == ("mathjax_ignore" in shown)  # dollars in a cell are no formula


def test_a_long_table_is_cut_and_says_so(crowded_study: Study) -> None:
    view = views.quotes(crowded_study)
    assert len(view.frame) == views.LIMIT
    assert "Showing 50 of 100 quotes; the study&#x27;s tables have them all." in view.html()


def test_quotes_are_told_in_words(study: Study) -> None:
    frame = views.quotes(study).frame
    assert frame["Source"].tolist() == ["Ada <i>Mora</i>", "Ada <i>Mora</i>", "some", "no source given"]
    assert frame["Type"].tolist() == ["indirect", "direct", "indirect, inside no. 2", "indirect"]
    assert frame["Check"].tolist() == ["", "", "unsure", ""]


def test_shares_carry_their_intervals(study: Study) -> None:
    frame = views.speakers(study).frame
    assert frame[["Source", "Quotes", "Share of quotes"]].values.tolist() == [
        ["Ada <i>Mora</i>", "2 of 4", "50% (15–85%)"],
        ["some", "1 of 4", "25% (5–70%)"],
    ]


def test_one_quote_has_a_mean_and_no_interval(study: Study) -> None:
    frame = views.tone_by_source(study).frame
    assert frame["Quotes scored by VADER"].tolist() == ["2 of 2", "1 of 1"]
    assert "(" in frame["VADER compound"][0]
    assert "(" not in frame["VADER compound"][1]


def test_a_share_of_an_article_rests_on_its_quotes(study: Study) -> None:
    row = views.article_indicators(study).frame.iloc[0]
    assert row[["Quotes", "Sources", "From named sources"]].tolist() == ["4", "2", "50% (15–85%)"]


def test_forms_that_differ_only_in_case_are_shown_once(study: Study) -> None:
    assert views.sources(study).frame["Also called"].tolist() == ["she · =cmd()", "–"]


def test_three_scores_stand_side_by_side_and_say_whether_they_agree(study: Study) -> None:
    frame = views.tone_by_quote(study).frame
    assert [word.split()[0] for word in frame["Model"]] == study.quotes["tone"].tolist()
    assert set(frame["Of one mind"]) <= {"yes", "no", "opposed", "–"}
    assert mood._of_one_mind([1.0, -1.0, 0.0]) == "opposed"
    assert mood._of_one_mind([1.0, float("nan"), 1.0]) == "yes"
    assert mood._of_one_mind([1.0, float("nan"), float("nan")]) == "–"


def test_the_words_a_list_counted_are_shown(study: Study) -> None:
    frame = views.disagreements(study).frame
    wonderful = frame[frame["What is said"].str.contains("wonderful")].iloc[0]
    assert wonderful["Its words "] == "wonderful +2.70 · terrible −2.10"


def test_cues_that_take_a_stand_are_quoted(study: Study) -> None:
    frame = views.cues(study).frame
    assert frame[["Source", "Neutral", "Cues"]].to_numpy().tolist()[0] == ["Ada <i>Mora</i>", "2 (100%)", "2"]
