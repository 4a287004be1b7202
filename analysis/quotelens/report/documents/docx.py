"""How a DOCX looks: pandoc's reference document with smaller print, ruled tables, shades and numbered pages."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Mapping

# each source's colour as in the reader, mixed with white; 0 is for no source given
SHADES = ("e8e9ea", "c7dff0", "fae7c2", "c2e7de", "f3dfe9", "f6d8c2", "d7edfa", "f2eec2")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows
_SIZES = {"Title": 44, "Subtitle": 24, "Heading1": 32, "Heading2": 26, "Heading3": 22}  # half points
_TEXT, _TABLE, _NOTE = 21, 17, 19
_FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:ftr xmlns:w="{_WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)
_PAGE = (  # A4, in twentieths of a point
    f'<w:sectPr xmlns:r="{_OFFICE}"><w:footerReference w:type="default" r:id="rIdFooter"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1360" w:right="1360" w:bottom="1470" w:left="1360" w:header="700" w:footer="700" w:gutter="0"/>'
    "</w:sectPr>"
)
_RELATION = f'<Relationship Id="rIdFooter" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
_CONTENT_TYPE = (
    '<Override PartName="/word/footer1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
)

_DATE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ROW = re.compile(rb"(<w:tr>)(?!\s*<w:trPr)")  # an article's own angle brackets are entities here
_FONT = re.compile(rb"(<a:(?:major|minor)Font>\s*<a:latin )[^>]*?(/?>)")
_SECTION = re.compile(rb"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)(?=\s*</w:body>)", re.DOTALL)


def styled(reference: bytes) -> bytes:
    """pandoc's reference document in a report's look, with the styles `Source 0`, `Source 0 inside` ... and `Note`."""
    return _rewritten(
        reference,
        {
            "word/styles.xml": _styles,
            "word/theme/theme1.xml": lambda part: _FONT.sub(rb'\1typeface="Calibri"\2', part),
            "word/footer1.xml": lambda part: _FOOTER.encode(),
            "word/document.xml": lambda part: _before("</w:body>", _PAGE)(_SECTION.sub(b"", part)),
            "word/_rels/document.xml.rels": _before("</Relationships>", _RELATION),
            "[Content_Types].xml": _before("</Types>", _CONTENT_TYPE),
        },
    )


def finished(made: bytes) -> bytes:
    """A DOCX of pandoc's without the time at which it was made, and with no table's row broken between two pages."""
    return _rewritten(
        made,
        {
            "docProps/core.xml": lambda part: _DATE.sub(b"", part),
            "word/document.xml": lambda part: _ROW.sub(rb"\1<w:trPr><w:cantSplit/></w:trPr>", part),
        },
    )


def _before(end: str, more: str) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(end.encode(), (more + end).encode())


def _rewritten(archive: bytes, edits: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """An archive with some of its parts edited, new ones added, and no times."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts |= {name: edit(parts.get(name, b"")) for name, edit in edits.items()}
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return made.getvalue()


def _styles(part: bytes) -> bytes:
    ElementTree.register_namespace("w", _WORD)
    ElementTree.register_namespace("r", _OFFICE)
    root = ElementTree.fromstring(part)
    default = root.find(f"{_of('docDefaults')}/{_of('rPrDefault')}/{_of('rPr')}")
    if default is not None:
        _resize(default, _TEXT)
    styles = {style.get(_of("styleId"), ""): style for style in root.iter(_of("style"))}
    for name, size in _SIZES.items():
        _resize(_child(styles[name], "rPr"), size)
    for name in ("Title", "Subtitle"):
        _child(_child(styles[name], "pPr"), "jc").set(_of("val"), "left")
    for name, before, after_it in (("TableCaption", "240", "80"), ("ImageCaption", "80", "280")):
        spacing = _child(_child(styles[name], "pPr"), "spacing")
        spacing.set(_of("before"), before)
        spacing.set(_of("after"), after_it)
    properties = _child(styles["Table"], "tblPr")
    for side in properties.findall(f"{_of('tblCellMar')}/*"):
        if side.tag in (_of("left"), _of("right")):
            side.set(_of("w"), "70")
    print_ = ElementTree.Element(_of("rPr"))
    _resize(print_, _TABLE)
    styles["Table"].insert(list(styles["Table"]).index(properties), print_)  # the schema wants this order
    after = properties.find(_of("tblInd"))
    properties.insert(0 if after is None else list(properties).index(after) + 1, _xml(
        '<w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="BFC4C9"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="DFE1E0"/></w:tblBorders>'
    ))  # fmt: skip
    for k, shade in enumerate(SHADES):
        for name, line in ((f"Source {k}", ""), (f"Source {k} inside", '<w:u w:val="dash"/>')):
            key = name.replace(" ", "")
            root.append(_xml(
                f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
                f'<w:rPr>{line}<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/></w:rPr></w:style>'
            ))  # fmt: skip
    root.append(_xml(
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Note"><w:name w:val="Note"/>'
        '<w:basedOn w:val="BodyText"/>'
        f'<w:rPr><w:color w:val="59616C"/><w:sz w:val="{_NOTE}"/></w:rPr></w:style>'
    ))  # fmt: skip
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _of(name: str) -> str:
    return f"{{{_WORD}}}{name}"


def _xml(code: str) -> ElementTree.Element:
    return ElementTree.fromstring(f'<w:r xmlns:w="{_WORD}">{code}</w:r>')[0]


def _child(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    found = parent.find(_of(name))
    return ElementTree.SubElement(parent, _of(name)) if found is None else found


def _resize(properties: ElementTree.Element, half_points: int) -> None:
    for name in ("sz", "szCs"):
        _child(properties, name).set(_of("val"), str(half_points))
