import pytest

from quotelens.report import views
from quotelens.report.views import View
from quotelens.study import Study


def marked(view: View, row: int, column: str) -> list[str]:
    return [view.frame[column][row][start:end] for start, end in view.marks[row, column]]


def test_a_contradiction_stands_side_by_side_with_the_words_that_decide_marked(disputed_study: Study) -> None:
    view = views.contradictions(disputed_study)
    assert view.frame.iloc[0].tolist() == [
        "1\u00a0and\u00a02",
        "reports (no. 1, A): that Kay <b>Q</b> had perhaps been killed",
        "Zed (no. 2, A): that Kay Q had been captured",
        "90%",
        "outcome: killed / captured",
        "two",
        "one article",
    ]
    assert marked(view, 0, "One says") == ["killed"]
    assert marked(view, 0, "The other says") == ["captured"]
    assert 'Kay &lt;b&gt;Q&lt;/b&gt; had perhaps been <mark class="ql-ev">killed</mark>' in view.html()


def test_of_a_corroboration_the_shared_words_are_marked_and_one_voice_comes_last(disputed_study: Study) -> None:
    view = views.corroborations(disputed_study)
    assert view.frame[["Nos.", "Probability", "Voices"]].to_numpy().tolist() == [
        ["2\u00a0and\u00a03", "75%", "two"],
        ["2\u00a0and\u00a05", "95%", "one"],
    ]
    assert marked(view, 0, "One says") == ["Kay", "Q", "captured"]
    assert "What decides" not in view.frame


def test_pairs_are_chosen_by_relation_scope_and_number(disputed_study: Study) -> None:
    assert views.claims(disputed_study).frame["Relation"].tolist() == ["contradicts"] * 2 + ["corroborates"] * 2
    within = views.claims(disputed_study, scope="within")
    assert (within.total, len(within.frame)) == (1, 1)
    assert "Where" not in within.frame
    cut = views.contradictions(disputed_study, n=1)
    assert cut.note == "Showing 1 of 2 pairs of quotes; the study's tables have them all."


def test_what_decided_without_a_sign_is_the_whole_sentence(disputed_study: Study) -> None:
    assert views.claims(disputed_study).frame["What decides"][2] == "the sentences as a whole"


def test_each_claim_has_its_independent_voices_for_and_against(disputed_study: Study) -> None:
    frame = views.support(disputed_study).frame
    assert frame[["Nos.", "Source", "For", "Against", "Who"]].to_numpy().tolist() == [
        ["1", "reports", "0", "2", "against: Zed (2), UN (3)"],
        ["2, 5", "Zed", "1", "1", "for: UN (3) · against: reports (1)"],
        ["3", "UN", "1", "1", "for: Zed (2) · against: reports (1)"],
    ]
    # Kish's n of the probabilities 0.9 and 0.8: (0.9 + 0.8)² / (0.9² + 0.8²) = 2.89 / 1.45
    assert frame["Effective n"][0] == "1.99"


def test_who_passes_on_another_s_word_is_one_voice_with_them(disputed_study: Study) -> None:
    assert views.voices(disputed_study).frame.to_numpy().tolist() == [
        ["4", "Ann", "Zed told that Kay Q was captured", "Ann and Zed", "passes on what Zed said"]
    ]


def test_voices_and_pairs_are_counted(disputed_study: Study) -> None:
    frame = views.independence(disputed_study).frame.set_index("Measure")
    assert frame["Value"].drop("Quotes on which another voice speaks").to_dict() == {
        "Sources quoted": "5",
        "Independent voices": "4",  # Ann only passes on what Zed says
        "Contradictions": "2",
        "Corroborations": "1",
        "One voice twice": "1",
        "One voice against itself": "0",
    }
    assert frame.loc["Quotes on which another voice speaks", "Value"].startswith("67% (")  # 4 of 6
    assert frame["n"].tolist() == ["6", "6", "6", "4", "4", "4", "4"]


@pytest.mark.parametrize(
    ("show", "said"),
    [
        (views.contradictions, "No two quotes were found to contradict each other."),
        (views.copies, "No two articles share a quote."),
        (views.support, "On none of the quotes does another voice speak."),
        (views.independence, "Nothing to count: no quotes were found."),
        (views.voices, "Every quote is its own source’s word."),
    ],
)
def test_of_nothing_it_is_said_in_words(show: object, said: str, empty_study: Study) -> None:
    assert said in show(empty_study).html()  # type: ignore[operator]


def test_articles_that_share_quotes_are_listed_with_how_many(reprinted_study: Study) -> None:
    assert views.copies(reprinted_study).frame.to_numpy().tolist() == [
        ["Title a (The A)", "Title b (The B)", "2", "2"],
        ["Title a (The A)", "Title c (The C)", "1", "2"],
        ["Title b (The B)", "Title c (The C)", "1", "2"],
    ]
