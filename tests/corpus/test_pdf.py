"""PDF documents: lines put together into paragraphs, words put together over lines."""

import hashlib
import io
from pathlib import Path

import pypdf
import pytest
import typst

from quotelens import corpus
from quotelens.corpus.pdf import Line, columns, paragraphs, without_running_heads
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

HYPHEN = "\u00ad"  # ends a line whose last word goes on
WIDTH = 300.0
ADVANCE = 5.0  # of a character


def column(
    *lines: str, top: float = 700.0, left: float = 50.0, leading: float = 12.0, size: float = 10.0
) -> list[Line]:
    """Lines set in type of even width. "  " at the beginning indents; "" is a blank line."""
    made = []
    for number, text in enumerate(lines):
        words = text.strip()
        if words:
            start = left + ADVANCE * (len(text) - len(text.lstrip()))
            made.append(
                Line(
                    words,
                    left=start,
                    right=start + ADVANCE * len(words),
                    base=top - leading * number,
                    size=size,
                    first=ADVANCE * len(words.split()[0]),
                )
            )
    return made


def read(folder: Path, name: str, content: bytes, **limits: int) -> Article | Exclusion:
    (folder / name).write_bytes(content)
    found = corpus.read(folder / name, settings=CorpusSettings(any_language=True, **limits))
    [one] = [*found.articles, *found.exclusions]
    return one


def typeset(body: str, **page: str) -> bytes:
    settings = ", ".join(f"{name}: {value}" for name, value in {"width": "12cm", "height": "16cm", **page}.items())
    # the font ships with typst; no date, so that the same source makes the same bytes
    type = '#set text(font: "Libertinus Serif", size: 10pt, lang: "en")'
    return typst.compile(f"#set document(date: none)\n#set page({settings})\n{type}\n{body}".encode())


# --- the rule --------------------------------------------------------------------------------------------------------


def test_full_lines_are_one_paragraph_and_a_short_last_line_ends_it() -> None:
    page = column(
        "The minister of transport said on Tuesday that",
        "the report of the commission was wrong in all",
        "that mattered.",
        "Officials in the city of Derna told us that no",
        "one had asked them.",
    )
    assert paragraphs([page]) == [
        "The minister of transport said on Tuesday that the report of the commission was wrong in all that mattered.",
        "Officials in the city of Derna told us that no one had asked them.",
    ]


def test_a_sentence_that_ends_in_a_full_line_does_not_end_the_paragraph() -> None:
    page = column(
        "The minister of transport said that it was so.",
        "Extraordinarily, the commission did not listen",
        "to her.",
    )
    assert paragraphs([page]) == [
        "The minister of transport said that it was so. Extraordinarily, the commission did not listen to her."
    ]


def test_a_ragged_line_within_a_sentence_does_not_end_the_paragraph() -> None:
    page = column(
        "The minister of transport said on Tuesday",  # "it" had room in it
        "it was wrong what the commission had written in",
        "May.",
    )
    assert len(paragraphs([page])) == 1


def test_an_indented_line_begins_a_paragraph() -> None:
    page = column(
        "The minister of transport said that it was so.",
        "   Extraordinarily, the commission did not hear",
        "her, and went on with what it had been doing at",
        "   “We do not know how it came to that,” he said.",
        "   “Nobody knows how it came to that,” she said.",
    )
    assert paragraphs([page]) == [
        "The minister of transport said that it was so.",
        "Extraordinarily, the commission did not hear her, and went on with what it had been doing at",
        "“We do not know how it came to that,” he said.",
        "“Nobody knows how it came to that,” she said.",
    ]


def test_an_indented_block_is_one_paragraph() -> None:
    page = column(
        "The minister of transport said that it was so:",
        "   “Extraordinarily, the commission did not",
        "   hear us, and went on with what it had been",
        "   doing at that time.”",
        "The spokesman of the commission did not answer",
        "questions on the matter, which is still open to",
        "all who care.",
    )
    assert paragraphs([page]) == [
        "The minister of transport said that it was so:",
        "“Extraordinarily, the commission did not hear us, and went on with what it had been doing at that time.”",
        "The spokesman of the commission did not answer questions on the matter, which is still open to all who care.",
    ]


def test_an_item_of_a_list_is_a_paragraph() -> None:
    page = column(
        "• The minister of transport said that it was so,",
        "  and that it had been so ever since she was in",
        "• The spokesman did not answer questions on that",
    )
    assert paragraphs([page]) == [
        "• The minister of transport said that it was so, and that it had been so ever since she was in",
        "• The spokesman did not answer questions on that",
    ]


def test_a_blank_line_or_more_space_begins_a_paragraph() -> None:
    first = "The minister of transport said that it was all"
    second = "the more reason to go on with what they had at"
    blank = column(first, second, "", second, first)
    assert paragraphs([blank]) == [f"{first} {second}", f"{second} {first}"]
    spaced = [*column(first, second), *column(second, first, top=700 - 2 * 12 - 5)]
    assert paragraphs([spaced]) == [f"{first} {second}", f"{second} {first}"]
    even = [*column(first, second), *column(second, first, top=700 - 2 * 12 - 1)]
    assert len(paragraphs([even])) == 1


def test_a_heading_in_larger_type_stands_alone() -> None:
    text = column("The minister of transport said that it was all", "wrong.", top=680)
    head = column("Minister denies the report of the", "commission on floods", leading=18, size=16, top=720)
    assert paragraphs([[*head, *text]]) == [
        "Minister denies the report of the commission on floods",
        "The minister of transport said that it was all wrong.",
    ]


@pytest.mark.parametrize(
    ("broken", "following", "whole"),
    [
        ("The commis", "sion said so.", "The commission said so."),
        ("A well", "known report, well-known to all.", "A well-known report, well-known to all."),
        ("The Anglo", "American view.", "The Anglo-American view."),
        ("From 1990", "1995 it was so.", "From 1990-1995 it was so."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line(broken: str, following: str, whole: str) -> None:
    assert paragraphs([column(broken + HYPHEN, following)]) == [whole]
    assert paragraphs([column(broken + HYPHEN), column(following)]) == [whole]  # over the end of a page


def test_a_hyphen_that_nothing_follows_stays() -> None:
    assert paragraphs([column("He said well" + HYPHEN)]) == ["He said well-"]


def test_over_columns_and_pages_a_paragraph_goes_on_within_a_sentence() -> None:
    left = column("Minister of transport said on", "Tuesday that the report of the", top=400)
    right = column("commission was wrong, and all.", "Officials told us at noon on", top=400, left=250)
    following = column("a Friday that no one had asked.", top=700)
    assert [len(lines) for lines in columns([*left, *right])] == [2, 2]
    assert paragraphs([[*left, *right], following]) == [
        "Minister of transport said on Tuesday that the report of the commission was wrong, and all. "
        "Officials told us at noon on a Friday that no one had asked."
    ]
    ended = column("Officials told us at noon of it.", top=700)
    assert paragraphs([ended, ended]) == [ended[0].text, ended[0].text]
    indented = column("   Friday came, and no one asked", "them what they had seen there.", top=700)
    assert len(paragraphs([column("“We do not know at all how it"), indented])) == 2


def test_running_heads_and_page_numbers_are_left_out() -> None:
    def page(number: int, text: str) -> list[Line]:
        return [
            *column(f"The Daily Paper, {number} May", top=780),
            *column(text),
            *column(f"{number}", top=20, left=200),
        ]

    pages = [page(k, text) for k, text in ((1, "The minister said"), (2, "that it was so"), (3, "on Tuesday."))]
    assert paragraphs(without_running_heads(pages)) == ["The minister said that it was so on Tuesday."]
    once = [pages[0]]
    assert without_running_heads(once) == once  # of one page nobody can tell
    other = [column("A"), column("B"), column("C")]
    assert without_running_heads([*other, []]) == [*other, []]


def test_nothing_comes_of_nothing() -> None:
    assert paragraphs([]) == []
    assert paragraphs([[], []]) == []


# --- documents -------------------------------------------------------------------------------------------------------

BODY = """
#text(16pt)[*Minister denies well-known report*]

“We do not know,” the minister of transport said on Tuesday, adding that the well-known
report of the commission was wrong in nearly every respect that she had looked into so far.

“No.”

The efficient offices of the prime minister’s spokesman, which were asked for
comment on the floods that killed thousands in Derna, did not answer 3 letters.
"""
PARAGRAPHS = [
    "Minister denies well-known report",
    "“We do not know,” the minister of transport said on Tuesday, adding that the well-known report of the commission "
    "was wrong in nearly every respect that she had looked into so far.",
    "“No.”",
    "The efficient offices of the prime minister’s spokesman, which were asked for comment on the floods that killed "
    "thousands in Derna, did not answer 3 letters.",
]


@pytest.mark.parametrize(
    "setting",
    [
        "#set par(spacing: 1.2em)",
        "#set par(spacing: 1.2em, justify: true)\n#set text(hyphenate: true)",
        "#set par(spacing: 0.65em, first-line-indent: 1.5em, justify: true)\n#set text(hyphenate: true)",
        "#set par(spacing: 0.65em, first-line-indent: 1.5em)\n#set page(columns: 2)",
        '#set par(spacing: 0.65em)\n#set text(font: "DejaVu Sans Mono", size: 8pt)',
    ],
)
def test_a_typeset_article_has_its_paragraphs(tmp_path: Path, setting: str) -> None:
    data = typeset(f'#set document(title: "Denial", author: "Jane Doe")\n{setting}\n{BODY}')
    assert read(tmp_path, "a.pdf", data) == Article(
        doc_id="a",
        text="\n".join(PARAGRAPHS),
        title="Denial",
        author="Jane Doe",
        path="a.pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        encoding="pdf",
        language="en",
    )


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    said = " ".join(f"In the {k}th place the minister said that it was no business of hers," for k in range(4, 20))
    data = typeset(f"{said} and went.", header="[The Daily Paper]", numbering='"1"', height="8cm")
    article = read(tmp_path, "a.pdf", data)
    assert isinstance(article, Article)
    assert article.text == f"{said} and went."


def test_other_scripts_are_read(tmp_path: Path) -> None:
    article = read(tmp_path, "a.pdf", typeset('#set text(lang: "ru")\n«Цена выросла», — сказал он.'))
    assert isinstance(article, Article)
    assert article.text == "«Цена выросла», — сказал он."


def test_a_document_without_a_text_layer_needs_text_recognition(tmp_path: Path) -> None:
    detail = "its pages are pictures without a text layer: run text recognition (OCR) over it first"
    scan = typeset("#rect(width: 5cm, height: 3cm)")
    assert read(tmp_path, "a.pdf", scan) == Exclusion("a.pdf", "a", "empty", detail)


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typeset(BODY)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_document_behind_a_password_says_so(tmp_path: Path) -> None:
    detail = "protected by a password: save a copy without one"
    assert read(tmp_path, "a.pdf", encrypted("secret")) == Exclusion("a.pdf", "a", "encrypted", detail)
    free = read(tmp_path, "b.pdf", encrypted(""))  # against printing, not against reading
    assert isinstance(free, Article)
    assert free.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("content", [b"He said so.", b"%PDF-1.7", typeset(BODY)[:600]])
def test_a_damaged_document_is_told(tmp_path: Path, content: bytes) -> None:
    one = read(tmp_path, "a.pdf", content)
    assert isinstance(one, Exclusion)
    assert (one.reason, one.detail[:31]) == ("unreadable", "damaged, or not a PDF document ")


def test_an_over_long_document_is_too_long(tmp_path: Path) -> None:
    data = typeset(BODY)
    assert read(tmp_path, "a.pdf", data, max_bytes=len(data) // 10 - 1) == Exclusion(
        "a.pdf", "a", "too_long", f"more than {10 * (len(data) // 10 - 1):,} bytes (10 times corpus.max_bytes)"
    )
    long = typeset(BODY * 30, height="1cm * 100")
    one = read(tmp_path, "b.pdf", long, max_bytes=len(long) // 10 + 1)
    assert isinstance(one, Exclusion)
    assert one.detail.startswith("a text of more than ")


def test_a_document_read_twice_is_the_same(tmp_path: Path) -> None:
    data = typeset(BODY)
    assert read(tmp_path, "a.pdf", data) == read(tmp_path, "a.pdf", data)
