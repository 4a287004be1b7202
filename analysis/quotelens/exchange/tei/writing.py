"""Articles as TEI."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quotelens.exchange.annotated import Annotated
from quotelens.exchange.fragments import Mark, nested
from quotelens.exchange.plain import METADATA, NOT_XML, in_xml, source_record
from quotelens.exchange.tei.words import DIRECT, ELEMENTS, ID, IN_BIBL, SPACE, SYMBOLS, TEI
from quotelens.records import Span
from quotelens.version import __version__

_PARAGRAPH = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """One `teiCorpus`, with a `TEI` for each article; well-formed whatever the article holds."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{TEI}">\n{_written(_corpus_header())}\n'
    for number, item in enumerate(items):
        yield _written(_tei(item, f"a{number}")) + "\n"
    yield "</teiCorpus>\n"


def _written(element: ET.Element) -> str:
    # an XML reader takes CR LF for LF, but for a CR that is written as a reference; in attributes it is one already
    return ET.tostring(element, encoding="unicode").replace("\r", "&#13;")


def _under(parent: ET.Element, path: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element under `parent`, the last of `path` (names between slashes), each in the one before."""
    *around, tag = path.split("/")
    for name in around:
        parent = ET.SubElement(parent, name)
    element = ET.SubElement(parent, tag, {key: in_xml(value) for key, value in attributes.items()})
    element.text = None if text is None else in_xml(text)
    return element


def _corpus_header() -> ET.Element:
    header = ET.Element("teiHeader")
    described = ET.SubElement(header, "fileDesc")
    _under(described, "titleStmt/title", "News articles, their quotes and their sources")
    _under(described, "publicationStmt/p", "Unpublished.")
    _under(described, "sourceDesc/p", "Each article's own header says where it is from.")
    used = _under(header, "encodingDesc/appInfo/application", ident="quotelens", version=__version__)
    _under(used, "label", "quotelens")
    return header


def _tei(item: Annotated, name: str) -> ET.Element:
    article = item.article
    root = ET.Element("TEI")
    header = ET.SubElement(root, "teiHeader")
    described = ET.SubElement(header, "fileDesc")
    _under(described, "titleStmt/title", article.title or article.doc_id)
    _under(described, "publicationStmt/p", "Unpublished.")
    bibl = _under(described, "sourceDesc/bibl")
    for key, tag in IN_BIBL.items():
        if getattr(article, key) is not None:
            _under(bibl, tag, getattr(article, key))
    for key in ("doc_id", *METADATA):
        if key not in IN_BIBL and getattr(article, key) is not None:
            _under(bibl, "idno", getattr(article, key), type=key)
    unwritable = sorted(set(NOT_XML.findall(article.text)))
    if unwritable:
        declared = _under(header, "encodingDesc/charDecl")
        for char in unwritable:
            one = _under(declared, "char", **{ID: f"{name}u{ord(char):04X}"})
            _under(one, "mapping", f"U+{ord(char):04X}", type="codepoint")
    ids = {source.source_id: f"{name}s{k}" for k, source in enumerate(item.sources)}
    if item.sources or item.quotes:
        root.append(_stand_off(item, name, ids))
    body = _under(root, "text/body")
    paragraphs = [Span(*match.span()) for match in _PARAGRAPH.finditer(article.text)]
    for paragraph, marks in zip(paragraphs, nested(_marks(item, name, ids), paragraphs), strict=True):
        body.append(_paragraph(article.text, paragraph, marks, name))
    if not paragraphs:
        ET.SubElement(body, "p", {SPACE: "preserve"})
    return root


def _stand_off(item: Annotated, name: str, ids: Mapping[str, str]) -> ET.Element:
    root = ET.Element("standOff")
    lists: dict[str, ET.Element] = {}
    for source in item.sources:
        group, tag, called = ELEMENTS[source.kind]
        if group not in lists:
            lists[group] = ET.SubElement(root, group)
        element = _under(lists[group], tag, **{ID: ids[source.source_id]})
        _under(element, called, source.name)
        for alias in source.aliases:
            _under(element, called, alias, type="alias")
        if source.wikidata is not None:
            _under(element, "idno", source.wikidata, type="wikidata")
        if source.role is not None:
            _under(element, "note", source.role, type="role")
    for source in item.sources:
        record = source_record(source)
        facts = ("source_id", *SYMBOLS, "named", "members", "doc_ids")
        _features(root, "source", {key: record[key] for key in facts}, corresp=f"#{ids[source.source_id]}")
    for k, quote in enumerate(item.quotes):
        known = {
            "quote_id": quote.quote_id, "position": quote.position, "level": quote.level,
            "parent_quote_id": quote.parent_quote_id, "checked": quote.checked,
        }  # fmt: skip
        _features(root, "quote", known, **{ID: f"{name}q{k}"})
    return root


def _features(parent: ET.Element, kind: str, facts: Mapping[str, Any], **attributes: str) -> None:
    """A feature structure of what is neither None nor empty."""
    structure = _under(parent, "fs", type=kind, **attributes)
    for key, value in facts.items():
        if value is None or value == []:
            continue
        feature = _under(structure, "f", name=key)
        if isinstance(value, bool):
            _under(feature, "binary", value=str(value).lower())
        elif isinstance(value, int):
            _under(feature, "numeric", value=str(value))
        elif isinstance(value, list):
            several = _under(feature, "vColl", org="list")
            for one in value:
                _under(several, "string", one)
        elif key in SYMBOLS:
            _under(feature, "symbol", value=value)
        else:
            _under(feature, "string", value)


def _marks(item: Annotated, name: str, ids: Mapping[str, str]) -> list[Mark]:
    """Contents, outer ones first, then mentions and cues; what several quotes share is one mark."""
    marks = []
    shared: dict[tuple[str, Span, str | None], list[str]] = defaultdict(list)
    for _, k, quote in sorted((quote.level, k, quote) for k, quote in enumerate(item.quotes)):
        chain = f"{name}q{k}"
        attributes = {"direct": DIRECT[quote.type], "cert": repr(quote.confidence), "corresp": f"#{chain}"}
        if quote.source_id is not None:
            attributes = {"who": f"#{ids[quote.source_id]}", **attributes}
        for n, span in enumerate(quote.content, start=1):
            marks.append(Mark(span, "said", f"{chain}c", {"n": str(n), **attributes}))
        if quote.mention is not None:
            shared["rs", quote.mention, quote.source_id].append(f"#{chain}")
        if quote.cue is not None:
            shared["seg", quote.cue, None].append(f"#{chain}")
    for k, ((tag, span, source_id), quotes) in enumerate(shared.items()):
        points = {"type": "cue"} if tag == "seg" else {} if source_id is None else {"ref": f"#{ids[source_id]}"}
        marks.append(Mark(span, tag, f"{name}m{k}", {**points, "corresp": " ".join(quotes)}))
    return marks


def _paragraph(text: str, whole: Span, marks: Sequence[Mark], name: str) -> ET.Element:
    """A stretch of the text as a `p`, with elements for the marks, which nest."""
    builder = ET.TreeBuilder()
    builder.start("p", {SPACE: "preserve"})
    at = whole.start
    opened = [Mark(whole, "p", "", {})]
    for mark in (*marks, None):
        while opened and (mark is None or opened[-1].span.end <= mark.span.start):
            closed = opened.pop()
            _data(builder, text[at : closed.span.end], name)
            builder.end(closed.tag)
            at = closed.span.end
        if mark is not None:
            _data(builder, text[at : mark.span.start], name)
            builder.start(mark.tag, {**_links(mark), **mark.attributes})
            opened.append(mark)
            at = mark.span.start
    return builder.close()


def _links(mark: Mark) -> dict[str, str]:
    if mark.part is None:
        return {}
    links = {ID: f"{mark.chain}.{mark.part}"}
    if mark.part > 0:
        links["prev"] = f"#{mark.chain}.{mark.part - 1}"
    if not mark.last:
        links["next"] = f"#{mark.chain}.{mark.part + 1}"
    return links


def _data(builder: ET.TreeBuilder, text: str, name: str) -> None:
    at = 0
    for match in NOT_XML.finditer(text):
        builder.data(text[at : match.start()])
        builder.start("g", {"ref": f"#{name}u{ord(match.group()):04X}"})
        builder.data("\ufffd")
        builder.end("g")
        at = match.end()
    builder.data(text[at:])
