from collections.abc import Callable
from typing import Any

import pandas as pd

from quotelens.records import Quote, Span
from quotelens.report import charts, reader, readers, views
from quotelens.report.documents.contents import (
    Article,
    NumberedFigure,
    NumberedTable,
    Plain,
    Prose,
    Stretch,
    gather,
    mark,
)
from quotelens.report.notebooks import Notebook
from quotelens.report.views import View
from quotelens.study import Study

MANIFEST: dict[str, Any] = {
    "quotelens": "9.9.9",
    "source": "seeds",
    "analysed_with": {"quotelens": "9.9.8", "model": {"name": "by hand", "sha256": "ab" * 32}, "tone_model": None},
    "notebooks": [{"name": "01_hand.ipynb", "version": "1.0.0", "sha256": "cd" * 32}],
    "inputs": [{"doc_id": f"d{k}", "path": None, "sha256": "ef" * 32} for k in range(22)],
}


def quote(position: int, *content: Span, cue: Span | None = None, mention: Span | None = None, level: int = 0) -> Quote:
    return Quote(f"a:{position}", "a", position, "indirect", content, cue, mention, level=level)


def test_an_article_is_marked_stretch_by_stretch() -> None:
    body = "It rains,  Ann said.\n \n\nBo left."
    [first, second] = mark(body, [(quote(0, Span(0, 9), cue=Span(15, 19), mention=Span(11, 14)), 3)])
    assert first == [
        Stretch("It rains,", (3,), 1, 3),
        Stretch("  "),
        Stretch("Ann", mention=True),
        Stretch(" "),
        Stretch("said", cue=True),
        Stretch("."),
    ]
    assert second == [Stretch("Bo left.")]


def test_a_quote_inside_a_quote_has_the_colour_of_the_inner_and_one_in_two_paragraphs_begins_once() -> None:
    body = "A says b is.\n\nAnd c."
    outer, inner = Span(0, 20), Span(7, 11)
    [first, second] = mark(body, [(quote(0, outer), 1), (quote(1, inner, level=1), 0)])
    assert [(part.words, part.begins, part.ends, part.source, part.inner) for part in [*first, *second]] == [
        ("A says ", (1,), 0, 1, False),
        ("b is", (0,), 1, 0, True),
        (".", (), 0, 1, False),
        ("And c.", (), 1, 1, False),
    ]


def test_a_long_article_is_marked_at_once() -> None:
    body = "He said so. " * 5000
    quotes = [(quote(k, Span(12 * k, 12 * k + 2), cue=Span(12 * k + 3, 12 * k + 7)), 1) for k in range(5000)]
    [paragraph] = mark(body, quotes)
    assert "".join(part.words for part in paragraph) == body.strip()
    assert sum(len(part.begins) for part in paragraph) == sum(part.ends for part in paragraph) == 5000


def test_a_report_is_gathered_in_the_order_of_its_notebooks(study: Study, notebook_of: Callable[..., Notebook]) -> None:
    first = notebook_of("# 1. Who?\n\nText.", charts.shares(study), "More.", views.speakers(study), name="01_who")
    second = notebook_of(views.agreement(study), reader(study, "a"), charts.types(study), views.quotes(study))
    document = gather(study, [first, second], MANIFEST)
    assert document.title == 'Mayor <script>alert("title")</script> & council'
    assert document.summary[1].startswith("Ada <i>Mora</i> speaks most: 2 of 4 quotes")
    assert [section.title for section in document.sections] == ["1. Who?", "01_hand"]
    kinds = [[type(block) for block in section.blocks] for section in document.sections]
    assert kinds == [
        [Prose, NumberedFigure, Prose, NumberedTable],
        [NumberedTable, Article, NumberedFigure, NumberedTable],
    ]
    numbers = [
        block.number
        for section in document.sections
        for block in section.blocks
        if isinstance(block, NumberedFigure | NumberedTable)
    ]
    assert numbers == [1, 1, 2, 2, 3]


def test_what_is_empty_says_so_and_takes_no_number(study: Study, notebook_of: Callable[..., Notebook]) -> None:
    empty = View(pd.DataFrame(), "None", 0, "rows", empty="Nothing was found.")
    [section] = gather(study, [notebook_of(empty, readers(study, 0), views.quotes(study))], MANIFEST).sections
    assert section.blocks[:2] == [Plain("Nothing was found."), Plain("No article holds a quote.")]
    assert isinstance(section.blocks[2], NumberedTable)
    assert section.blocks[2].number == 1


def test_the_legend_names_every_source_with_its_number(study: Study, notebook_of: Callable[..., Notebook]) -> None:
    [section] = gather(study, [notebook_of(reader(study, "a"))], MANIFEST).sections
    [article] = section.blocks
    assert isinstance(article, Article)
    assert article.legend == [(1, "Ada <i>Mora</i>", 2), (2, "some", 1), (0, "no source given", 1)]
    assert article.byline == "javascript:alert(1) · 30 words"
    assert len(article.paragraphs) == 3


def test_every_table_that_is_shown_is_explained(study: Study, notebook_of: Callable[..., Notebook]) -> None:
    def view(rows: list[str], meanings: dict[str, str]) -> View:
        return View(pd.DataFrame({"Tone": rows}), "Any", len(rows), "rows", meanings=meanings)

    notebook = notebook_of(
        view(["1"], {"Tone": "A."}), view(["1"], {}), view([], {"Tone": "B."}), view(["1"], {"Tone": "C."})
    )
    explained = gather(study, [notebook], MANIFEST).explained
    assert [(each.number, each.table.explained) for each in explained] == [(1, {"Tone": "A."}), (3, {"Tone": "C."})]


def test_what_it_was_made_with_is_told(study: Study) -> None:
    made = gather(study, [], MANIFEST).made
    assert made[:5] == [
        ("Report made with", "quotelens 9.9.9", ""),
        ("Read from", "seeds", ""),
        ("Articles read with", "quotelens 9.9.8", ""),
        ("Model", "by hand", "ab" * 32),
        ("Notebook", "01_hand.ipynb, version 1.0.0", "cd" * 32),
    ]
    assert made[5] == ("Article", "d0", "ef" * 32)
    assert made[-1] == ("Articles", "2 more, in manifest.json", "")
    assert len(made) == 5 + 20 + 1
