from collections.abc import Callable

import pandas as pd

from quotelens.report import reader, shown, views
from quotelens.report.notebooks import Notebook
from quotelens.report.views import View
from quotelens.study import Study


def view(caption: str = "Any", of: str = "rows", **columns: list[str]) -> View:
    frame = pd.DataFrame(columns)
    return View(frame, caption, len(frame), of, numeric=("Tone", "n"))


def test_tables_are_found_in_order_with_a_name_each(notebook_of: Callable[..., Notebook]) -> None:
    first = notebook_of("# One", view("Shares of all quotes, with 95% intervals", Who=["a"]), view("../../etc/passwd"))
    second = notebook_of(view("Shares of all quotes, with 90% intervals"), view("国"), view("国 (2)"), view("A’s: b"))
    names = [table.name for table in shown.tables([first, second]).values()]
    assert names == ["shares_of_all_quotes", "etc_passwd", "shares_of_all_quotes_2", "table", "table_2", "as"]


def test_a_table_is_what_its_view_shows(notebook_of: Callable[..., Notebook], study: Study) -> None:
    quotes = views.quotes(study)
    [table] = shown.tables([notebook_of(quotes)]).values()
    assert table.caption == "Quotes, in the order of the text"
    assert table.columns == quotes.frame.columns.tolist()
    assert table.rows == quotes.frame.to_numpy().tolist()
    assert table.whole == "quotes"  # the study's table of that name has all of it
    assert table.explained["No."].startswith("The quote’s number")


def test_cells_that_start_like_formulas_are_neutralised_and_numbers_are_numbers(
    notebook_of: Callable[..., Notebook],
) -> None:
    said = view(
        Who=["=cmd()", "@x", '+49 "5"', "a,b"],
        Tone=["+0.31", "−0.20", "+0.18 (−0.20 to +0.40)", "–"],
        n=["1,203", "7", "-cmd|1", "0"],
    )
    [table] = shown.tables([notebook_of(said)]).values()
    assert table.csv().splitlines() == [
        "Who,Tone,n",
        "'=cmd(),0.31,1203",
        "'@x,-0.20,7",
        '"\'+49 ""5""",\'+0.18 (−0.20 to +0.40),\'-cmd|1',
        '"a,b",–,0',
    ]


def test_articles_are_found_by_what_shows_them(notebook_of: Callable[..., Notebook], study: Study) -> None:
    notebook = notebook_of(reader(study, "a"), view())
    articles, table = (cell.outputs[0] for cell in notebook.node.cells)
    assert shown.articles(articles) == ["a"]
    assert shown.articles(table) is None
