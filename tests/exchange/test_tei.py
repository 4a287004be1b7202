"""TEI: what the Guidelines say, and the text to the character."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import ExchangeError
from quotelens.exchange import tei
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.plain import in_xml
from quotelens.exchange.tei.words import ID, TEI
from quotelens.records import Article, Quote, Source, Span

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901234
TEXT = "“Rain 😀,” Ann said, “and wind.”\r\nBo & she\x07 say: it fell"
ANN = Source("ann", "Ann", kind="person", named=True, anonymity="named")
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(20, 31)), Span(14, 18), Span(10, 13), 0, None, "ann", 0.75),
    Quote("a:1", "a", 1, "indirect", (Span(48, 55),), Span(43, 51)),
)
ITEM = Annotated(Article.from_text(TEXT, "a", title="Rain"), QUOTES, (ANN,))

# Which elements may stand directly in which, of those that are written: TEI P5, chapters 2, 3, 5, 13, 16 and 18.
INLINE = {"said", "rs", "seg", "g"}
WITHIN = {
    "teiCorpus": {"teiHeader", "TEI"}, "TEI": {"teiHeader", "standOff", "text"},
    "teiHeader": {"fileDesc", "encodingDesc"}, "fileDesc": {"titleStmt", "publicationStmt", "sourceDesc"},
    "titleStmt": {"title"}, "publicationStmt": {"p"}, "sourceDesc": {"p", "bibl"},
    "bibl": {"title", "author", "publisher", "date", "idno", "note"}, "encodingDesc": {"appInfo", "charDecl"},
    "appInfo": {"application"}, "application": {"label"}, "charDecl": {"char"}, "char": {"mapping"},
    "standOff": {"listPerson", "listOrg", "listBibl", "fs"}, "listPerson": {"person", "personGrp"}, "listOrg": {"org"},
    "listBibl": {"bibl"}, "person": {"persName", "idno", "note"}, "personGrp": {"persName", "idno", "note"},
    "org": {"orgName", "idno", "note"}, "fs": {"f"}, "f": {"string", "symbol", "binary", "numeric", "vColl"},
    "vColl": {"string"}, "text": {"body"}, "body": {"p"}, "p": INLINE, "said": INLINE, "rs": INLINE, "seg": INLINE,
}  # fmt: skip
ATTRIBUTES = {
    "p": {"space"}, "said": {"who", "direct", "cert", "n", "corresp", "id", "next", "prev"},
    "rs": {"ref", "corresp", "id", "next", "prev"}, "seg": {"type", "corresp", "id", "next", "prev"}, "g": {"ref"},
    "fs": {"type", "corresp", "id"}, "f": {"name"}, "symbol": {"value"}, "binary": {"value"}, "numeric": {"value"},
    "vColl": {"org"}, "idno": {"type"}, "note": {"type"}, "persName": {"type"}, "orgName": {"type"}, "title": {"type"},
    "person": {"id"}, "personGrp": {"id"}, "org": {"id"}, "bibl": {"id"}, "char": {"id"}, "mapping": {"type"},
    "application": {"ident", "version"},
}  # fmt: skip


def named(qualified: str) -> str:
    return qualified.rpartition("}")[2]


def check(written: str) -> ET.Element:
    """Hold a file against the subset above; ids are unique, and what is pointed to is there."""
    root = ET.fromstring(written)
    ids: list[str] = []
    pointers: set[str] = set()
    for element in root.iter():
        assert element.tag.startswith(f"{{{TEI}}}")
        name = named(element.tag)
        assert {named(child.tag) for child in element} <= WITHIN.get(name, set())
        assert {named(key) for key in element.attrib} <= ATTRIBUTES.get(name, set())
        for key, value in element.attrib.items():
            if named(key) == "id":
                ids.append(value)
            elif named(key) in {"who", "ref", "corresp", "next", "prev"}:
                pointers |= set(value.split())
    assert len(ids) == len(set(ids))
    assert pointers <= {f"#{one}" for one in ids}
    return root


def written_to(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "quotes.xml"
    path.write_bytes(content.encode("utf-8"))
    return path


def test_a_quote_is_said_by_somebody() -> None:
    written = "".join(tei.chunks([ITEM]))
    assert written.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">\n'
    )
    body = written[written.index("<text>") : written.index("</text>")]
    assert body == (
        '<text><body><p xml:space="preserve">'
        '<said xml:id="a0q0c.0" next="#a0q0c.1" n="1" who="#a0s0" direct="true" cert="0.75" corresp="#a0q0">'
        '“Rain 😀,”</said> <rs ref="#a0s0" corresp="#a0q0">Ann</rs> <seg type="cue" corresp="#a0q0">said</seg>, '
        '<said xml:id="a0q0c.1" prev="#a0q0c.0" n="2" who="#a0s0" direct="true" cert="0.75" corresp="#a0q0">'
        "“and wind.”</said>&#13;\n"
        '</p><p xml:space="preserve">Bo &amp; she<g ref="#a0u0007">\ufffd</g> '
        '<seg type="cue" corresp="#a0q1">say: '
        '<said xml:id="a0q1c.0" next="#a0q1c.1" n="1" direct="false" cert="1.0" corresp="#a0q1">it </said></seg>'
        '<said xml:id="a0q1c.1" prev="#a0q1c.0" n="1" direct="false" cert="1.0" corresp="#a0q1">fell</said></p></body>'
    )
    assert '<person xml:id="a0s0"><persName>Ann</persName></person>' in written
    assert '<char xml:id="a0u0007"><mapping type="codepoint">U+0007</mapping></char>' in written
    assert "<titleStmt><title>Rain</title></titleStmt>" in written


def test_what_is_written_is_read_back(items: tuple[Annotated, ...], tmp_path: Path) -> None:
    written = "".join(tei.chunks(items))
    check(written)
    assert tei.read(written_to(tmp_path, written)) == list(items)
    assert tei.read(written_to(tmp_path, "".join(tei.chunks([ITEM])))) == [ITEM]


@given(data=st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_any_spans_come_back_from_any_text(
    data: st.DataObject, any_annotated: st.SearchStrategy[Annotated], tmp_path_factory: pytest.TempPathFactory
) -> None:
    item = data.draw(any_annotated)
    written = "".join(tei.chunks([item]))
    check(written)
    assert tei.read(written_to(tmp_path_factory.mktemp("tei"), written)) == [item]


def test_every_kind_of_source_has_its_element(tmp_path: Path) -> None:
    kinds = ("person", "group", "organization", "document", "other")
    sources = tuple(
        Source(f"s{k}", f"S {k}", (f"alias {k}",), kind, role="a role", wikidata=f"Q{k}")
        for k, kind in enumerate(kinds)
    )
    item = Annotated(Article.from_text("It rained.", "a"), (), sources)
    written = "".join(tei.chunks([item]))
    root = check(written)
    found = [named(element.tag) for element in root.iter() if element.get(ID, "").startswith("a0s")]
    assert found == ["person", "personGrp", "org", "org", "bibl"]
    assert tei.read(written_to(tmp_path, written)) == [item]


def test_metadata_that_xml_cannot_write_is_replaced(tmp_path: Path) -> None:
    title = "A\x00B\r\n\tC\ud800"
    item = Annotated(Article.from_text("a", "a", title=title), (), (Source("s\x01", "S\x02"),))
    [found] = tei.read(written_to(tmp_path, "".join(tei.chunks([item]))))
    assert found.article.title == in_xml(title) == "A\ufffdB\r\n\tC\ufffd"
    assert (found.sources[0].source_id, found.sources[0].name) == ("s\ufffd", "S\ufffd")


def test_one_tei_alone_is_read_too_and_other_elements_are_passed_over(tmp_path: Path) -> None:
    written = "".join(tei.chunks([ITEM]))
    start, end = written.index("<TEI>"), written.index("</TEI>") + 6
    alone = (
        written[start:end].replace("<TEI>", f'<TEI xmlns="{TEI}">').replace("Bo", "<name><hi>B</hi>o<!-- ! --></name>")
    )
    assert tei.read(written_to(tmp_path, "\ufeff" + alone)) == [ITEM]


def test_what_is_edited_is_read(tmp_path: Path) -> None:
    written = "".join(tei.chunks([ITEM]))
    edited = written.replace('direct="true"', 'direct="inapplicable"').replace('cert="0.75" ', "").replace(
        ' who="#a0s0"', "").replace('<rs ref="#a0s0" corresp="#a0q0">Ann</rs>', "Ann")  # fmt: skip
    [found] = tei.read(written_to(tmp_path, edited))
    assert found.quotes[0] == dataclasses.replace(QUOTES[0], type="mixed", confidence=1.0, source_id=None, mention=None)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("<teiCorpus", f"{LAUGHS}<teiCorpus", "has a DOCTYPE, which is not read; take it out"),
        ("<teiCorpus", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><teiCorpus', "has a DOCTYPE"),
        ("</teiCorpus>", "", "not well-formed XML"),
        ("&amp; she", "&b; she", "not well-formed XML: undefined entity"),
        (TEI, "http://www.example.org/", "holds no TEI element of the namespace http://www.tei-c.org/ns/1.0"),
        ('corresp="#a0q1"', 'corresp="#gone"', "TEI 1 (a): "),
        ('<rs ref="#a0s0" corresp="#a0q0">', "<rs>", "a rs has no corresp; point it to the fs of its quote"),
        ('ref="#a0u0007"', 'ref="#a0u0008"', "a g refers to 'a0u0008', which the header's charDecl does not declare"),
        ('who="#a0s0"', 'who="#bo"', "quote 'a:0' has who 'bo', which is no source's; mend it"),
        ('direct="true"', 'direct="maybe"', "quote 'a:0' has direct 'maybe'; give one of true, false, inapplicable"),
        ('n="2"', 'n="two"', "a said has n 'two'; number the spans of a quote from 1"),
        ('cert="0.75"', 'cert="high"', "'confidence' must be a number from 0 to 1, not 'high'"),
        ('<numeric value="1" />', '<numeric value="1.5" />', "a feature's value is no whole number: '1.5'"),
        ('<symbol value="person" />', '<symbol value="bird" />', "'kind' is 'bird'; give one of person"),
        ('corresp="#a0s0"', 'corresp="#a0s9"', "an fs has corresp 'a0s9', which no source has as its id"),
        ('type="quote"', 'type="q"', "an element has corresp 'a0q0', which no fs of type quote has as its id"),
        ("<persName>Ann</persName>", "", "needs 'name'"),
        ("<string>a:0</string>", '<numeric value="0" />', "needs 'quote_id'"),
    ],
)
def test_what_cannot_be_read_says_where_and_how_to_mend(
    before: str, after: str, complaint: str, tmp_path: Path
) -> None:
    written = "".join(tei.chunks([ITEM]))
    assert before in written
    with pytest.raises(ExchangeError, match=r"quotes\.xml") as caught:
        tei.read(written_to(tmp_path, written.replace(before, after)))
    assert complaint in str(caught.value)


def test_a_header_without_a_text_and_a_quote_without_content_are_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="TEI 1: its text/body has no p"):
        tei.read(written_to(tmp_path, f'<TEI xmlns="{TEI}"/>'))
    quoted = '<standOff><fs type="quote"><f name="quote_id"><string>q</string></f></fs></standOff>'
    with pytest.raises(ExchangeError, match=r"TEI 1 \(tei-1\): quote 'q' has no said; mark its content"):
        tei.read(written_to(tmp_path, f'<TEI xmlns="{TEI}">{quoted}<text><body><p>a</p></body></text></TEI>'))
    with pytest.raises(ExchangeError, match=r"gone\.xml: cannot be read"):
        tei.read(tmp_path / "gone.xml")
