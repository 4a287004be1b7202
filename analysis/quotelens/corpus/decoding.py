"""Bytes -> text: which encoding, and whether it is text at all.

Texts are decoded and otherwise left alone: no newline is translated, nothing is stripped or normalised. A byte order
mark says how a file is encoded and is not part of its text.
"""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from quotelens.corpus.documents import DATAPACKAGE, RefusedError

# Encodings sought where a file is not UTF-8 and has no byte order mark; the first wins where the signs are even.
# Western first, as the share of web pages in each (W3Techs); DOS code pages are left out: on short texts they fit
# anything. iso8859_1, _7 and _9 read as their Windows supersets.
ENCODINGS = (
    "cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1256", "cp1255", "cp1257", "mac_roman",
    "koi8_r", "iso8859_2", "iso8859_5", "gb18030", "big5", "cp932", "euc_jp", "cp949",
)  # fmt: skip

# Bytes that no text has use for: C0 controls save those that file(1) counts as text (bell to carriage return,
# escape), and delete.
_CONTROL = bytes(byte for byte in range(0x20) if not 0x07 <= byte <= 0x0D and byte != 0x1B) + b"\x7f"
# A tenth of random bytes are such controls, so half of that tells compressed data from text. Whatever is valid UTF-8
# is hardly random: there only a flood counts (ASCII in UTF-16 without a mark has one byte in two).
MAX_CONTROL = 0.05
MAX_CONTROL_UTF8 = 0.3

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, XLSX or EPUB document)"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
)

_MARKS = (  # UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, declared: str | None) -> tuple[str, str]:
    """Bytes -> text and the name of its encoding; `RefusedError` where it is no text, or none that can be told."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise RefusedError("binary", f"{kind}, not text")
    text, encoding = _marked(data) or _declared(data, declared) or _utf8(data) or _utf16(data) or _guessed(data)
    if not text or text.isspace():
        raise RefusedError("empty", "nothing but white space" if text else "no characters")
    return text, encoding


def _marked(data: bytes) -> tuple[str, str] | None:
    """Text with a byte order mark, which is taken off."""
    tried = [(mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)]
    for _, encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _controls(text.encode("utf-8")) > MAX_CONTROL_UTF8:
            raise RefusedError("binary", "mostly control characters")
        return text, encoding
    if tried:
        _, encoding = tried[-1]
        raise RefusedError("undecodable", f"not {encoding}, though it starts with the byte order mark of that")
    return None


def _declared(data: bytes, declared: str | None) -> tuple[str, str] | None:
    """Text in the encoding that the metadata names."""
    if declared is None:
        return None
    try:
        text = data.decode(declared)
        text.encode("utf-8")  # some codecs yield half characters, which no table can carry
        return text, declared
    except UnicodeError as error:
        raise RefusedError("undecodable", f"not {declared}, as {DATAPACKAGE} says: {error}") from None


def _utf8(data: bytes) -> tuple[str, str] | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (text, "utf-8") if _controls(data) <= MAX_CONTROL_UTF8 else None


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark, which every Latin letter gives away by its zero byte, mostly on one side."""
    if len(data) % 2:
        return None
    zeros = data[0::2].count(0), data[1::2].count(0)
    most = max(zeros)
    if most < 0.4 * len(data) / 2 or min(zeros) > 0.2 * most:
        return None
    encoding = "utf-16-be" if most == zeros[0] else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return (text, encoding) if _controls(text.encode("utf-8")) <= MAX_CONTROL else None


def _guessed(data: bytes) -> tuple[str, str]:
    """Text in one of `ENCODINGS`: the one with the least mess, or of several the one that comes first there.

    charset-normalizer's own ranking leaves even cases to its measure of coherence, which a letter or two mislead, and
    to the alphabet: English with curly marks would be cp1250, and "£30" be "Ł30".
    """
    share = _controls(data)
    if share > MAX_CONTROL:
        raise RefusedError("binary", f"not text: {share:.0%} control bytes")
    _refuse_damaged_utf8(data)
    ranked = [
        (match.chaos, ENCODINGS.index(name))
        for match in from_bytes(data, cp_isolation=list(ENCODINGS), preemptive_behaviour=False)
        for name in (match.encoding, *(twin.encoding for twin in match.submatch))
        if name in ENCODINGS
    ]
    for _, k in sorted(ranked):
        try:
            return data.decode(ENCODINGS[k]), ENCODINGS[k]
        except UnicodeDecodeError:
            continue  # it was judged by samples
    raise RefusedError("undecodable", f'no encoding fits; if you know it, {DATAPACKAGE} can say it ("encoding")')


def _refuse_damaged_utf8(data: bytes) -> None:
    """UTF-8 with a few broken bytes would pass for another encoding and turn every accent into two wrong characters."""
    # a byte that cannot be decoded becomes U+DC80 to U+DCFF (PEP 383)
    characters = [char for char in data.decode("utf-8", "surrogateescape") if char >= "\x80"]
    broken = sum("\udc80" <= char <= "\udcff" for char in characters)
    if broken <= len(characters) - broken:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            detail = f"UTF-8, but for {broken} broken byte(s), the first at offset {error.start}; mend or save it anew"
            raise RefusedError("undecodable", detail) from None


def _controls(data: bytes) -> float:
    """Share of bytes that are control bytes; 0 for none at all."""
    return 1 - len(data.translate(None, _CONTROL)) / len(data) if data else 0.0
