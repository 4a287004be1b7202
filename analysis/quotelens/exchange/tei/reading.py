"""Articles from TEI."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.plain import to_article, to_source
from quotelens.exchange.reading import confidence_of, decoded, member
from quotelens.exchange.tei.words import ID, IN_BIBL, NAMES, TEI, TYPES
from quotelens.records import Article, Quote, Source, Span


def read(path: str | Path) -> list[Annotated]:
    """Read what `chunks` wrote, as it is or edited: a `teiCorpus` or one `TEI`, in UTF-8.

    The text is that of all `p` in the body, as it stands in the file; elements other than `said`, `rs`, `seg` of the
    type "cue" and `g` are passed over, their texts kept.

    Raises:
        ExchangeError: the file is no TEI, has a DOCTYPE (whose entities could stand for anything), or an element points
            to none that is there; names the file, the article and the mend.
    """
    path = Path(path)
    text = decoded(path).removeprefix("\ufeff")
    if "<!DOCTYPE" in text:  # where it does not stand, no entity is declared
        raise ExchangeError(f"{path}: has a DOCTYPE, which is not read; take it out")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ExchangeError(f"{path}: not well-formed XML: {error}; mend it there") from error
    found = [root] if root.tag == _tag("TEI") else root.findall(f".//{_tag('TEI')}")
    if not found:
        raise ExchangeError(f"{path}: holds no TEI element of the namespace {TEI}; give a TEI P5 file")
    return [_Reader(element, f"{path}, TEI {number}").read() for number, element in enumerate(found, start=1)]


def _tag(name: str) -> str:
    return f"{{{TEI}}}{name}"


@dataclass(slots=True)
class _Parts:
    """What is marked of one quote: by number the first and last character of each content, and of mention and cue."""

    content: dict[int, tuple[int, int]]
    beside: dict[str, tuple[int, int]]
    attributes: Mapping[str, str]


class _Reader:
    """One `TEI` element, being read."""

    def __init__(self, root: ET.Element, place: str) -> None:
        self._root, self._place = root, place
        self._chars = {
            one.get(ID, ""): chr(int((one.findtext(_tag("mapping")) or "")[2:], 16))
            for one in root.iter(_tag("char"))
            if re.fullmatch(r"U\+[0-9A-Fa-f]{4,5}", one.findtext(_tag("mapping")) or "")
        }
        self._parts: dict[str, _Parts] = {}

    def read(self) -> Annotated:
        text = self._body()
        article = self._article(text)
        self._place = f"{self._place} ({article.doc_id})"
        sources = self._sources()
        quotes = []
        for structure in self._root.iter(_tag("fs")):
            if structure.get("type") == "quote":
                name = structure.get(ID, "")
                quotes.append(self._quote(structure, self._parts.pop(name, None), sources, article.doc_id))
        for name in self._parts:
            raise ExchangeError(
                f"{self._place}: an element has corresp {name!r}, which no fs of type quote has as its id; add one"
            )
        return Annotated(article, tuple(quotes), tuple(sources.values()))

    def _body(self) -> str:
        """The text, with what is marked in it noted."""
        body = self._root.find(f"{_tag('text')}/{_tag('body')}")
        paragraphs = [] if body is None else list(body.iter(_tag("p")))
        inner = {id(below) for paragraph in paragraphs for below in paragraph.iter(_tag("p")) if below is not paragraph}
        paragraphs = [paragraph for paragraph in paragraphs if id(paragraph) not in inner]
        if not paragraphs:
            raise ExchangeError(f"{self._place}: its text/body has no p; give an article with its text")
        pieces: list[str] = []
        at = 0
        for paragraph in paragraphs:
            starts: list[int] = []
            for kind, element, data in _events(paragraph):
                if kind == "start":
                    starts.append(at)
                elif kind == "end":
                    self._note(element, starts.pop(), at)
                else:
                    piece = self._char(element) if element.tag == _tag("g") else data
                    pieces.append(piece)
                    at += len(piece)
        return "".join(pieces)

    def _char(self, element: ET.Element) -> str:
        name = element.get("ref", "").removeprefix("#")
        if name not in self._chars:
            raise ExchangeError(f"{self._place}: a g refers to {name!r}, which the header's charDecl does not declare")
        return self._chars[name]

    def _note(self, element: ET.Element, start: int, end: int) -> None:
        """The span of an element, joined with its other fragments'."""
        tag = element.tag.removeprefix(f"{{{TEI}}}")
        if start == end or not (tag in ("said", "rs") or (tag == "seg" and element.get("type") == "cue")):
            return
        names = element.get("corresp", "").split()
        if not names:
            raise ExchangeError(
                f"{self._place}: a {tag} has no corresp; point it to the fs of its quote, or take it out"
            )
        for name in names:
            parts = self._parts.setdefault(name.removeprefix("#"), _Parts({}, {}, {}))
            if tag == "said":
                number = element.get("n", "1")
                if not re.fullmatch("[0-9]{1,9}", number):
                    raise ExchangeError(f"{self._place}: a said has n {number!r}; number the spans of a quote from 1")
                parts.attributes = element.attrib
                held: dict[Any, tuple[int, int]] = parts.content
                key: Any = int(number)
            else:
                held, key = parts.beside, tag
            before = held.get(key, (start, end))
            held[key] = (min(start, before[0]), max(end, before[1]))

    def _article(self, text: str) -> Article:
        bibl = self._root.find(f".//{_tag('sourceDesc')}/{_tag('bibl')}")
        record: dict[str, Any] = {}
        if bibl is not None:
            for key, tag in IN_BIBL.items():
                element = bibl.find(_tag(tag))
                if element is not None:
                    record[key] = element.text or ""
            record |= {one.get("type", ""): one.text or "" for one in bibl.iter(_tag("idno"))}
        record.setdefault("doc_id", f"tei-{self._place.rpartition(' ')[2]}")
        return to_article(record, text, self._place)

    def _sources(self) -> dict[str, Source]:
        """By the XML id of its element, each source that a feature structure describes."""
        described = {element.get(ID, ""): element for element in self._root.iter() if element.get(ID)}
        found = {}
        for structure in self._root.iter(_tag("fs")):
            if structure.get("type") != "source":
                continue
            name = structure.get("corresp", "").removeprefix("#")
            if name not in described:
                raise ExchangeError(
                    f"{self._place}: an fs has corresp {name!r}, which no source has as its id; mend it"
                )
            element = described[name]
            names = [one for tag in NAMES for one in element.findall(_tag(tag))]
            record = {
                **self._facts(structure),
                "name": next((one.text or "" for one in names if one.get("type") != "alias"), None),
                "aliases": [one.text or "" for one in names if one.get("type") == "alias"],
                "wikidata": next((one.text or "" for one in element.findall(_tag("idno"))), None),
                "role": next((one.text or "" for one in element.findall(_tag("note"))), None),
            }
            found[name] = to_source(record, self._place)
        return found

    def _facts(self, structure: ET.Element) -> dict[str, Any]:
        return {
            feature.get("name", ""): self._value(value) for feature in structure.findall(_tag("f")) for value in feature
        }

    def _value(self, element: ET.Element) -> Any:
        tag, written = element.tag.removeprefix(f"{{{TEI}}}"), element.get("value", "")
        if tag == "vColl":
            return [one.text or "" for one in element]
        if tag == "binary":
            return written == "true"
        if tag == "symbol":
            return written
        if tag != "numeric":
            return element.text or ""
        if not re.fullmatch(r"-?[0-9]{1,9}", written):
            raise ExchangeError(f"{self._place}: a feature's value is no whole number: {written!r:.60}; mend it")
        return int(written)

    def _quote(self, structure: ET.Element, parts: _Parts | None, sources: Mapping[str, Source], doc_id: str) -> Quote:
        facts = self._facts(structure)
        quote_id = member(facts, "quote_id", str, self._place)
        if parts is None or not parts.content:
            raise ExchangeError(f"{self._place}: quote {quote_id!r} has no said; mark its content, or take its fs out")
        who = parts.attributes.get("who", "").removeprefix("#")
        if who and who not in sources:
            raise ExchangeError(f"{self._place}: quote {quote_id!r} has who {who!r}, which is no source's; mend it")
        direct = parts.attributes.get("direct", "true")  # the value that TEI gives it by default
        if direct not in TYPES:
            raise ExchangeError(
                f"{self._place}: quote {quote_id!r} has direct {direct!r}; give one of {', '.join(TYPES)}"
            )
        mention, cue = (parts.beside.get(tag) for tag in ("rs", "seg"))
        return Quote(
            quote_id=quote_id,
            doc_id=doc_id,
            position=member(facts, "position", int, self._place),
            type=TYPES[direct],
            content=tuple(sorted(Span(*pair) for pair in parts.content.values())),
            cue=None if cue is None else Span(*cue),
            mention=None if mention is None else Span(*mention),
            level=member(facts, "level", int, self._place),
            parent_quote_id=member(facts, "parent_quote_id", str, self._place) if "parent_quote_id" in facts else None,
            source_id=sources[who].source_id if who else None,
            confidence=confidence_of({"confidence": parts.attributes.get("cert")}, self._place),
            checked=facts.get("checked") is True,
        )


def _events(root: ET.Element) -> Iterator[tuple[str, ET.Element, str]]:
    """Starts, ends and texts in an element, in order; no recursion, since a file may nest as deep as it likes."""
    stack: list[tuple[ET.Element, Iterator[ET.Element]]] = []
    yield "start", root, ""
    yield "text", root, root.text or ""
    stack.append((root, iter(root)))
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is not None:
            yield "start", child, ""
            yield "text", child, child.text or ""
            stack.append((child, iter(child)))
        else:
            stack.pop()
            yield "end", element, ""
            if stack:
                yield "text", stack[-1][0], element.tail or ""
