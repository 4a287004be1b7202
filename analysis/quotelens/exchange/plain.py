"""What formats in JSON and XML share: records as plain values and back, and texts as XML allows them."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import Any

from quotelens.errors import ExchangeError
from quotelens.exchange.reading import member
from quotelens.records import AFFILIATIONS, ANONYMITIES, KINDS, PRONOUNS, Article, Source

# what XML 1.0 allows, section 2.2: no control characters but tab and line breaks, no surrogates
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
METADATA = ("title", "outlet", "author", "published", "url", "path", "sha256", "encoding")

_VOCABULARIES = {"kind": KINDS, "affiliation": AFFILIATIONS, "anonymity": ANONYMITIES, "pronouns": PRONOUNS}
_LISTS = ("aliases", "doc_ids", "members")


def in_xml(text: str) -> str:
    """The text, of the same length, with the replacement character for what XML 1.0 has no way to write."""
    return NOT_XML.sub("\ufffd", text)


def article_record(article: Article) -> dict[str, str]:
    """What is known of an article but its text: `doc_id` and those of `METADATA` that are not None."""
    known = {key: getattr(article, key) for key in METADATA}
    return {"doc_id": article.doc_id, **{key: value for key, value in known.items() if value is not None}}


def to_article(record: dict[str, Any], text: str, place: str) -> Article:
    """The article of an `article_record`; a sha256 that is missing or empty becomes that of the text.

    Raises:
        ExchangeError: `doc_id` or one of `METADATA` is no text; names the place.
    """
    known = {key: member(record, key, str, place) for key in METADATA if record.get(key) is not None}
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    known["sha256"] = known.get("sha256") or digest
    return Article(member(record, "doc_id", str, place), text, **known)


def source_record(source: Source) -> dict[str, Any]:
    """A source as an object of its fields; tuples are lists."""
    record = dataclasses.asdict(source)
    return record | {key: list(record[key]) for key in _LISTS}


def to_source(record: Any, place: str) -> Source:
    """The source of a `source_record`; what the record lacks is as `Source` has it by default, other keys are ignored.

    Raises:
        ExchangeError: a value is of another type, or outside its vocabulary; names the place.
    """
    known: dict[str, Any] = {key: member(record, key, str, place) for key in ("source_id", "name")}
    for key in ("role", "wikidata", *_VOCABULARIES):
        if record.get(key) is not None:
            known[key] = member(record, key, str, place)
    for key, allowed in _VOCABULARIES.items():
        if key in known and known[key] not in allowed:
            raise ExchangeError(f"{place}: {key!r} is {known[key]!r:.60}; give one of {', '.join(allowed)}")
    if "named" in record:
        known["named"] = member(record, "named", bool, place)
    for key in _LISTS:
        values = member(record, key, list, place) if key in record else []
        if not all(isinstance(value, str) for value in values):
            raise ExchangeError(f"{place}: {key!r} must be a list of texts, not {values!r:.60}")
        known[key] = tuple(values)
    return Source(**known)
