from dataclasses import replace

import pandas as pd

from quotelens import tables
from quotelens.report import summary
from quotelens.settings import ReportSettings, Settings
from quotelens.study import Study


def test_a_study_in_sentences(study: Study) -> None:
    judged = study.quotes.assign(tone=pd.array(["neutral", "positive", "negative", None], dtype="string"))
    assert summary.sentences(replace(study, quotes=judged)) == [
        "In 1 article of 30 words, 4 quotes from 2 sources were found.",
        "Ada <i>Mora</i> speaks most: 2 of 4 quotes (50%, 95% interval 15–85%), followed by some with 1.",
        "2 of 4 quotes come from a named source (50%, interval 15–85%); 1 stands wholly in quotation marks "
        "(25%, 5–70%), and 1 reaches the reader through another source’s words (25%, 5–70%).",
        "The model takes the wording of 1 of 3 quotes for negative (33%, interval 6–79%) and of 1 for positive "
        "(33%, 6–79%); it is wrong in about a quarter of sentences.",
        "For 1 quote the text gives no source.",
        "1 file was left out; the reasons are given below.",
    ]


def test_sentences_on_nothing(empty_study: Study, silent_study: Study) -> None:
    assert summary.sentences(empty_study) == ["No article could be read."]
    assert summary.sentences(silent_study) == ["In 2 articles (2 words), no quotes were found."]


def test_where_nobody_stands_out_nobody_is_named(crowded_study: Study) -> None:
    assert summary.sentences(crowded_study)[1] == (
        "No source stands out: 100 have 1 of 100 quotes each (1%, 95% interval 0–5%)."
    )


def _related(study: Study, *pairs: tuple[str, str, str, bool]) -> Study:
    rows = [
        {
            "claim_id": f"{a} ~ {b}",
            "quote_id_a": a,
            "quote_id_b": b,
            "relation": relation,
            "probability": 0.8,
            "evidence": "[]",
            "independent": independent,
            "scope": "within",
        }
        for a, b, relation, independent in pairs
    ]
    return replace(study, claims=tables.CLAIMS.frame(rows))


def test_a_contradiction_is_told_by_name_and_several_by_number(study: Study) -> None:
    one = summary.sentences(_related(study, ("a:0", "a:2", "contradicts", True), ("a:0", "a:1", "corroborates", False)))
    assert one[5] == (
        "The model takes two quotes for a contradiction, no. 1 (Ada <i>Mora</i>) and no. 3 (some), with a probability "
        "of 80%; which is right is not asked."
    )
    assert len(one) == 8  # one voice bears nobody out
    pairs = [
        ("a:0", "a:2", "contradicts", True),
        ("a:1", "a:2", "contradicts", True),
        ("a:0", "a:3", "corroborates", True),
    ]
    several = summary.sentences(_related(study, *pairs))
    assert several[5:8] == [
        "The model takes 2 pairs of quotes for contradictions; which are right is not asked.",
        "The model takes 1 pair of quotes of different voices for saying the same.",
        "Of test pairs it is wrong in more than a quarter, so that each needs a look.",
    ]


def test_what_was_corrected_by_hand_is_told_and_what_could_not_be(study: Study) -> None:
    def corrected(*rows: tuple[str, str | None, str | None]) -> list[str]:
        frame = tables.CORRECTIONS.frame(
            [
                {"line": k, "doc_id": "a", "action": action, "applied": not reason, "reason": reason, "quote_id": quote}
                for k, (action, quote, reason) in enumerate(rows, start=1)
            ]
        )
        return summary.sentences(replace(study, corrections=frame))[5:-1]

    assert corrected() == []
    assert corrected(("rebound", "a:0", None), ("reattribute", "a:0", None), ("accept", "a:0", None)) == [
        "By hand, 1 quote was corrected."
    ]
    several = [
        ("rebound", "a:0", None),
        ("reattribute", "a:1", None),
        ("delete", None, None),
        ("accept", "a:2", None),
        ("accept", None, "superseded"),
        ("delete", None, "no_quote"),
    ]
    assert corrected(*several) == [
        "By hand, 2 quotes were corrected, 1 quote was deleted and 1 quote was confirmed.",
        "1 correction could not be applied; the table of corrections says why.",
    ]


def test_the_headline_is_the_setting_or_the_article_or_the_count(study: Study, crowded_study: Study) -> None:
    assert summary.headline(study) == 'Mayor <script>alert("title")</script> & council'
    assert summary.headline(crowded_study) == "Who speaks in 100 articles"
    named = replace(study, settings=Settings(report=ReportSettings(title="Bridges")))
    assert summary.headline(named) == "Bridges"
