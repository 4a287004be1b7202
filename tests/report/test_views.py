import dataclasses
from collections.abc import Callable

import pandas as pd
import pytest

from quotelens.report import views
from quotelens.report.views import View, mood
from quotelens.study import Study

VIEWS = (
    views.articles, views.exclusions, views.speakers, views.quotes, views.tone_by_quote, views.tone_by_source,
    views.agreement, views.disagreements, views.spoken_of, views.cues, views.sources,
    views.source_indicators, views.article_indicators, views.claims, views.contradictions, views.corroborations,
    views.copies, views.support, views.voices, views.independence, views.corroboration, views.grades,
    views.certainty_by_quote, views.certainty_by_source, views.diversity, views.chain, views.balance,
    views.silent, views.outlets,
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


@pytest.mark.parametrize("show", VIEWS)
def test_every_column_of_a_view_is_explained(
    show: Callable[[Study], View], study: Study, disputed_study: Study
) -> None:
    for corpus in (study, disputed_study):
        view = show(corpus)
        assert [name for name in view.frame.columns if name not in view.explained] == []
        assert all(meaning.endswith(".") for meaning in view.explained.values())


def test_what_the_columns_mean_can_be_unfolded_below_the_table(study: Study) -> None:
    shown = views.chain(study).html()
    assert "<summary>What the columns mean</summary><dl><dt>Measure</dt><dd>What is counted.</dd>" in shown
    assert (
        "<dt>Quotes of officials (at least)</dt><dd>Share of the quotes whose source speaks for a government" in shown
    )


def test_a_name_in_the_table_is_explained_only_where_the_view_says_so() -> None:
    view = View(pd.DataFrame({"Who": ["n", "Kay"]}), "Who", 2, "names", meanings={"Who": "One.", "Kay": "A man."})
    assert view.explained == {"Who": "One.", "Kay": "A man."}


def test_marked_words_are_marked_and_all_is_escaped() -> None:
    frame = pd.DataFrame({"No.": ["1"], "Said": ["<b>killed & captured"]})
    shown = View(frame, "Said", 1, "quotes", marks={(0, "Said"): [(3, 9), (12, 20)]}).html()
    assert '<bdi>&lt;b&gt;<mark class="ql-ev">killed</mark> &amp; <mark class="ql-ev">captured</mark></bdi>' in shown


def test_any_frame_is_shown_in_words_with_its_columns_meanings() -> None:
    frame = pd.DataFrame({"what_was": ["a " * 40], "n": [3], "share": [0.5], "quoted": [True]})
    view = views.table(frame, "Any", meanings={"what_was": "It.", "n": "Number.", "share": "S.", "quoted": "Q."})
    assert view.frame.columns.tolist() == ["What was", "n", "Share", "Quoted"]
    assert view.frame.iloc[0, 1:].tolist() == ["3", "0.50", "yes"]
    assert (view.numeric, view.long) == (("n", "Share"), ("What was",))
    assert view.explained == {"What was": "It.", "n": "Number.", "Share": "S.", "Quoted": "Q."}
    assert "None planted." in views.table(frame[:0], "Any", empty="None planted.").html()


def test_certainty_is_told_with_its_nearest_word_and_its_hedges_are_marked(disputed_study: Study) -> None:
    view = views.certainty_by_quote(disputed_study)
    assert view.frame["Certainty"].tolist() == [
        "1.40 (possible)", "2.60 (certain)", "3.00 (certain)", "0.20 (uncommitted)", "−1.00 (possible that not)",
        "2.00 (probable)",
    ]  # fmt: skip
    assert view.frame["Hedges and boosters"][0] == "hedge: perhaps"
    [(start, end)] = view.marks[0, "What is said"]
    assert view.frame["What is said"][0][start:end] == "perhaps"


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
    assert frame[["Source", "Quotes", "Share of quotes"]].to_numpy().tolist() == [
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


def test_articles_say_whose_copies_they_are(study: Study) -> None:
    assert "Copy of" not in views.articles(study).frame.columns
    twice = pd.concat([study.articles, study.articles.assign(doc_id="b", duplicate_of="a", likeness=0.934)])
    found = views.articles(dataclasses.replace(study, articles=twice.reset_index(drop=True))).frame
    title = found["Article"].iloc[0]
    assert found["Copy of"].tolist() == ["–", f"{title} (93%)"]
