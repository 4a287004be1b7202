"""Names that are written and read: TEI's own, and which of them stands for what here."""

from __future__ import annotations

from quotelens.records import Kind, QuoteType

TEI = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
ID, SPACE = f"{_XML}id", f"{_XML}space"

DIRECT: dict[QuoteType, str] = {"direct": "true", "indirect": "false", "mixed": "inapplicable"}
TYPES = {value: kind for kind, value in DIRECT.items()}
ELEMENTS: dict[Kind, tuple[str, str, str]] = {  # of a source: the list it stands in, its element, and that of its name
    "person": ("listPerson", "person", "persName"),
    "group": ("listPerson", "personGrp", "persName"),
    "organization": ("listOrg", "org", "orgName"),
    "document": ("listBibl", "bibl", "title"),
    "other": ("listOrg", "org", "orgName"),
}
NAMES = tuple(dict.fromkeys(name for _, _, name in ELEMENTS.values()))
SYMBOLS = ("kind", "affiliation", "anonymity", "pronouns")  # features of a source from a closed vocabulary
IN_BIBL = {"title": "title", "author": "author", "outlet": "publisher", "published": "date"}  # the others are idno
