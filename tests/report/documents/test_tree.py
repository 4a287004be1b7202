"""Whatever an article says comes back from a document as the same words, and as nothing but words."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import mistune
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.report.documents import tree
from quotelens.report.documents.contents import (
    Article,
    Document,
    NumberedFigure,
    NumberedTable,
    Plain,
    Prose,
    Section,
    Stretch,
)
from quotelens.report.page import Drawn
from quotelens.report.shown import Table

API = [1, 23, 1]
HOSTILE = [
    "# no heading",
    "1. no list",
    "- no list",
    "+ no list",
    "> no quotation",
    "---",
    "===",
    "*no* **emphasis** _here_ `nor` ~~here~~ ^a^",
    "$no$ \\(maths\\) \\[here\\] $$x$$",
    "<script>alert(1)</script> <b>x</b> <!-- x -->",
    "&amp; &lt;b&gt; \\u{41} \\# \\",
    "[x](javascript:alert(1)) ![x](y) [x]: http://a.b [^1]",
    "https://a.b/c_d www.a.b :smile: @user #12",
    "| a | b |",
    "```x",
    "#let x = 1",
    "= heading",
    "/ term: x",
    "@ref <label> #sys.inputs // comment /* comment */",
    '"q" \'q\' -- --- ... -? ~ #"x";',
    "::: div",
    "{{ x }} {% y %}",
]


def pandoc(given: str, read: str, write: str) -> str:
    command = [pypandoc.get_pandoc_path(), f"--from={read}", f"--to={write}", "--wrap=none"]
    return subprocess.run(command, input=given.encode(), capture_output=True, check=True).stdout.decode()


def pandoc_file(path: Path) -> str:
    command = [pypandoc.get_pandoc_path(), "--from=docx", "--to=html", str(path)]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def document(*blocks: Any, title: str = "Title", summary: tuple[str, ...] = ()) -> Document:
    tables = [block for block in blocks if isinstance(block, NumberedTable) and block.table.explained]
    return Document(title, list(summary), [Section("Part", list(blocks))], tables, [])


def built(made: Document, kind: tree.Kind, write: str) -> str:
    return pandoc(json.dumps(tree.build(made, kind, API)), "json", write)


def raw_code(nodes: Any) -> list[str]:
    """Whatever pandoc would pass on as it is."""
    if isinstance(nodes, dict):
        return [nodes["c"][1]] if nodes["t"] in ("RawInline", "RawBlock") else raw_code(nodes.get("c"))
    return [code for node in nodes for code in raw_code(node)] if isinstance(nodes, list) else []


def article(*lines: str) -> Article:
    stretch = Stretch("\n".join(lines), (1,), 1, 1)
    return Article("A", "b", [(1, "Ann", 1)], [[stretch]])


@pytest.mark.parametrize("line", HOSTILE)
def test_markdown_gives_an_articles_words_back_and_nothing_else(line: str) -> None:
    back = json.loads(pandoc(built(document(article("first", line)), "gfm", "gfm"), "gfm", "json"))
    texts = [pandoc(json.dumps({**back, "blocks": [block]}), "json", "plain").strip() for block in back["blocks"]]
    assert f"⟦1 first\n{line}⟧" in texts
    assert [block["t"] for block in back["blocks"]] == [
        "Header", "Para", "BulletList",  # title, kicker, contents
        "Header", "Para", "Para", "BulletList", "Para", "Para",  # title, byline, legend; how to read it
        "Header", "Para",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1 .)-+=#*_`~$<>&[]()!|\\:/@^{}\"'\n", min_size=1, max_size=24))
def test_markdown_gives_any_line_back(line: str) -> None:
    said = " ".join(line.split())
    made = built(document(summary=(line,)), "gfm", "gfm")
    back = json.loads(pandoc(made, "gfm", "json"))
    # title, kicker, the line itself
    assert [block["t"] for block in back["blocks"][:3]] == ["Header", "Para", "Para" if said else "BulletList"]
    if said:
        assert pandoc(json.dumps({**back, "blocks": back["blocks"][2:3]}), "json", "plain").rstrip("\n") == said


@pytest.mark.parametrize("line", HOSTILE)
def test_typst_gets_an_articles_words_as_strings(line: str) -> None:
    literals = [f"#{json.dumps(word, ensure_ascii=False)};" for word in line.split()]
    assert " ".join(literals) in built(document(summary=(line,)), "typst", "typst")


@pytest.mark.parametrize("line", HOSTILE)
def test_docx_gets_an_articles_words_as_text(line: str) -> None:
    paragraph = tree.build(document(summary=(line,)), "docx", API)["blocks"][0]
    assert [node["c"] for node in paragraph["c"] if node["t"] == "Str"] == line.split()
    assert {node["t"] for node in paragraph["c"]} <= {"Str", "Space"}


@pytest.mark.parametrize(
    ("kind", "harmless"),
    [
        ("typst", r'#"(?:[^"\\]|\\["\\n])*";|#said\(\d, (?:true|false)\)\[|#(?:note|lead|small)\[|\];?|#contents\(\)'),
        ("gfm", r"(?:\\[^a-z0-9\s]|[^\\`*_\[\]<>#$|~&^@])*"),
    ],
)
def test_only_strings_and_our_own_functions_are_raw(kind: tree.Kind, harmless: str) -> None:
    everything = document(
        article(*HOSTILE),
        NumberedTable(1, Table("t", "#x *", "#note", "", ["#a", "<b>"], [["*x*", "$y$"]], ("<b>",))),
        title="#title <b>",
        summary=tuple(HOSTILE),
    )
    raw = raw_code(tree.build(everything, kind, API)["blocks"])
    assert len(raw) > 100
    assert [code for code in raw if not re.fullmatch(harmless, code)] == []


@pytest.mark.parametrize(("kind", "write"), [("typst", "typst"), ("docx", "docx"), ("gfm", "gfm")])
def test_what_no_file_can_carry_is_shown_by_a_picture(kind: tree.Kind, write: str, tmp_path: Path) -> None:
    odd = "a\x00b \ud800 \x1b[31m \ufffe"
    figure = NumberedFigure(1, Drawn("f", odd, odd, "<svg/>", ""))
    made = document(article(odd), figure, Plain(odd), title=odd, summary=(odd,))
    out = tmp_path / "made"
    given = json.dumps(tree.build(made, kind, API)).encode()
    command = [pypandoc.get_pandoc_path(), "--from=json", f"--to={write}", f"--output={out}"]
    subprocess.run(command, input=given, capture_output=True, check=True)
    back = out.read_text() if kind != "docx" else pandoc_file(out)
    assert back.count("a␀b") >= 4


def test_a_table_has_its_header_its_number_and_its_files() -> None:
    table = Table("any", "Any | thing", "Showing 1 of 2.", "", ["Who", "n"], [["a|b", "1"]], ("n",), {}, "quotes")
    made = built(document(NumberedTable(4, table)), "gfm", "gfm")
    assert "**Table 4.** Any \\| thing\n" in made
    lines = [line.strip("|").split(" | ") for line in made.splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in lines[0]] == ["Who", "n"]
    assert [cell.strip() for cell in lines[2]] == ["**a\\|b**", "1"]
    links = "[this table (CSV)](views/any.csv) · [all of the study’s quotes (CSV)](tables/quotes.csv)"
    assert f"Showing 1 of 2. {links}" in made


def test_columns_are_explained_at_the_end_in_the_order_of_their_table() -> None:
    table = Table("any", "Any", "", "", ["b", "a "], [["x", "y"]], (), {"b": "First.", "a ": "Likewise."})
    made = built(document(NumberedTable(4, table)), "gfm", "gfm")
    assert made.endswith("## What the columns mean\n\n**Table 4. Any.** *b:* First. *a:* Likewise.\n")
    assert "- [What the columns mean](#what-the-columns-mean)\n" in made
    assert "What the columns mean" not in built(document(), "gfm", "gfm")


def test_a_figure_has_its_number_its_alternative_text_and_its_files() -> None:
    drawn = Drawn("f", "Title", 'alt "x" #y', '<svg height="10"></svg>', "")
    figure = document(NumberedFigure(2, drawn))
    made = built(figure, "gfm", "gfm")
    assert '![Title. alt "x" \\#y](figures/f.png)' in made
    assert "**Figure 2.** Title. [SVG](figures/f.svg) · [data (CSV)](figures/f.csv)" in made
    assert 'image("figures/f.svg", width: 12.7cm, alt: "Title. alt \\"x\\" #y")' in built(figure, "typst", "typst")
    assert '<img src="figures/f.png" style="width:12.7cm" alt="Title. alt &quot;x&quot; #y" />' in built(
        figure, "docx", "html"
    )


def test_quotes_are_shown_by_more_than_colour() -> None:
    paragraph = [
        Stretch("Ann", mention=True),
        Stretch(" "),
        Stretch("says", cue=True),
        Stretch(" "),
        Stretch("it ", (1, 0), 0, 0, True),
        Stretch("is", (), 2, 1),
        Stretch("."),
    ]
    made = document(Article("A", "b", [(1, "Ann", 1), (0, "no source given", 1)], [paragraph]))
    assert "**Ann** *says* ⟦1 ⟦? it is⟧⟧." in built(made, "gfm", "gfm")
    typst = built(made, "typst", "typst")
    assert '#strong[#"Ann";] #underline[#"says";] #said(0, true)[#super[#strong[#"1,?";]]#"it"; ];' in typst
    assert '];#said(1, false)[#"is";];#".";' in typst
    assert '<span custom-style="Source 0 inside"><sup><strong>1,?</strong></sup>it </span>' in built(
        made, "docx", "html"
    ).replace("data-custom-style", "custom-style")


@pytest.mark.parametrize(
    ("before", "said", "after", "emphasised"),
    [
        (" ", "Ann", " ", True),
        (" ", "Ann", "’", True),
        ("x", '"Ann"', "x", False),
        (" ", '"Ann"', "x", False),
        (" ", " a", " ", False),
    ],
)
def test_asterisks_are_set_only_where_they_are_read_as_emphasis(
    before: str, said: str, after: str, emphasised: bool
) -> None:
    stretches = [Stretch(f"x{before}"), Stretch(said, mention=True), Stretch(f"{after}x")]
    made = built(document(Article("A", "b", [], [stretches])), "gfm", "gfm")
    assert (f"**{said}**" in made) == emphasised
    assert "\\*" not in made


def test_the_notebooks_own_words_keep_their_form_and_html_in_them_is_text() -> None:
    source = (
        "## Deeper\n\nA *b* **c** `d` <i>e</i> [f](https://g.h) [i](javascript:j)\n\n- one\n- two\n\n1. three\n\n"
        "> four\n\n```\nfive\n```\n\n<script>six</script>\n\n---\n"
    )
    tokens: Any = mistune.create_markdown(renderer="ast")(source)
    made = built(document(Prose([token for token in tokens if token["type"] != "blank_line"])), "gfm", "gfm")
    assert "### Deeper\n" in made
    assert "A *b* **c** `d` \\<i\\>e\\</i\\> [f](https://g.h) i\n" in made
    assert "- one\n- two\n" in made
    assert "1.  three\n" in made
    assert "> four\n" in made
    assert "    five\n" in made
    assert "\\<script\\>six\\</script\\>\n" in made


def test_columns_get_their_longest_word_and_share_the_rest() -> None:
    widths = tree._widths([["No.", "Who", "What is said"], ["1", "Ann", "word " * 60]], 100)
    assert sum(widths) == pytest.approx(1, abs=0.001)
    assert widths[0] < 0.07
    assert widths[2] > 0.85
    even = tree._widths([["A", "B"], ["x " * 100, "x " * 100]], 100)
    assert even == [0.5, 0.5]


def test_links_to_headings_are_those_that_a_code_host_gives() -> None:
    assert tree.anchor("4. What kind, and how far can they “go”?") == "4-what-kind-and-how-far-can-they-go"
    made = built(document(title="T"), "gfm", "gfm")
    assert "- [Part](#part)\n- [How this report was made](#how-this-report-was-made)\n" in made
