"""Annotated articles -> training windows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from quotelens import encoder
from quotelens.attribution.labels import IGNORED, ROLES, begin, inside, tag_pieces
from quotelens.evaluation.gold import GoldArticle
from quotelens.records import Quote
from quotelens.sentences import sentences

STRAIGHT = str.maketrans("“”‘’", "\"\"''")
SINGLE = str.maketrans("“”‘’", "‘’“’")
MARKS = frozenset("\"“”‘’'«»")


@dataclass(frozen=True, slots=True)
class Example:
    """One annotator's version of one article, in pieces; `sentences` holds the first piece of each sentence.

    Where a teacher read the text instead, `taught` (n, len(TAGS)) has its probability of each tag, and `tags` are 0.
    """

    pieces: encoder.Pieces
    tags: np.ndarray
    links: np.ndarray  # (m, 4): role index, first piece, last piece, first piece of the cue
    sentences: np.ndarray
    taught: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """One training instance, start and end tokens included; links are (pointer 0 or 1, piece, piece of the cue)."""

    ids: np.ndarray
    shapes: np.ndarray
    tags: np.ndarray
    links: np.ndarray
    taught: np.ndarray | None = None  # see `Example`; zeros at the start and end tokens

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Noise:
    """How often training changes what it reads, as shares of articles (of pieces: `masked`).

    Attributes:
        swapped: Double quotation marks straight instead of curly, or curly instead of straight.
        single: Single quotation marks outside, double ones inside, as British papers set them.
        bare: No quotation marks at all.
        lower, upper: All letters small, or all capitals, as far as the network sees case.
        sentences: Cut into one to three sentences instead of long windows.
        masked: Share of pieces that are hidden.
    """

    swapped: float = 0.15
    single: float = 0.1
    bare: float = 0.03
    lower: float = 0.03
    upper: float = 0.03
    sentences: float = 0.2
    masked: float = 0.04


def curly(text: str) -> str:
    """The text, of the same length, with straight double marks made curly by their place."""
    chars = list(text)
    for k, char in enumerate(chars):
        if char == '"':
            before = text[k - 1] if k else " "
            chars[k] = "“" if before.isspace() or before in "([—–-‘“" else "”"
    return "".join(chars)


@dataclass(frozen=True, slots=True)
class Styles:
    """One annotator's version of one article, with its quotation marks in several styles."""

    received: Example
    swapped: Example
    single: Example
    bare: Example


def examples(gold: Sequence[GoldArticle], tokenizer: Tokenizer) -> list[tuple[Styles, ...]]:
    """Every article's versions, one for each annotator."""
    found = []
    for item in gold:
        text = item.article.text
        curled = curly(text)
        texts = (text, text.translate(STRAIGHT) if "“" in text else curled, curled.translate(SINGLE))
        found.append(
            tuple(
                Styles(made[0], made[1], made[2], _bare(text, made[0]))
                for quotes in item.versions.values()
                for made in [[_example(style, quotes, tokenizer) for style in texts]]
            )
        )
    return found


def _example(text: str, quotes: Sequence[Quote], tokenizer: Tokenizer) -> Example:
    [pieces] = encoder.pieces(tokenizer, [text])
    tags, links = tag_pieces(text, quotes, pieces.offsets)
    return Example(pieces, tags, np.array(links, dtype=np.int64).reshape(-1, 4), sentence_starts(text, pieces))


def sentence_starts(text: str, pieces: encoder.Pieces) -> np.ndarray:
    """The first piece of each of the text's sentences."""
    starts = np.searchsorted(pieces.offsets[:, 0], [span.start for span in sentences(text)])
    return np.unique(starts[starts < len(pieces)]).astype(np.int64)


def _bare(text: str, example: Example) -> Example:
    """The example without the pieces that are quotation marks (an apostrophe inside a word is none), and not quoted."""
    offsets = example.pieces.offsets
    keep = np.array([not _is_mark(text, start, end) for start, end in offsets.tolist()], dtype=bool)
    place = np.cumsum(keep) - 1  # of a piece that stays; of one that goes, the one before it
    tags = example.tags.copy()
    for k in np.flatnonzero(~keep[:-1]):
        for role in ROLES:
            if tags[k] == begin(role) and tags[k + 1] == inside(role):
                tags[k + 1] = begin(role)
    links = example.links.copy()
    if len(links):
        first = np.where(keep[links[:, 1]], place[links[:, 1]], place[links[:, 1]] + 1)
        links[:, 1], links[:, 2] = first, np.maximum(first, place[links[:, 2]])
        links[:, 3] = place[links[:, 3]]
        links = links[links[:, 1] < keep.sum()]
    pieces = encoder.Pieces(example.pieces.ids[keep], example.pieces.shapes[keep] % 4, offsets[keep])
    starts = np.unique(np.where(keep[example.sentences], place[example.sentences], place[example.sentences] + 1))
    return Example(pieces, tags[keep], links, starts[starts < len(pieces)])


def _is_mark(text: str, start: int, end: int) -> bool:
    if not all(char in MARKS for char in text[start:end]):
        return False
    return not (start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum())


def windows(
    articles: Sequence[tuple[Styles, ...]], size: int, noise: Noise, tokenizer: Tokenizer, dice: random.Random
) -> Iterator[Window]:
    """One epoch of windows of at most `size` pieces, start and end tokens counted; every piece is in exactly one.

    Of each article one annotator's version is read. Articles are cut at random places into windows of like length, or
    (a share of them, see `Noise`) between sentences into short ones.
    """
    special = special_tokens(tokenizer)
    for versions in articles:
        styles = versions[dice.randrange(len(versions))]
        example = _styled(styles, noise, dice)
        n = len(example.pieces)
        if not n:
            continue
        cuts = sentence_cuts(example, size - 2, dice) if dice.random() < noise.sentences else _cuts(n, size - 2, dice)
        chance = dice.random()
        case = 0 if chance < noise.lower else 2 if chance < noise.lower + noise.upper else None
        for start, end in cuts:
            yield window(example, start, end, special, noise.masked, dice, case)


def _styled(styles: Styles, noise: Noise, dice: random.Random) -> Example:
    chance = dice.random()
    for share, example in (
        (noise.swapped, styles.swapped),
        (noise.single, styles.single),
        (noise.bare, styles.bare),
    ):
        if chance < share:
            return example
        chance -= share
    return styles.received


def _cuts(n: int, inner: int, dice: random.Random) -> list[tuple[int, int]]:
    """`n` pieces cut at random into as few windows of at most `inner` as can be, or one more; none is tiny."""
    if n <= inner:
        return [(0, n)]
    count = -(-n // inner) + dice.randrange(2)
    least = inner // 6
    cuts, start = [], 0
    for left in range(count - 1, -1, -1):
        rest = n - start
        length = dice.randint(max(least, rest - left * inner), min(inner, rest - left * least)) if left else rest
        cuts.append((start, start + length))
        start += length
    return cuts


def sentence_cuts(example: Example, inner: int, dice: random.Random, most: int = 3) -> list[tuple[int, int]]:
    """Pieces `[start, end)` of one to `most` sentences, by chance, and as many more as an attribution runs over.

    What is longer than `inner` pieces is cut.
    """
    borders = [*example.sentences.tolist(), len(example.pieces)]
    borders[0] = 0
    crossed = np.zeros(len(example.pieces) + 1, dtype=bool)
    for _, first, last, cue in example.links.tolist():
        crossed[min(first, cue) + 1 : max(last, cue) + 1] = True
    cuts, start, wanted = [], 0, dice.randint(1, most)
    for border in borders[1:]:
        wanted -= 1
        if border < len(example.pieces) and (wanted > 0 or crossed[border]):
            continue
        cuts += [(at, min(at + inner, border)) for at in range(start, border, inner)]
        start, wanted = border, dice.randint(1, most)
    return cuts


def special_tokens(tokenizer: Tokenizer) -> tuple[int, int, int]:
    """Vocabulary indices of the start token, the end token and the one that hides a piece."""
    start, end, mask = (encoder.token_id(tokenizer, token) for token in ("[CLS]", "[SEP]", "[MASK]"))
    return start, end, mask


def window(
    example: Example,
    start: int,
    end: int,
    special: tuple[int, int, int],
    masked: float,
    dice: random.Random,
    case: int | None = None,
) -> Window:
    """Pieces `[start, end)` as a training instance, a share `masked` of them hidden, all of one `case` if given."""
    n = end - start
    ids, shapes = np.empty(n + 2, dtype=np.int64), np.zeros(n + 2, dtype=np.int64)
    tags = np.full(n + 2, IGNORED, dtype=np.int64)
    ids[0], ids[-1] = special[:2]
    ids[1:-1] = example.pieces.ids[start:end]
    shapes[1:-1] = example.pieces.shapes[start:end]
    tags[1:-1] = example.tags[start:end]
    if case is not None:
        shapes[1:-1] += case - shapes[1:-1] % 4
    for k in range(n):
        if dice.random() < masked:
            ids[k + 1] = special[2]
    links = example.links
    pointers = np.concatenate([links[:, [0, 1, 3]], links[:, [0, 2, 3]]])
    pointers[:, 0] = (pointers[:, 0] == 2).astype(np.int64)  # ROLES 0 and 2 -> pointer heads 0 and 1
    pointers[:, 1:] += 1 - start
    within = ((pointers[:, 1:] >= 1) & (pointers[:, 1:] <= n)).all(axis=1)
    taught = None if example.taught is None else np.pad(example.taught[start:end], ((1, 1), (0, 0)))
    return Window(ids, shapes, tags, pointers[within], taught)
