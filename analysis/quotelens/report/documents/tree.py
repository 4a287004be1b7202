"""A report's contents as a document tree of pandoc's (its JSON), set for one of the formats.

Words are never parsed: in DOCX they are text nodes, for typst string literals, and for Markdown every character that
could be markup has a backslash (CommonMark 0.31, section 2.4), since pandoc's own writers leave some of them bare
(`-?` in typst, a line of `---` or the entity `&amp;` in Markdown).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from quotelens.report import text
from quotelens.report.documents.contents import (
    Article,
    Block,
    Document,
    NumberedFigure,
    NumberedTable,
    Prose,
    Stretch,
)

Node = dict[str, Any]
Kind = Literal["typst", "docx", "gfm"]

KICKER = "Who speaks, in what tone, and from which sources"
HOW_MARKED = (
    "How to read it: what a source says is shaded in the source’s colour and begins with its number; names are bold, "
    "the words that attribute underlined. A quote inside a quote has a dashed line."
)
HOW_MARKED_GFM = (
    "How to read it: ⟦ ⟧ enclose what a source says, after the source’s number; names are bold, the words that "
    "attribute in italics."
)
MADE = "How this report was made"
COLUMNS = "What the columns mean"
TINTS = 7  # sources beyond take the same colours again, told apart by their numbers
_WIDTH = "12.7cm"  # of a figure: 480 pixels at 96 to the inch
# characters of a table's line, roughly (a word processor may have none but a wide font); what is wider is broken
_LINE: dict[Kind, int] = {"typst": 108, "docx": 84, "gfm": 108}
_GAP = 3  # characters that a column's padding takes
_LONGER = 0.75  # how far a longer cell makes its column wider; 1 would leave little for the others
_TALL = 600  # pixels from which a figure may float to the top of a page
_SPACE: Node = {"t": "Space"}
_BREAK: Node = {"t": "LineBreak"}


def build(document: Document, kind: Kind, api: Sequence[int]) -> Node:
    """The tree; `api` is the version of pandoc's tree that the pandoc at hand writes."""
    setter = _Setter(kind)
    meta = {} if kind != "docx" else {
        "title": {"t": "MetaInlines", "c": setter.words(document.title)},
        "subtitle": {"t": "MetaInlines", "c": setter.words(KICKER)},
        "lang": {"t": "MetaString", "c": "en-GB"},
    }  # fmt: skip
    return {"pandoc-api-version": list(api), "meta": meta, "blocks": setter.document(document)}


def escaped(word: str, begins: bool = True) -> str:
    """A word (no white space in it) as Markdown that means just these characters; `begins`: it may begin a line."""
    safe = re.sub(r"([\\`*_\[\]<>#$|~&^@])", r"\\\1", word)
    safe = re.sub(r":(?=//|[\w+-]+:)", r"\\:", safe)  # links and emoji that GitHub sees by itself
    safe = re.sub(r"(?i)\b(www)\.", r"\1\\.", safe)
    if begins:
        safe = re.sub(r"^(\d+)([.)])$", r"\1\\\2", safe)  # a list's number
        safe = re.sub(r"^([-+=])(?=[-+=]*$)", r"\\\1", safe)  # a list's sign, a rule, the line below a heading
    return safe


def anchor(heading: str) -> str:
    """The link that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class _Setter:
    """Sets contents for one format."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    # --- words

    def words(self, line: str, lines: bool = False) -> list[Node]:
        """Text as nodes: words and spaces, and with `lines` the text's line breaks."""
        nodes: list[Node] = []
        for piece in re.split(r"(\s+)", text.visible(line)):
            if not piece:
                continue
            if piece.isspace():
                nodes.append(_BREAK if lines and "\n" in piece else _SPACE)
            else:
                nodes.append(self.word(piece, begins=all(node == _SPACE for node in nodes) or nodes[-1] == _BREAK))
        return nodes

    def word(self, piece: str, begins: bool = True) -> Node:
        """One word; `begins`: it may begin a line."""
        if self.kind == "typst":
            return _raw("typst", f"#{_literal(piece)};")
        return _raw("gfm", escaped(piece, begins)) if self.kind == "gfm" else _str(piece)

    # --- the document

    def document(self, document: Document) -> list[Node]:
        parts = [
            (section.title, [node for block in section.blocks for node in self._block(block)])
            for section in document.sections
        ]
        parts.append((MADE, self._made(document.made)))
        if document.explained:
            parts.append((COLUMNS, self._explained(document.explained)))
        blocks: list[Node] = []
        if self.kind == "gfm":
            blocks += [_header(1, "title", self.words(document.title)), _para([_node("Emph", self.words(KICKER))])]
        blocks += self._inside("lead", [_para(self.words(sentence)) for sentence in document.summary])
        blocks += self._contents([title for title, _ in parts])
        for k, (title, own) in enumerate(parts, start=1):
            blocks += [self._header(1, f"section-{k}", self.words(title)), *own]
        return blocks

    def _contents(self, titles: list[str]) -> list[Node]:
        if self.kind == "typst":
            return [_block_raw("typst", "#contents()")]
        targets = [
            f"#{anchor(title)}" if self.kind == "gfm" else f"#section-{k}" for k, title in enumerate(titles, start=1)
        ]
        links = [[_link(self.words(title), target)] for title, target in zip(titles, targets, strict=True)]
        return [_bullets(links)]

    def _made(self, rows: list[tuple[str, str, str]]) -> list[Node]:
        said = (
            "The same articles, settings and versions give the same report, byte for byte. Codes are SHA-256; "
            "manifest.json, beside the report, has all settings, and the folder tables/ every table."
        )
        listed = []
        for what, value, code in rows:
            entry = [*self._strong(f"{what}:"), _SPACE, *self.words(value)]
            listed.append([*entry, *([_BREAK, _node("Code", [["", [], []], code])] if code else [])])
        return [_para(self.words(said)), _bullets(listed)]

    def _explained(self, tables: list[NumberedTable]) -> list[Node]:
        """A paragraph for each table: its columns in their order, since what is said of one may lean on another."""
        paragraphs = []
        for numbered in tables:
            inlines = self._strong(f"Table {numbered.number}. {numbered.table.caption}.")
            for heading, meaning in numbered.table.explained.items():
                inlines += [_SPACE, _node("Emph", self.words(f"{heading.strip()}:")), _SPACE, *self.words(meaning)]
            paragraphs.append(_para(inlines))
        return self._inside("small", paragraphs)

    def _inside(self, function: str, blocks: list[Node]) -> list[Node]:
        """Blocks as a function of `report.typ` sets them; as they are in the other formats."""
        if self.kind != "typst":
            return blocks
        return [_block_raw("typst", f"#{function}["), *blocks, _block_raw("typst", "]")]

    def _block(self, block: Block) -> list[Node]:
        if isinstance(block, Prose):
            return [node for token in block.tokens for node in self._prose(token)]
        if isinstance(block, NumberedTable):
            return self._table(block)
        if isinstance(block, NumberedFigure):
            return self._figure(block)
        if isinstance(block, Article):
            return self._article(block)
        return [self._note(line) for line in block.words.splitlines() if line.strip()]

    def _header(self, level: int, name: str, inlines: list[Node]) -> Node:
        return _header(level + (self.kind == "gfm"), name, inlines)

    def _strong(self, line: str) -> list[Node]:
        return [_node("Strong", self.words(line))]

    def _note(self, line: str) -> Node:
        """A small line, such as what a table leaves out."""
        if self.kind == "typst":
            return _para([_raw("typst", "#note["), *self.words(line), _raw("typst", "];")])
        if self.kind == "docx":
            return _node("Div", [["", [], [["custom-style", "Note"]]], [_para(self.words(line))]])
        return _para(self.words(line))

    # --- tables and figures

    def _table(self, numbered: NumberedTable) -> list[Node]:
        table = numbered.table
        headings = table.columns
        caption = [*self._strong(f"Table {numbered.number}."), _SPACE, *self.words(table.caption)]
        widths = _widths([headings, *table.rows], _LINE[self.kind])
        specs = [
            [{"t": "AlignRight" if name in table.numeric else "AlignLeft"}, {"t": "ColWidth", "c": width}]
            for name, width in zip(headings, widths, strict=True)
        ]
        # the other formats set the header's cells apart themselves
        names = [self._strong(name) if self.kind == "docx" else self.words(name) for name in headings]
        head = [["", [], []], [_row(names)]]
        body = [["", [], []], 1, [], [_row(self._cells(row)) for row in table.rows]]
        above = [] if self.kind != "gfm" else [_para(caption)]
        own = [None, [] if self.kind == "gfm" else [_node("Plain", caption)]]
        name = f"table-{numbered.number}"
        blocks = [*above, _node("Table", [[name, [], []], own, specs, head, [body], [["", [], []], []]])]
        if self.kind == "gfm":
            links = [[f"views/{table.name}.csv", "this table (CSV)"]]
            links += [[f"tables/{table.whole}.csv", f"all of the study’s {table.whole} (CSV)"]] if table.whole else []
            blocks.append(self._links(links, table.note))
        elif table.note:
            blocks.append(self._note(table.note))
        return blocks

    def _cells(self, row: list[str]) -> list[list[Node]]:
        first, *rest = row
        head = [_node("Strong", self.words(first))] if first.strip() else []
        return [head, *(self.words(cell) for cell in rest)]

    def _links(self, links: list[list[str]], note: str = "") -> Node:
        inlines = [*self.words(note), _SPACE] if note else []
        for k, (target, said) in enumerate(links):
            inlines += [*([_SPACE, _raw("gfm", "·"), _SPACE] if k else []), _link(self.words(said), target)]
        return _para(inlines)

    def _figure(self, numbered: NumberedFigure) -> list[Node]:
        figure = numbered.figure
        number, title = f"Figure {numbered.number}.", text.visible(f"{figure.title}.")
        told = text.visible(f"{figure.title}. {figure.alt}")
        if self.kind == "typst":
            file = _literal(f"figures/{figure.name}.svg")
            image = f"image({file}, width: {_WIDTH}, alt: {_literal(told)})"
            picture = f"block(width: 100%, align(left, {image}))"
            words = f"[*#{_literal(number)};* #{_literal(title)};]"
            height = re.search(r'\bheight="(\d+)', figure.svg)
            placed = ", placement: auto" if height and int(height[1]) > _TALL else ""
            return [_block_raw("typst", f"#figure({picture}, caption: {words}{placed})")]
        caption = [*self._strong(number), _SPACE, *self.words(title)]
        drawn = _node("Image", [["", [], [["width", _WIDTH]]], [_str(told)], [f"figures/{figure.name}.png", ""]])
        if self.kind == "docx":
            own = [None, [_node("Plain", caption)]]
            return [_node("Figure", [[f"figure-{numbered.number}", [], []], own, [_node("Plain", [drawn])]])]
        alt = [_raw("gfm", " ".join(escaped(word) for word in told.split()))]
        plain = _node("Image", [["", [], []], alt, [f"figures/{figure.name}.png", ""]])
        links = [[f"figures/{figure.name}.svg", "SVG"], [f"figures/{figure.name}.csv", "data (CSV)"]]
        return [_para([plain]), _para([*caption, _SPACE, *self._links(links)["c"]])]

    # --- articles

    def _article(self, article: Article) -> list[Node]:
        entries = [
            [*self._chip(number), _SPACE, *self.words(f"{name}, {text.plural(n, 'quote')}")]
            for number, name, n in article.legend
        ]
        how = HOW_MARKED_GFM if self.kind == "gfm" else HOW_MARKED
        return [
            _para(self._strong(article.title)),
            self._note(article.byline),
            _bullets(entries),
            self._note(how),
            *(_para(self._stretches(paragraph)) for paragraph in article.paragraphs),
        ]

    def _chip(self, number: int) -> list[Node]:
        shown = str(number or "?")
        if self.kind == "gfm":
            return [_node("Strong", [_raw("gfm", shown)])]
        return self._said([_node("Strong", [self.word(shown)])], number)

    def _said(self, inlines: list[Node], number: int, inner: bool = False) -> list[Node]:
        """Shaded in the colour of a source; `inner`: with a dashed line, as what stands inside another quote."""
        colour = (number - 1) % TINTS + 1 if number else 0
        if self.kind == "typst":
            return [_raw("typst", f"#said({colour}, {str(inner).lower()})["), *inlines, _raw("typst", "];")]
        style = f"Source {colour}{' inside' if inner else ''}"
        return [_node("Span", [["", [], [["custom-style", style]]], inlines])]

    def _stretches(self, paragraph: list[Stretch]) -> list[Node]:
        inlines: list[Node] = []
        for k, stretch in enumerate(paragraph):
            before = paragraph[k - 1].words[-1] if k else " "
            after = paragraph[k + 1].words[0] if k + 1 < len(paragraph) else " "
            if self.kind == "gfm":
                inlines += [_raw("gfm", f"⟦{number or '?'} ") for number in stretch.begins]
                inlines += self._emphasised(stretch, " " if stretch.begins else before, after)
                inlines += [_raw("gfm", "⟧")] * stretch.ends
                continue
            words = self._emphasised(stretch, before, after)
            begins = ",".join(str(number or "?") for number in stretch.begins)
            numbers = [_node("Superscript", self._strong(begins))] if begins else []
            inlines += (
                words if stretch.source is None else self._said([*numbers, *words], stretch.source, stretch.inner)
            )
        return inlines

    def _emphasised(self, stretch: Stretch, before: str, after: str) -> list[Node]:
        words = self.words(stretch.words, lines=True)
        if self.kind == "gfm" and not _flanks(before, stretch.words, after):
            return words
        if stretch.mention:
            words = [_node("Strong", words)]
        if stretch.cue:
            words = [_node("Emph" if self.kind == "gfm" else "Underline", words)]
        return words

    # --- the notebooks' own words

    def _prose(self, token: dict[str, Any]) -> list[Node]:
        kind, children = token["type"], token.get("children", [])
        if kind == "heading":
            # one of the first level heads the section already
            return [self._header(max(2, token["attrs"]["level"]), "", self._inlines(children))]
        if kind == "paragraph":
            return [_para(self._inlines(children))]
        if kind == "block_text":
            return [_node("Plain", self._inlines(children))]
        if kind == "list":
            items = [[node for part in item["children"] for node in self._prose(part)] for item in children]
            if token["attrs"].get("ordered"):
                return [
                    _node("OrderedList", [[token["attrs"].get("start", 1), {"t": "Decimal"}, {"t": "Period"}], items])
                ]
            return [_node("BulletList", items)]
        if kind == "block_quote":
            return [_node("BlockQuote", [node for part in children for node in self._prose(part)])]
        if kind == "block_code":
            return [_node("CodeBlock", [["", [], []], text.visible(token["raw"]).rstrip("\n")])]
        if kind == "thematic_break":
            return [{"t": "HorizontalRule"}]
        return [_para(self.words(token["raw"]))] if token.get("raw", "").strip() else []

    def _inlines(self, tokens: Iterable[dict[str, Any]]) -> list[Node]:
        nodes: list[Node] = []
        for token in tokens:
            kind, children = token["type"], token.get("children", [])
            if kind in ("emphasis", "strong"):
                nodes.append(_node("Emph" if kind == "emphasis" else "Strong", self._inlines(children)))
            elif kind == "codespan":
                nodes.append(_node("Code", [["", [], []], text.visible(token["raw"])]))
            elif kind == "link" and re.match(r"(https?://|mailto:)", token["attrs"]["url"]):
                nodes.append(_link(self._inlines(children), token["attrs"]["url"]))
            elif kind in ("softbreak", "linebreak"):
                nodes.append(_SPACE if kind == "softbreak" else _BREAK)
            elif children:
                nodes += self._inlines(children)
            else:
                nodes += self.words(token.get("raw", ""))
        return nodes


def _flanks(before: str, words: str, after: str) -> bool:
    """Whether asterisks around the words would be read as emphasis (CommonMark 0.31, section 6.2)."""
    return (
        not words[0].isspace()
        and not words[-1].isspace()
        and (not _punctuation(words[0]) or before.isspace() or _punctuation(before))
        and (not _punctuation(words[-1]) or after.isspace() or _punctuation(after))
    )


def _punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _widths(rows: list[list[str]], line: int) -> list[float]:
    """Each column's share of a line of so many characters.

    Columns that want no more than an even share of what is left get what their longest cell wants; the others get their
    longest word and share the rest by their longest cells, the longest damped.
    """
    columns = list(zip(*rows, strict=True))
    words = [max(len(word) for cell in column for word in (cell.split() or [""])) + _GAP for column in columns]
    # a heading may be broken between its words
    wanted = [max(*map(len, column[1:]), *map(len, column[0].split()), 0) + _GAP for column in columns]
    given = [0.0] * len(columns)
    left, open_ = float(line), sorted(range(len(columns)), key=lambda k: wanted[k])
    while open_ and wanted[open_[0]] <= left / len(open_):
        given[open_[0]] = wanted[open_[0]]
        left -= wanted[open_.pop(0)]
    least = {k: min(words[k], line / 4) for k in open_}
    spare, parts = max(0.0, left - sum(least.values())), sum(wanted[k] ** _LONGER for k in open_)
    for k in open_:
        given[k] = least[k] + spare * wanted[k] ** _LONGER / parts
    return [round(width / sum(given), 4) for width in given]


def _node(kind: str, content: Any) -> Node:
    return {"t": kind, "c": content}


def _str(words: str) -> Node:
    return _node("Str", words)


def _raw(form: str, code: str) -> Node:
    return _node("RawInline", [form, code])


def _block_raw(form: str, code: str) -> Node:
    return _node("RawBlock", [form, code])


def _literal(words: str) -> str:
    """The words as a string of typst's."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _para(inlines: list[Node]) -> Node:
    return _node("Para", inlines)


def _header(level: int, name: str, inlines: list[Node]) -> Node:
    return _node("Header", [level, [name, [], []], inlines])


def _link(inlines: list[Node], target: str) -> Node:
    return _node("Link", [["", [], []], inlines, [target, ""]])


def _bullets(items: list[list[Node]]) -> Node:
    return _node("BulletList", [[_node("Plain", inlines)] for inlines in items])


def _row(cells: list[list[Node]]) -> list[Any]:
    return [["", [], []], [[["", [], []], {"t": "AlignDefault"}, 1, 1, [_node("Plain", cell)]] for cell in cells]]
