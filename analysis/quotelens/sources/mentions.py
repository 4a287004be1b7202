"""Named mentions: where an article names somebody or something, and how it describes them there.

Names are found by their capitals. Titles before a name, a role noun before it, an apposition on either side of it and
"X is the ..." are read as the role; a bracket behind it (party and state, age) is kept as evidence.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from quotelens.records import Span
from quotelens.sources import figures, kinds, names, roles, words
from quotelens.sources.layout import Layout, is_headline, is_title_case
from quotelens.sources.names import Word

NameKind = Literal["person", "organization", "thing", "unclear"]

_JOINERS = frozenset(("of", "for", "to", "on", "and", "&", "the", "in", "at"))
_BRACKET = re.compile(r"\s*\((?P<inner>[^()\n]{1,60})\)")
# William “Bill” Ode, Muhammad ("Abu Hamza") Eljahr
_NICKNAME = re.compile(
    r"(?<=\w)\s+[(\[]?[“\"‘'](?P<name>[A-Z][\w'’-]*(?:\s[A-Za-z][\w'’-]*){0,2})[”\"’'][)\]]?\s+(?=[A-Z])"
)
# Hasan Tokuç, a driver whom everybody calls Kaptan; Robert Lee, known as Bob
_CALLED = re.compile(
    r"[^.;:\"“”\n]{0,80}?\b(?:call(?:s|ed)?|know(?:s|n)?|nicknamed|dubbed|alias)\s"
    r"(?:(?:[^.,;:\"“”\n]{0,30}?\s)?as\s)?"
    r"[“\"‘']?(?P<name>[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,2})"
)
_OFFICE = re.compile(r"[DRI]-[A-Z]|(?:Vt|Calif|Tex|Mass|Me|Maine)\b")  # party and state of a member of the US Congress


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in an article: the span of the name itself, without titles.

    `role` is the description beside it, `notes` is whatever else the article says right there (a bracket, an age, the
    organization it is said to belong to); `subject` says whether a verb of the sentence seems to follow. `pronoun`
    is what titles and role nouns imply ("Mr.", "spokeswoman"), `address` what a form of address alone does;
    `nickname` is what the article says right there that the person is called too, `title` the title's noun.
    """

    span: Span
    name: str
    kind: NameKind
    role: Span | None = None
    notes: tuple[str, ...] = ()
    pronoun: str = ""
    subject: bool = False
    located: bool = False
    address: str = ""
    nickname: str = ""
    title: str = ""


def find(layout: Layout) -> list[NameMention]:
    """Every name in the article, in text order.

    In headlines and lines set in title case only names that the rest of the article knows are found.
    """
    plain_lines = [
        line
        for line in layout.paragraphs
        if not (is_title_case(line.of(layout.text)) or is_headline(line, layout) or _is_heading(line.of(layout.text)))
    ]
    lower = {word.text for line in layout.paragraphs for word in names.split(layout.text, line.start, line.end)}
    found = [mention for line in plain_lines for mention in _in_line(layout, line, lower)]
    known = {names.key(mention.name): mention for mention in found}
    persons = [m for m in found if m.kind == "person" and " " in m.name]
    short = {names.key(m.name)[:1]: m for m in persons if names.key(m.name)}
    short |= {names.key(names.surname(m.name)): m for m in found if m.kind == "person"}
    for line in layout.paragraphs:
        if line not in plain_lines:
            found += _known_in_line(layout.text, line, {**known, **short})
    return _with_shared_titles(layout.text, sorted(found, key=lambda mention: mention.span))


def _is_heading(line: str) -> bool:
    """Whether a line is up to three words in capitals: "ABSTRACT", "FULL TEXT."; such are headings, not acronyms."""
    return line.isupper() and len(line.split()) <= 3


_BETWEEN_JOINT = re.compile(r"\s*(?:\([^()]*\))?\s*(?:,\s*(?:and\s+|&\s*)?|(?:and|&)\s+)")


def _with_shared_titles(text: str, found: list[NameMention]) -> list[NameMention]:
    """A title in the plural is everybody's: "Sens. Jon Teller and David Vine"."""
    given: list[NameMention] = []
    for mention in found:
        before = given[-1] if given else None
        if before is not None and before.role is not None and mention.role is None and mention.kind != "organization":
            title = names.plain(before.role.of(text).split()[-1])
            plural = title.endswith("s") and names.is_title(title.removesuffix("s"))
            joint = _BETWEEN_JOINT.fullmatch(text, before.span.end, mention.span.start)
            if plural and joint and before.role.end <= before.span.start:
                mention = dataclasses.replace(mention, role=before.role, kind="person")
        given.append(mention)
    return given


# --- one line --------------------------------------------------------------------------------------------------------


def _in_line(layout: Layout, line: Span, lower: set[str]) -> Iterator[NameMention]:
    offices = [
        Span(*m.span()) for m in _BRACKET.finditer(layout.text, line.start, line.end) if _OFFICE.match(m["inner"])
    ]
    tokens = [
        word
        for word in names.split(layout.text, line.start, line.end)
        if not any(span.start <= word.start < span.end for span in offices)
    ]
    tokens = _without_nicknames(tokens, layout.text, line)
    introduced = _introduced(tokens, layout.text)
    dateline = _DATELINE.match(layout.text, line.start, line.end)
    k = 0
    while k < len(tokens):
        if dateline and tokens[k].start < dateline.end():
            k += 1
            continue
        if k in introduced:
            yield _mention(tokens, k, introduced[k], k, layout)
            k = introduced[k]
            continue
        if not _may_begin(tokens, k, layout, lower):
            k += 1
            continue
        end = _run_end(tokens, k, layout.text)
        yield from _read_run(tokens, k, end, layout)
        k = end


# "DUBAI, March 4 -", "PORT SUDAN, Sudan (AP) —" name where the report comes from
_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:,\s[^—–\-\n]{1,30})?\s*(?:\([^()\n]*\))?\s*[—–-]+\s")
_MAX_INTRODUCED = 10  # words of a name whose acronym stands behind it in brackets


def _introduced(tokens: Sequence[Word], text: str) -> dict[int, int]:
    """Names with their acronym in brackets ("Eastern Hauliers' Association (EHA)"): first word -> one past the last.

    The first letters of the words, small ones left out or not, make the acronym.
    """
    found: dict[int, int] = {}
    for match in re.finditer(r"\(([A-Z][A-Za-z&.]{0,8}[A-Z])\)", text[: tokens[-1].end + 20] if tokens else ""):
        if not tokens or match.start() < tokens[0].start:
            continue
        end = next((k for k, token in enumerate(tokens) if token.start > match.start()), len(tokens))
        if not end or text[tokens[end - 1].end : match.start()].strip(" '’s"):
            continue
        wanted = match[1].replace(".", "").replace("&", "").upper()
        for k in range(end - 1, max(-1, end - 1 - _MAX_INTRODUCED), -1):
            parts = [part for token in tokens[k:end] for part in re.split(r"[-‐‑]", token.text) if part]
            large = [part for part in parts if names.is_capital(part)]
            strong = [
                part
                for part in parts
                if part.lower() not in words.PREPOSITIONS | words.PARTICLES | {"the", "and", "et"}
            ]
            spelled = {"".join(part[0] for part in chosen).upper() for chosen in (parts, large, strong)}
            whole = [token for token in tokens[k:end] if token.is_capital]
            spelled.add("".join(token.text[0] for token in whole).upper())
            if wanted in spelled and tokens[k].is_capital and end - k > 1:
                found[k] = end
                break
    return found


def _without_nicknames(tokens: list[Word], text: str, line: Span) -> list[Word]:
    """The words without those of a nickname in quotation marks inside a name."""
    inner = [Span(*m.span("name")) for m in _NICKNAME.finditer(text, line.start, line.end)]
    kept: list[Word] = []
    for k, token in enumerate(tokens):
        nick = next((span for span in inner if span.start <= token.start < span.end), None)
        opens = (
            nick is not None
            and k
            and kept
            and kept[-1].is_capital
            and roles.adjoins(text, kept[-1], _after(tokens, nick))
        )
        if nick is None or not opens:
            kept.append(token)
    return kept


def _after(tokens: Sequence[Word], span: Span) -> Word:
    return next((token for token in tokens if token.start >= span.end), tokens[-1])


def _may_begin(tokens: Sequence[Word], k: int, layout: Layout, lower: set[str]) -> bool:
    word = tokens[k]
    stem = word.lower.split("'")[0]  # "You're", "Don't"
    if not word.is_capital or stem in words.PRONOUNS or stem in words.DETERMINERS or word.lower in ("don't", "can't"):
        return False
    if word.lower in words.WEEKDAYS and not (_adjacent(tokens, k, layout.text) and tokens[k + 1].lower in words.BODIES):
        return False  # "On Monday Ada Bell ...", but "the Sunday Times"
    dated = k > 0 and (tokens[k - 1].lower in ("in", "on", "since", "last", "of") or tokens[k - 1].text.isdigit())
    if word.lower in words.MONTHS and (word.lower not in words.SURNAME_THINGS | {"april", "march"} or dated):
        return False  # "In October Reuters reported"
    if word.text.isdigit() or (len(word.text) == 1 and word.text != "I" and not _adjacent(tokens, k, layout.text)):
        return False
    opens = _opens_sentence(layout, word)
    if not opens:
        return word.lower not in words.FUNCTION_WORDS
    if word.lower in words.FUNCTION_WORDS:
        return False
    # a common word in capitals only because it opens the sentence
    return word.text.lower() not in lower or _adjacent(tokens, k, layout.text) or names.is_title(word.text)


def _opens_sentence(layout: Layout, word: Word) -> bool:
    sentence = layout.sentences[layout.sentence(word.start)]
    before = layout.text[sentence.start : word.start]
    return not any(c.isalnum() for c in before) or before.rstrip()[-1:] in '"“„‘«:—–' or before[-1:] in '"“„‘«'


def _adjacent(tokens: Sequence[Word], k: int, text: str) -> bool:
    """Whether the next word is a capital one that follows after white space alone."""
    return (
        k + 1 < len(tokens)
        and not tokens[k].possessive
        and tokens[k + 1].is_capital
        and roles.adjoins(text, tokens[k], tokens[k + 1])
    )


def _run_end(tokens: Sequence[Word], start: int, text: str) -> int:
    """One past the last word of the name that begins at `start`."""
    k = start + 1
    while k < len(tokens) and (not tokens[k - 1].possessive or _of_many(tokens, k, text)):
        many = tokens[k - 1].possessive  # `_of_many` has seen to it
        if (
            (many or roles.adjoins(text, tokens[k - 1], tokens[k]))
            and tokens[k].is_capital
            and not tokens[k].text.isdigit()
        ):
            k += 1
            continue
        joined = _join(tokens, start, k, text)
        if joined is None:
            break
        k = joined
    return k


def _of_many(tokens: Sequence[Word], k: int, text: str) -> bool:
    """Whether a possessive inside a name is of those whose body it is: "Farmers' Union", "People's Defence Force"."""
    owner, mark = tokens[k - 1], text[tokens[k - 1].end : tokens[k].start]
    many = owner.lower in ("people", "women", "men", "children", "peoples") or re.fullmatch(r"['’]\s", mark) is not None
    end = k
    while (
        end < len(tokens) and tokens[end].is_capital and (end == k or roles.adjoins(text, tokens[end - 1], tokens[end]))
    ):
        end += 1
    return many and end > k and tokens[end - 1].lower.removesuffix("s") in words.BODIES


def _join(tokens: Sequence[Word], start: int, k: int, text: str) -> int | None:
    """One past the capital word behind small words that belong to the name ("Ludwig van B.", "Bank of England")."""
    stop = k
    while (
        stop < len(tokens)
        and stop - k < 3
        and roles.adjoins(text, tokens[stop - 1], tokens[stop])
        and not tokens[stop].is_capital
    ):
        stop += 1
    small = [token.lower for token in tokens[k:stop]]
    if (
        not small
        or stop >= len(tokens)
        or not tokens[stop].is_capital
        or not roles.adjoins(text, tokens[stop - 1], tokens[stop])
    ):
        return None
    if any(token.possessive for token in tokens[k:stop]):
        return None
    left = [token.lower for token in tokens[start:k]]
    if all(word in words.PARTICLES - {"of"} for word in small):
        return stop + 1
    if not all(word in _JOINERS for word in small):
        return None
    whole = _run_end_plain(tokens, stop, text)
    acronym = _BRACKET.match(text, tokens[whole - 1].end)
    if acronym and acronym.group("inner").upper() in names.initials(text[tokens[start].start : tokens[whole - 1].end]):
        return whole
    if small[0] in ("and", "&"):
        right = [token.lower for token in tokens[stop:whole]]
        is_body = right[-1] in words.BODIES and left[-1] not in words.BODIES and len(small) == 1
        return whole if is_body and not any(names.is_title(token.text) for token in tokens[start:k]) else None
    if small[-1] in ("in", "at") or tokens[stop].lower in words.THINGS:
        return None
    if left[-1] in words.BODIES - words.GROUP_NOUNS or left[0] in (
        "university",
        "bank",
        "ministry",
        "department",
        "house",
        "council",
    ):
        return stop + 1
    named = start > 0 and tokens[start - 1].lower == "the" and roles.adjoins(text, tokens[start - 1], tokens[start])
    if (
        small[0] == "of"
        and named
        and k - start > 1
        and not any(names.is_title(token.text) for token in tokens[start:k])
    ):
        return whole  # "the Communications Workers of America"
    if small[0] == "of" and names.is_title(tokens[k - 1].text) and tokens[stop].lower in words.PORTFOLIOS:
        return stop + 1
    return None


def _run_end_plain(tokens: Sequence[Word], start: int, text: str) -> int:
    k = start + 1
    while (
        k < len(tokens)
        and not tokens[k - 1].possessive
        and tokens[k].is_capital
        and roles.adjoins(text, tokens[k - 1], tokens[k])
    ):
        k += 1
    return k


# --- one name --------------------------------------------------------------------------------------------------------


def _read_run(tokens: Sequence[Word], start: int, end: int, layout: Layout) -> Iterator[NameMention]:
    """The names in a run of capital words: the run itself, or what stands around a title inside it."""
    run = tokens[start:end]
    title = _last_title(run)
    if title is None:
        titles = all(names.is_title(word.text) for word in run) and not (len(run) == 1 and _is_surname(run[0], layout))
        if run[-1].lower in words.GROUP_NOUNS or titles:
            return
        if len(run) >= 3 and _CHANNEL.fullmatch(" ".join(word.text for word in run[:-2])):
            yield _mention(tokens, end - 2, end, end - 2, layout, " ".join(word.text for word in run[:-2]))
            return
        if (
            len(run) == 1
            and kinds.of_description(run[0].text) in ("group", "document")
            and not _is_surname(run[0], layout)
        ):
            return
        yield _mention(tokens, start, end, start, layout)
        return
    prefix = [word for word in run[:title] if not names.is_title(word.text) and word.lower not in words.MODIFIERS]
    if prefix and prefix[0] is run[0]:
        span = Span(prefix[0].start, prefix[-1].end)
        if span.of(layout.text).count(" ") <= len(prefix):
            name = span.of(layout.text)
            corporate = run[title].lower in words.CORPORATE_TITLES
            kind: NameKind = "organization" if corporate or _has_body(prefix) else "thing"
            yield NameMention(span, name, kind, notes=(run[title].text,) if corporate else ())
    if title + 1 < len(run):
        yield _mention(tokens, start + title + 1, end, start, layout)


# "Fox News Sean Hannity" is a person of the channel's
_CHANNEL = re.compile(r"(?:Fox|ABC|NBC|CBS|Sky|BBC|CNN|MSNBC|NPR|CNBC|Al Jazeera)(?:\s+(?:News|Radio|TV|Business))?")


def _is_surname(word: Word, layout: Layout) -> bool:
    """Whether the article has the word behind another name, as in "Bernie Sanders" or "William “Bill” Ode"."""
    for match in re.finditer(rf"([^\W\d_][\w.’'-]*)\s[“\"‘'(]?{re.escape(word.text)}\b", layout.text):
        before = match.group(1)
        plain = names.plain(before)
        common = plain in words.FUNCTION_WORDS | words.MODIFIERS | words.PARTIES.keys() or names.is_title(before)
        if names.is_capital(before) and not common:
            return True
    return False


def _last_title(run: Sequence[Word]) -> int | None:
    """Index of the last title that a personal name follows, or of the run's last word where that is a title."""
    if run[-1].lower in words.BODIES and not names.is_title(run[-1].text) and len(run) > 1:
        return None
    end = len(run)
    while end > 1 and run[end - 1].lower in words.SUFFIXES:
        end -= 1
    if end > 1 and run[end - 1].lower in words.SURNAME_TITLES and not names.is_title(run[end - 2].text):
        end -= 1
    for k in range(end - 1, -1, -1):
        portfolio = (
            k >= 2 and run[k].lower in words.PORTFOLIOS and run[k - 1].lower == "of" and names.is_title(run[k - 2].text)
        )
        if k and run[k].lower in words.FIRST_ONLY and not names.is_title(run[k - 1].text):
            continue
        if portfolio or names.is_title(run[k].text):
            if any(word.lower == "of" for word in run[k + 1 :]):
                held = max((j for j in range(k, len(run)) if run[j].lower in words.PORTFOLIOS), default=0)
                if 2 <= len(run) - 1 - held <= 3 and run[k + 1].lower == "of" and held:
                    return held  # "Director of Government Affairs Phil Smith"
                continue
            return k
    return None


def _mention(
    tokens: Sequence[Word], start: int, end: int, run_start: int, layout: Layout, channel: str = ""
) -> NameMention:
    text = layout.text
    span = Span(tokens[start].start, tokens[end - 1].end)
    titled = run_start < start
    role = roles.title_role(tokens, start, run_start, text) if titled else roles.noun_role(tokens, start, text)
    inner = _NICKNAME.search(span.of(text))
    called = (
        _CALLED.match(text, span.end) if re.match(r",|\s+\(?(?:known|alias|nicknamed)", text[span.end :][:20]) else None
    )
    nickname = inner["name"] if inner else called["name"] if called else ""
    name = " ".join(_NICKNAME.sub(" ", span.of(text)).split())
    kind = _kind(tokens, start, end, titled or role is not None, text)
    bracket = _BRACKET.match(text, span.end)
    notes = [bracket.group("inner")] if bracket else []
    if bracket and _OFFICE.match(bracket.group("inner")):
        kind = "person"
    if roles.AGE.match(text, span.end):
        notes.append("age")
        kind = "person"
    if does := roles.does(text, span.end):
        notes.append(does)
    if employer := roles.of_body(text, span.end):
        notes.append(f"member of {employer}")
    owner = channel or roles.owner(tokens, run_start, text)
    if owner:
        notes.append(owner)
    if kind in ("person", "unclear"):
        wider = roles.after(text, span.end) or roles.before(layout, span, role) or roles.copula(text, span.end)
        body = None if wider is not None or titled else roles.body_after(text, bracket.end() if bracket else span.end)
        if wider is not None:
            notes += [role.of(text)] if role else []
            role, kind = wider, "person"
        elif body is not None:
            notes.append(body.of(text))
            kind = "organization"
    if role is not None and all(names.plain(word) in words.HONORIFICS for word in role.of(text).split()):
        role = None  # "Mr." says nothing but the pronoun
    title_words = [token.lower for token in tokens[run_start:start]] or (role.of(text).lower().split() if role else [])
    return NameMention(
        span,
        name,
        kind,
        role if kind == "person" else None,
        tuple(notes),
        _pronoun(title_words),
        _is_subject(tokens, start, end, text),
        start > 0 and tokens[start - 1].lower in words.PLACE_PREPOSITIONS and not titled,
        next((words.HONORIFICS[word] for word in map(names.plain, title_words) if words.HONORIFICS.get(word)), ""),
        nickname if kind in ("person", "unclear") else "",
        (roles.role_head(role.of(text)) or "") if role is not None else "",
    )


def _kind(tokens: Sequence[Word], start: int, end: int, titled: bool, text: str) -> NameKind:
    run = tokens[start:end]
    placed = start > 0 and tokens[start - 1].lower in words.PLACE_PREPOSITIONS | words.DETERMINERS
    things = words.THINGS if placed else words.THINGS - words.SURNAME_THINGS
    if len(run) == 1 and run[0].lower in things:
        return "thing"
    if titled and not any(word.lower in _JOINERS for word in run):
        return "person"
    behind = text[tokens[end - 1].end :][:60]
    acronym = re.match(r"['’]?s?\s*\(([A-Z][A-Za-z&.]{0,8}[A-Z])\)", behind)
    if (
        acronym
        and len(run) > 1
        and (names.initials(text[run[0].start : run[-1].end]) & {acronym[1].upper()} or len(run) > 2)
    ):
        return "organization"
    if re.match(r"(?:\s*\([^()]*\))?,\s+which\b", behind) and not titled:
        return "organization"
    if re.match(r"(?:\s*\([^()]*\))?,\s+(?:\d{1,3},\s+)?who(?:se|m)?\b", behind):
        return "person"
    if run[0].lower in figures.COMPANIES and len(run) <= 3 and not titled:
        return "organization"
    if _has_body(run) or (names.is_acronym(run[-1].text) and len(run) == 1):
        return "organization"
    if any(word.lower in things for word in (run[1:] or run)) or all(word.lower in _PEOPLES for word in run):
        return "thing"
    if run[-1].lower in words.SURNAME_THINGS:
        return "unclear"  # a person, if an apposition or a title says so
    before = tokens[start - 1].lower if start and roles.adjoins(text, tokens[start - 1], tokens[start]) else ""
    if before in ("the", "a", "an") or any(word.lower in _JOINERS for word in run):
        return "unclear"
    return "person" if 2 <= len(run) <= 5 and not tokens[end - 1].text.isdigit() else "unclear"


# of which land or people: no names of persons, even two together ("Mexican American")
_PEOPLES = words.DEMOGRAPHICS | words.PEOPLES


def _has_body(run: Sequence[Word]) -> bool:
    joiners = [k for k, word in enumerate(run) if word.lower in _JOINERS]
    heads = [run[-1], *(run[k - 1] for k in joiners if k)]
    return any(word.lower in words.BODIES for word in heads)


def _pronoun(title_words: Sequence[str]) -> str:
    for word in title_words:
        plain = names.plain(word)
        if words.HONORIFICS.get(plain):
            return words.HONORIFICS[plain]
        if plain in words.HE_WORDS:
            return "he"
        if plain in words.SHE_WORDS:
            return "she"
    return ""


def _is_subject(tokens: Sequence[Word], start: int, end: int, text: str) -> bool:
    """Whether the name looks like a subject: a verb follows it, at once or behind a comma or bracket pair."""
    if tokens[end - 1].possessive:
        return False
    if (
        start
        and tokens[start - 1].lower in words.PREPOSITIONS
        and roles.adjoins(text, tokens[start - 1], tokens[start])
    ):
        return False
    behind = re.match(
        r"\s*(?:\([^()]*\))?(?:,(?:[^,.\n\"“”]*,){1,3})?\s+(?:also\s|then\s|\w+ly\s)?(\w+)",
        text[tokens[end - 1].end :][:240],
    )
    verb = behind.group(1).lower() if behind else ""
    return verb in words.VERBS or (
        bool(re.fullmatch(r"[a-z]{2,}(?:ed|[^s]s)", verb)) and verb not in words.FUNCTION_WORDS
    )


# --- title case ------------------------------------------------------------------------------------------------------


def _known_in_line(text: str, line: Span, known: dict[tuple[str, ...], NameMention]) -> Iterator[NameMention]:
    """Names that the rest of the article has, in a line of title case; the longest first."""
    tokens = list(names.split(text, line.start, line.end))
    k = 0
    while k < len(tokens):
        for size in (5, 4, 3, 2, 1):
            if k + size > len(tokens):
                continue
            span = Span(tokens[k].start, tokens[k + size - 1].end)
            match = known.get(tuple(part for token in tokens[k : k + size] for part in names.key(token.text)))
            if match is not None and match.kind in ("person", "organization") and tokens[k].is_capital:
                yield NameMention(span, span.of(text), match.kind, subject=k == 0)
                k += size - 1
                break
        k += 1
