"""Predicted against annotated quotes, on articles small enough to count by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from quotelens import tables
from quotelens.errors import GoldError
from quotelens.evaluation.attribution import annotator_agreement, evaluate_attribution
from quotelens.evaluation.gold import GoldArticle, read_brat
from quotelens.records import Article, Quote, Span

POLNEAR = Path(__file__).parents[3] / "shared" / "gold" / "polnear"

TEXT = '"Rents rose," Ana said, "and fell." Bo says that it rains.'
ARTICLE = Article.from_text(TEXT, "a")


def place(text: str, words: str) -> Span:
    """Where `words` stand in `text`; they must stand there once."""
    assert text.count(words) == 1
    return Span(text.index(words), text.index(words) + len(words))


def quote(
    text: str, source: str | None, cue: str | None, *content: str, kind: str = "indirect", level: int = 0
) -> Quote:
    return Quote(
        quote_id="a:0",
        doc_id="a",
        position=0,
        type=kind,
        content=tuple(place(text, part) for part in content),
        cue=place(text, cue) if cue else None,
        mention=place(text, source) if source else None,
        level=level,
    )


ANA = quote(TEXT, "Ana", "said", '"Rents rose,"', '"and fell."', kind="direct")
BO = quote(TEXT, "Bo", "says", "that it rains")
GOLD = GoldArticle(ARTICLE, {"x": (ANA, BO)})


def counts(report, metric: str, part: str, kind: str = "all") -> list[float]:
    """n_gold, n_predicted, n_found, n_right of one row."""
    scores = report.scores
    row = scores[(scores["metric"] == metric) & (scores["part"] == part) & (scores["type"] == kind)]
    return row[["n_gold", "n_predicted", "n_found", "n_right"]].to_numpy().tolist()[0]


def evaluate(gold, *predicted, **options):
    return evaluate_attribution(gold, lambda article: predicted, resamples=20, **options)


def test_a_perfect_prediction_scores_one_everywhere():
    report = evaluate([GOLD], ANA, BO)
    assert report.f1("exact", "source") == report.f1("exact", "cue") == report.f1("exact", "content") == 1.0
    assert report.f1("attribution", "content_and_source") == 1.0
    # a discontinuous content is two stretches of one quote
    assert counts(report, "exact", "content") == [3, 3, 3, 3]
    assert counts(report, "attribution", "content") == [2, 2, 2, 2]
    assert (report.n_articles, report.n_versions, report.n_nested) == (1, 1, 0)


def test_one_character_too_few_is_wrong_exactly_and_right_as_an_attribution():
    report = evaluate([GOLD], ANA, quote(TEXT, "Bo", "says", "it rains"))
    assert counts(report, "exact", "content") == [3, 3, 2, 2]
    assert counts(report, "exact", "source") == [2, 2, 2, 2]
    assert counts(report, "attribution", "content") == [2, 2, 2, 2]  # 7 of 11 characters


def test_half_of_a_discontinuous_content_is_one_right_stretch():
    # 11 of 18 characters, white space aside: still more than half
    report = evaluate([GOLD], quote(TEXT, "Ana", "said", '"Rents rose,"'))
    assert counts(report, "exact", "content") == [3, 1, 1, 1]
    assert counts(report, "attribution", "content") == [2, 1, 1, 1]
    # 8 of 20 characters: less than half
    report = evaluate([GOLD], quote(TEXT, "Ana", "said", '"and fell."'))
    assert counts(report, "exact", "content") == [3, 1, 1, 1]
    assert counts(report, "attribution", "content") == [2, 1, 0, 0]


def test_an_empty_prediction_has_recall_0_and_no_precision():
    report = evaluate([GOLD])
    row = report.scores.iloc[0]
    assert (row["metric"], row["part"], row["type"]) == ("exact", "source", "all")
    assert math.isnan(row["precision"])
    assert row["recall"] == 0.0
    assert row["f1"] == 0.0
    assert counts(report, "attribution", "content") == [2, 0, 0, 0]


def test_a_wrong_source_costs_the_source_and_the_attribution_with_source_only():
    wrong = quote(TEXT, "Ana", "says", "that it rains")
    report = evaluate([GOLD], ANA, wrong)
    assert counts(report, "exact", "source") == [2, 1, 1, 1]  # "Ana" counts once
    assert counts(report, "exact", "content") == [3, 3, 3, 3]
    assert counts(report, "attribution", "content") == [2, 2, 2, 2]
    assert counts(report, "attribution", "content_and_source") == [2, 2, 1, 1]


@pytest.mark.parametrize(("gold", "predicted", "right"), [(None, None, 1), (None, "Bo", 0), ("Bo", None, 0)])
def test_no_source_agrees_with_no_source_only(gold, predicted, right):
    item = GoldArticle(ARTICLE, {"x": (quote(TEXT, gold, "says", "that it rains"),)})
    report = evaluate([item], quote(TEXT, predicted, "says", "that it rains"))
    assert counts(report, "attribution", "content_and_source") == [1, 1, right, right]


def test_a_source_that_overlaps_is_the_right_one():
    text = "Mayor Ana Bell said that it rains."
    item = GoldArticle(Article.from_text(text, "a"), {"x": (quote(text, "Mayor Ana Bell", "said", "that it rains"),)})
    report = evaluate([item], quote(text, "Bell", "said", "that it rains"))
    assert counts(report, "exact", "source") == [1, 1, 0, 0]
    assert counts(report, "attribution", "content_and_source") == [1, 1, 1, 1]


def test_each_predicted_quote_answers_for_one_annotated_quote_only():
    halves = GoldArticle(ARTICLE, {"x": (quote(TEXT, "Bo", "says", "that it rains"),)})
    report = evaluate([halves], BO, quote(TEXT, "Bo", "says", "it rains"))
    assert counts(report, "attribution", "content") == [1, 2, 1, 1]


def test_two_quotes_of_one_content_are_matched_by_their_sources():
    text = "Ana said that Bo wrote it rains."
    gold = (quote(text, "Ana", "said", "it rains"), quote(text, "Bo", "wrote", "it rains"))
    report = evaluate([GoldArticle(Article.from_text(text, "a"), {"x": gold})], *gold[::-1])
    assert counts(report, "attribution", "content_and_source") == [2, 2, 2, 2]
    assert counts(report, "exact", "content") == [1, 1, 1, 1]  # the span they share counts once


def test_content_broken_at_a_paragraph_is_one_stretch_and_two_lines():
    text = 'Ana said: "It rains.\n\n"It snows."'
    broken = quote(text, "Ana", "said", '"It rains.', '"It snows."')
    whole = Quote("a:0", "a", 0, "direct", (Span(10, len(text)),), place(text, "said"), place(text, "Ana"))
    item = GoldArticle(Article.from_text(text, "a"), {"x": (broken,)})
    assert counts(evaluate([item], broken), "exact", "content") == [1, 1, 1, 1]
    assert counts(evaluate([item], broken), "exact", "content_lines") == [2, 2, 2, 2]
    report = evaluate([item], whole)
    assert counts(report, "exact", "content") == [1, 1, 1, 1]
    assert counts(report, "exact", "content_lines") == [2, 1, 0, 0]
    assert counts(report, "attribution", "content") == [1, 1, 1, 1]
    # the first paragraph alone: 9 of 18 characters, white space aside
    report = evaluate([item], quote(text, "Ana", "said", '"It rains.'))
    assert counts(report, "exact", "content") == [1, 1, 0, 0]
    assert counts(report, "exact", "content_lines") == [2, 1, 1, 1]


def test_types_of_annotated_quotes_come_from_the_marks_and_those_of_predicted_quotes_from_the_quotes():
    # Ana's quote is found, but called mixed; Bo's is missed
    report = evaluate([GOLD], quote(TEXT, "Ana", "said", '"Rents rose,"', '"and fell."', kind="mixed"))
    assert counts(report, "exact", "content", "direct") == [2, 0, 2, 0]
    assert counts(report, "exact", "content", "mixed") == [0, 2, 0, 2]
    assert counts(report, "exact", "content", "indirect") == [1, 0, 0, 0]
    assert counts(report, "attribution", "content", "direct") == [1, 0, 1, 0]
    assert counts(report, "attribution", "content", "mixed") == [0, 1, 0, 1]
    assert counts(report, "attribution", "content", "indirect") == [1, 0, 0, 0]
    assert math.isnan(report.f1("exact", "content", "direct"))
    assert report.f1("exact", "content", "indirect") == 0.0


def test_levels_choose_which_quotes_count_on_both_sides():
    nested = quote(TEXT, "Ana", "said", "it rains", level=1)
    report = evaluate([GOLD], ANA, BO, nested)
    assert report.n_nested == 1
    assert counts(report, "exact", "content") == [3, 3, 3, 3]
    report = evaluate([GOLD], ANA, BO, nested, levels="all")
    assert report.n_nested == 0
    assert counts(report, "exact", "content") == [3, 4, 3, 3]
    assert counts(report, "attribution", "content") == [2, 3, 2, 2]
    levelled = GoldArticle(ARTICLE, {"x": (ANA, BO, nested)})
    report = evaluate([levelled], ANA, BO, nested, levels="nested")
    assert report.n_nested == 2
    assert counts(report, "attribution", "content") == [1, 1, 1, 1]
    assert counts(evaluate([levelled], ANA, BO, levels="nested"), "attribution", "content") == [1, 0, 0, 0]


def test_an_article_of_several_annotators_counts_as_their_mean():
    several = GoldArticle(ARTICLE, {"x": (ANA, BO), "y": (BO,)})
    report = evaluate([several], ANA, BO)
    # against x 2 of 2 are right, against y 1: on average 1.5 gold, 2 predicted, 1.5 right
    assert counts(report, "exact", "source") == [1.5, 2, 1.5, 1.5]
    assert report.f1("exact", "source") == pytest.approx(2 * 1.5 / 3.5)
    assert (report.n_articles, report.n_versions) == (1, 2)
    one = GoldArticle(Article.from_text(TEXT, "b"), {"x": (BO,)})
    assert counts(evaluate([several, one], ANA, BO), "exact", "source") == [2.5, 4, 2.5, 2.5]


def test_agreement_is_over_every_pair_of_annotators():
    several = GoldArticle(ARTICLE, {"x": (ANA, BO), "y": (BO,), "z": (BO,)})
    report = annotator_agreement([several, GOLD], resamples=20)
    # x-y: 1 of 2 and 1; x-z: the same; y-z: 1 of 1 and 1. Mean size (3 + 3 + 2) / 6, mean agreement 1
    assert counts(report, "exact", "source") == pytest.approx([4 / 3, 4 / 3, 1, 1])
    assert report.f1("exact", "source") == pytest.approx(0.75)
    assert (report.n_articles, report.n_versions) == (1, 3)
    with pytest.raises(GoldError, match="no article has two"):
        annotator_agreement([GOLD])


def test_an_article_without_quotes_counts_its_false_alarms():
    silent = GoldArticle(ARTICLE, {"x": ()})
    report = evaluate([silent], BO)
    assert counts(report, "attribution", "content") == [0, 1, 0, 0]
    assert report.scores["recall"].isna().all()
    assert evaluate([silent]).scores["f1"].isna().all()


def test_the_scores_keep_their_schema_and_stand_in_the_stated_order():
    report = evaluate([GOLD, GOLD], ANA, BO)
    tables.check(report.scores, tables.SCORES)
    assert list(report.scores[["metric", "part", "type"]].itertuples(index=False, name=None)) == [
        ("exact", "source", "all"),
        ("exact", "cue", "all"),
        ("exact", "content", "all"),
        ("exact", "content_lines", "all"),
        ("attribution", "content", "all"),
        ("attribution", "content_and_source", "all"),
        ("exact", "content", "direct"),
        ("exact", "content", "indirect"),
        ("exact", "content", "mixed"),
        ("attribution", "content", "direct"),
        ("attribution", "content", "indirect"),
        ("attribution", "content", "mixed"),
    ]
    with pytest.raises(KeyError):
        report.f1("exact", "verb")


def test_the_report_as_text():
    report = evaluate([GOLD, GOLD], ANA, quote(TEXT, "Bo", "says", "it rains"))
    raw = report.to_text().splitlines()
    lines = [" ".join(line.split()) for line in raw]
    assert lines[0] == "metric part type P R F1 95 % interval gold predicted found right"
    assert lines[2] == "exact source all 100.0 100.0 100.0 100.0 to 100.0 4 4 4 4"
    assert lines[4] == "exact content all 66.7 66.7 66.7 66.7 to 66.7 6 6 4 4"
    assert lines[10] == "exact content mixed - - - - 0 0 0 0"
    assert lines[-1] == "articles: 2; annotators' versions: 2"
    assert all(line == line.rstrip() for line in raw)
    assert len({len(line) for line in raw[:-1]}) == 1  # the columns are aligned


def test_the_report_as_json_has_no_nan():
    answer = evaluate([GOLD], ANA).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert answer["scores"][0] == {
        "metric": "exact",
        "part": "source",
        "type": "all",
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "low": None,  # one article has no interval
        "high": None,
        "n_gold": 2.0,
        "n_predicted": 1.0,
        "n_found": 1.0,
        "n_right": 1.0,
    }
    assert (answer["n_articles"], answer["resamples"], answer["level"], answer["seed"]) == (1, 20, 0.95, 7)


def test_progress_wraps_the_articles():
    seen = []

    def wrap(articles):
        for item in articles:
            seen.append(item.article.doc_id)
            yield item

    assert evaluate([GOLD, GOLD], ANA, BO, progress=wrap).n_articles == 2
    assert seen == ["a", "a"]


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(GoldError, match="no annotated articles"):
        evaluate([])
    with pytest.raises(GoldError, match="a: no annotator's version"):
        evaluate([GoldArticle(ARTICLE, {})])
    with pytest.raises(ValueError, match=r"a:0: \[50, 99\) reaches beyond the article's end, 58"):
        evaluate([GOLD], Quote("a:0", "a", 0, "indirect", (Span(50, 99),)))


@pytest.mark.skipif(not (POLNEAR / "train").is_dir(), reason="needs ../shared/gold/polnear, which is not here")
def test_polnear_annotators_agree_as_reported():
    # on all 20 articles that several people annotated exact F1 is 77.6 / 70.5 / 68.1; 18 of them are at hand
    gold = [item for part in ("train", "dev") for item in read_brat(POLNEAR / part)]
    report = annotator_agreement(gold, resamples=20)
    assert report.n_articles == 18
    assert report.f1("exact", "source") == pytest.approx(0.776, abs=0.01)
    assert report.f1("exact", "cue") == pytest.approx(0.705, abs=0.01)
    assert report.f1("exact", "content_lines") == pytest.approx(0.681, abs=0.01)
