"""A study from beginning to end, as a script for any environment: `python whole_walk.py EMPTY_FOLDER`.

Two hundred rows in a zipped table, with what such tables have wrong in them, become a study, a report and every format
that other tools read; what can be read back is held against what was written.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
import zipfile
from collections import Counter
from pathlib import Path

from typer.testing import CliRunner

import quotelens as ql
from quotelens import exchange
from quotelens.cli import app
from quotelens.records import Quote

N = 200
PEOPLE = ("Ada Abend", "Boris Cole", "Clara Falk", "Dmitri Lund", "Elena Novak", "Farid Moreau", "Greta Hansen")
OFFICES = ("the mayor", "a spokeswoman for the Ports Ministry", "an opposition deputy", "a lecturer in maritime law")
SAID = (
    "the dam will hold until the spring", "nobody had warned the people in the valley", "prices are bound to rise",
    "the inquiry was a disgrace", "the work is almost done", "three ships had left without papers",
)  # fmt: skip
PLAIN = ("Rain had fallen on the hills since Sunday.", "The talks went on until late.", "The market was quiet.")
HEADER = ("key", "headline", "body", "date", "newspaper")
GERMAN = "Der Minister sagte, er habe von der Warnung nichts gewusst. Die Opposition glaubt ihm kein Wort davon."


def body(k: int) -> str:
    """A short article with one direct and one indirect quote."""
    dice = random.Random(k)
    one, other = dice.sample(PEOPLE, 2)
    first, second = dice.sample(SAID, 2)
    return (
        f"{dice.choice(PLAIN)} {one}, {dice.choice(OFFICES)}, said that {first}.\n\n"
        f'"{second.capitalize()}," {other} told reporters in town {k}. {dice.choice(PLAIN)}'
    )


def rows() -> list[list[str]]:
    """The table's rows, some of them wrong."""
    made = [[f"n{k}", f"Story {k}", body(k), f"2026-03-{k % 28 + 1:02}", f"Paper {k % 5}"] for k in range(N)]
    made[20][2] = "  \n "
    made[41].append("one cell too many")
    made[60][2] = GERMAN
    made[80][2] = made[79][2]
    made[81][2] = made[79][2] + " Buses ran."
    made[120][1] = '=HYPERLINK("http://example.org")'
    made[121][1] = "<script>document.title = 'taken'</script>"
    made[140][2] = "“It’s over 👩‍🚒,” said Ada Abend, the mayor.\r\nNobody answered\ther."
    made[199][0] = "n0"
    return made


def table() -> bytes:
    """The table as CSV, with a line whose bytes are no UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *rows()])
    data = written.getvalue().encode()
    return data.replace(b"in town 100.", b"in town \xff100.")


def run(*arguments: str) -> str:
    """A command of quotelens; its standard output."""
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    print(f"$ quotelens {' '.join(arguments)}", done.stderr, sep="\n", flush=True)
    assert done.exit_code == 0, done.output
    return done.stdout


def spans(quotes: tuple[Quote, ...]) -> list[object]:
    """Where each quote's content, cue and mention stand."""
    return sorted(
        ([(span.start, span.end) for span in quote.content], str(quote.cue), str(quote.mention)) for quote in quotes
    )


def main(folder: Path) -> None:
    """Walk the whole way; an assertion fails where something is not as it should be."""
    os.chdir(folder)
    run("new", "study")
    os.chdir("study")
    Path("seeds", "example.txt").unlink()
    with zipfile.ZipFile(Path("seeds", "papers.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("spring/articles.csv", table())

    run("report", "seeds", "-o", "reports/study")
    page = Path("reports", "study", "index.html").read_text(encoding="utf-8")
    assert "<script>document.title" not in page
    study = ql.open_study(Path("reports", "study", "tables"))
    reasons = Counter(study.exclusions["reason"])
    assert reasons == {"empty": 1, "malformed": 1, "undecodable": 1, "language": 1}, reasons
    assert len(study.articles) == N - 4
    copies = study.articles.dropna(subset="duplicate_of").set_index("doc_id")
    assert copies["duplicate_of"].tolist() == ["n79", "n79"], copies
    assert list(copies.index) == ["n80", "n81"]
    assert study.articles["doc_id"].is_unique
    assert {"n0", "n0-2"} <= set(study.articles["doc_id"])
    assert len(study.quotes) > N
    assert study.quotes["source_id"].notna().mean() > 0.9
    first = study.articles.set_index("doc_id").loc["n140"]
    assert first["text"] == rows()[140][2]
    assert (first["title"], first["published"], first["outlet"]) == ("Story 140", "2026-03-01", "Paper 0")

    run("extract", "reports/study/tables", "--format", ",".join(exchange.FORMATS), "-o", "out")
    wanted = {item.article.doc_id: item for item in exchange.of_study(study)}
    articles = {doc_id: item.article for doc_id, item in wanted.items()}
    back = [path for path in sorted(Path("out").iterdir()) if path.suffix not in (".csv", ".graphml")]
    assert len(back) == len(exchange.READABLE)
    for path in back:
        found = exchange.read(path, articles=articles.values())
        by_text = {item.article.text: spans(item.quotes) for item in found}
        for doc_id, item in wanted.items():
            if item.quotes:
                assert by_text[item.article.text] == spans(item.quotes), (path, doc_id)
    print(json.dumps({"articles": len(wanted), "read back": [path.name for path in back]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
