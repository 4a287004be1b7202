"""TEI P5: a `teiCorpus` with a `TEI` an article, quotes as `said`, and the text to the character.

A paragraph is a line of the text with its line breaks, kept by `xml:space`; the `p` elements' contents, one behind the
other, are the article's text. In it

- `said` is a span of a quote's content: `who` points to the source, `direct` is true, false or, of mixed quotes,
  inapplicable, `cert` is the confidence and `n` the number of the span;
- `rs` is a mention, its `ref` the source; `seg` of the type "cue" is a cue;
- all of them point by `corresp` to the quotes they belong to. What overlaps without nesting, or runs over a paragraph,
  is in fragments, linked by `next` and `prev` as the several spans of a content are (TEI Guidelines, section 20.3); the
  element that starts first, of those the longer, stays whole;
- `g` stands for a character that XML has no way to write (a control character, half a surrogate pair); the header's
  `charDecl` says which. In metadata and names such characters become U+FFFD.

`standOff` holds the sources (`person`, `personGrp`, `org` or, for documents, `bibl`), and feature structures (`fs`) for
what TEI has no element for: of a source its kind, affiliation and the like, of a quote its id, level and parent.
"""

from quotelens.exchange.tei.reading import read
from quotelens.exchange.tei.writing import chunks

__all__ = ["ENDING", "chunks", "read"]

ENDING = ".xml"
