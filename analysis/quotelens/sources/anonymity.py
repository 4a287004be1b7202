"""Why a source has no name: by choice, because it is only described, or because the article names nobody at all."""

from __future__ import annotations

import re

from quotelens.records import Anonymity, Span
from quotelens.sources import names, words
from quotelens.sources.layout import Layout

_BE_NAMED = (
    r"(?:be(?:ing)?\s+)?(?:named|identified|quoted\s+by\s+name|quoted|be\s+(?:named|identified|quoted))"
    r"|(?:to\s+)?(?:give|reveal|disclose|provide|share|use)\s+(?:his|her|their|its)\s+(?:full\s+|real\s+|last\s+|own\s+)?names?"
    r"|(?:to\s+)?(?:remain|stay|be)\s+anonymous|anonymity"
)
_BY_CHOICE = re.compile(
    r"(?:on|under|with)\s+(?:the\s+|a\s+)?(?:strict\s+)?(?:condition|promise|guarantee|terms?|cover)s?\s+of\s+anonymity"
    r"|speaking\s+anonymously|spoke\s+anonymously|anonymously"
    rf"|(?:ask(?:ed|s|ing)?|request(?:ed|s|ing)?|insist(?:ed|s|ing)?\s+on|want(?:ed|s|ing)?|wish(?:ed|es|ing)?|prefer(?:red|s|ring)?"
    rf"|declin(?:ed|es|ing)|refus(?:ed|es|ing)|agree[ds]?|demand(?:ed|s|ing)?)\s+(?:that\s+)?(?:not\s+)?(?:to\s+)?(?:not\s+)?(?:{_BE_NAMED})"
    r"|(?:not\s+want|n[’']t\s+want|not\s+wish)\s+(?:his|her|their)\s+(?:full\s+|real\s+)?names?\s+(?:printed|published|used|known|given)"
    r"|(?:could|can|may|would|will|must|should|did|does|do)(?:\s*n[o’']t|\s+not)\s+(?:want\s+to\s+|wish\s+to\s+)?be\s+(?:named|identified|quoted)"
    r"|(?:not|n[’']t)\s+(?:been\s+)?(?:authori[sz]ed|allowed|permitted|cleared|supposed)\s+to\s+(?:speak|talk|comment|brief|discuss|give|be\s+(?:named|quoted))"
    r"|(?:was|were|is|are)\s+not\s+(?:named|identified)\s+(?:because|for\s+(?:fear|safety|security|their|his|her|legal))"
    r"|(?:whose|his|her|their)\s+names?\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:being\s+)?(?:withheld|changed)"
    r"|without\s+being\s+(?:named|identified)|not\s+(?:his|her|their)\s+real\s+names?|for\s+fear\s+of\s+(?:reprisals?|retaliation|retribution)"
    r"|an?\s+anonymous\s+|\banonymous\s+(?=\w)",
    re.IGNORECASE,
)
# nouns that tell no more than that somebody or something said so
_BARE = words.GENERIC_SOURCES


def of_mention(layout: Layout, mention: Span, name: str) -> tuple[Anonymity, Span | None]:
    """Why the source of a mention has no name, and the stretch of text that says so (`None`: nothing does).

    "By choice" is sought in the mention, in the rest of its sentence, and in the next sentence of the paragraph if
    that goes on about one who "spoke", "asked", "declined" (...).

    Args:
        layout: The article's.
        mention: Where the source is mentioned.
        name: Its own wording, without determiners.
    """
    chosen = _by_choice(layout, mention)
    if chosen is not None:
        return "by_choice", chosen
    parts = [names.plain(word.text) for word in names.split(name)]
    rest = [part for part in parts if part not in words.QUANTITIES | words.DETERMINERS or part in _BARE]
    if rest and all(part in _BARE for part in rest):
        return "generic", mention
    return "unnamed", None


def _by_choice(layout: Layout, mention: Span) -> Span | None:
    here = layout.sentence(mention.start)
    sentence = layout.sentences[here]
    # from the mention to the sentence's end: who is spoken of before it is somebody else
    found = _BY_CHOICE.search(layout.text, mention.start, sentence.end)
    if found:
        return Span(*found.span())
    before = _BY_CHOICE.search(layout.text, sentence.start, mention.start)
    if before and layout.text[sentence.start : before.start()].strip(" \"“'‘").lower() in ("", "speaking"):
        return Span(*before.span())  # "Speaking on condition of anonymity, an official said ..."
    if here + 1 < len(layout.sentences):
        after = layout.sentences[here + 1]
        same = layout.paragraph(after.start) == layout.paragraph(mention.start)
        opening = re.match(r"(?:He|She|They|The\s+\w+|All|Both|None|Neither)\b", layout.text[after.start : after.end])
        found = _BY_CHOICE.search(layout.text, after.start, after.end) if same and opening else None
        if found:
            return Span(*found.span())
    return None
