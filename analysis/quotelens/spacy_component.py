"""quotelens as a component of a spaCy pipeline (extra `spacy`).

    nlp = spacy.blank("en")
    nlp.add_pipe("quotelens")  # known to spaCy once the package is installed; nothing of it need be imported
    for quote in nlp(text)._.quotes:
        print(quote.source and quote.source.name, quote.mention, quote.cue, quote.content)

Any pipeline will do, a blank one too: quotelens reads `doc.text` with a network of its own and takes nothing from other
components, nor from the tokens. `quote.record` has the offsets, in characters of `doc.text`, which hold whatever the
tokens are; `quote.content`, `.cue` and `.mention` are spaCy's spans of the tokens there (see `DocQuote`). The same
spans are in `doc.spans["quotelens"]`, where `displacy.render(doc, style="span", options={"spans_key": "quotelens"})`
finds them. What is noted on a document is plain data: `doc.to_bytes()`, `DocBin(store_user_data=True)` and
`nlp.pipe(..., n_process=2)` carry it. A program that reads such documents back, and runs no pipeline, calls `extend()`.
"""

# no `from __future__ import annotations`: spaCy checks a component's settings by the annotations themselves

import dataclasses
import functools
import importlib.util
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from quotelens.errors import MissingExtraError, SettingsError
from quotelens.records import Article, Quote, Source, Span
from quotelens.settings import AttributionSettings

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as TokenSpan

    from quotelens.encoder import Encoder

Alignment = Literal["expand", "contract", "strict"]
ErrorHandler = Callable[[str, Any, list[Any], Exception], None]

ATTRIBUTE = "quotes"
SPANS_KEY = "quotelens"
CONTENT, CUE, SOURCE = "CONTENT", "CUE", "SOURCE"  # labels of the spans in `doc.spans`

_DEFAULTS = AttributionSettings()


@dataclass(frozen=True, slots=True)
class DocQuote:
    """A quote of a spaCy document.

    `record` is the quote as quotelens has it everywhere: its spans count characters of `doc.text`. `source` is who says
    it, `None` where the text names nobody.

    `content`, `cue` and `mention` are spaCy's spans of tokens. Where a token reaches over a border (`“We` as one
    token), `alignment` decides, as in `Doc.char_span`: "expand" takes the token along, "contract" leaves it out, and
    "strict" makes no span at all. `None` says that there is no cue or mention, or that there is no such span.
    """

    doc: "Doc" = field(repr=False, compare=False)
    record: Quote
    source: Source | None
    alignment: Alignment = "expand"

    @property
    def text(self) -> str:
        """The content as written, to the character: its spans joined by a space."""
        return self.record.content_text(self.doc.text)

    @property
    def content(self) -> "tuple[TokenSpan | None, ...]":
        """The tokens of each span of the content, in text order."""
        return tuple(self._tokens(span, CONTENT) for span in self.record.content)

    @property
    def cue(self) -> "TokenSpan | None":
        """The tokens of the cue."""
        return self._tokens(self.record.cue, CUE)

    @property
    def mention(self) -> "TokenSpan | None":
        """The tokens of the source as written."""
        return self._tokens(self.record.mention, SOURCE)

    def _tokens(self, span: Span | None, label: str) -> "TokenSpan | None":
        if span is None:
            return None
        return self.doc.char_span(
            span.start,
            span.end,
            label=label,
            kb_id=self.record.source_id or "",
            span_id=self.record.quote_id,
            alignment_mode=self.alignment,
        )


class Component:
    """The component itself: `nlp.add_pipe("quotelens", config={...})` makes one; see `component` for its settings.

    The network is loaded with the first document, once a process: a pipeline can be built, saved and sent to other
    processes without it.
    """

    def __init__(
        self,
        name: str,
        model: str | None,
        settings: AttributionSettings,
        alignment: Alignment,
        attribute: str,
        spans_key: str | None,
    ) -> None:
        extend(attribute)
        self.name = name
        self.model = None if model is None else Path(model)
        self.settings = settings
        self.alignment = alignment
        self.attribute = attribute
        self.spans_key = spans_key
        self._error_handler: ErrorHandler = _raise

    def __call__(self, doc: "Doc") -> "Doc":
        """Find the document's quotes."""
        from quotelens.attribution import attribute

        article = Article.from_text(doc.text)
        self._note(doc, article, attribute(article, self._encoder, self.settings))
        return doc

    def pipe(self, stream: "Iterable[Doc]", *, batch_size: int = 1000) -> "Iterator[Doc]":
        """Find the quotes of documents, in order, reading as many together as gains anything; the answers are the same.

        One that fails goes to the pipeline's error handler, as with every component, and costs no other.
        """
        from spacy.util import minibatch

        from quotelens.attribution import groups

        for batch in minibatch(stream, batch_size):
            for group in groups(batch, lambda doc: len(doc.text)):
                yield from self._together(group)

    def set_error_handler(self, error_handler: ErrorHandler) -> None:
        """What becomes of a document that fails; spaCy calls this."""
        self._error_handler = error_handler

    def get_error_handler(self) -> ErrorHandler:
        """What becomes of a document that fails; spaCy calls this."""
        return self._error_handler

    def _together(self, docs: "list[Doc]") -> "Iterator[Doc]":
        from quotelens.attribution import attribute_together

        articles = [Article.from_text(doc.text) for doc in docs]
        try:
            found: Sequence[list[Quote] | None] = attribute_together(articles, self._encoder, self.settings)
        except Exception:
            found = [None] * len(docs)  # read one by one, to learn which of them it was
        for doc, article, quotes in zip(docs, articles, found, strict=True):
            try:
                if quotes is None:
                    [quotes] = attribute_together([article], self._encoder, self.settings)
                self._note(doc, article, quotes)
            except Exception as error:
                self._error_handler(self.name, self, [doc], error)
            else:
                yield doc

    def _note(self, doc: "Doc", article: Article, quotes: list[Quote]) -> None:
        from quotelens import sources

        found = sources.examine(article, quotes)
        doc.user_data[_key(self.attribute)] = {
            "alignment": self.alignment,
            "quotes": [dataclasses.asdict(quote) for quote in found.quotes],
            "sources": [dataclasses.asdict(source) for source in found.sources],
        }
        if self.spans_key is not None:
            spans = [
                span
                for quote in quotes_of(doc, self.attribute)
                for span in (quote.mention, quote.cue, *quote.content)
                if span is not None
            ]
            doc.spans[self.spans_key] = spans

    @property
    def _encoder(self) -> "Encoder":
        return _loaded(self.model, os.getpid())


@functools.cache
def _loaded(folder: Path | None, process: int) -> "Encoder":
    """A model, once a process: the network of a parent that was forked is of no use to its child."""
    from quotelens.encoder import Encoder

    one_of_several = multiprocessing.parent_process() is not None
    return Encoder(folder, threads=1 if one_of_several else 0)


def component(
    nlp: Any,
    name: str,
    model: str | None = None,
    min_confidence: float = _DEFAULTS.min_confidence,
    min_nested_confidence: float = _DEFAULTS.min_nested_confidence,
    max_level: int = _DEFAULTS.max_level,
    alignment: Alignment = "expand",
    attribute: str = ATTRIBUTE,
    spans_key: str | None = SPANS_KEY,
) -> Component:
    """Make the component; spaCy calls this, with the settings of `nlp.add_pipe("quotelens", config={...})`.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        model: A model folder; by default the one that ships.
        min_confidence, min_nested_confidence, max_level: As in `settings.AttributionSettings`.
        alignment: How character spans become spans of tokens; see `DocQuote`.
        attribute: Where quotes are found: `doc._.quotes`. Another name for a second component, or where another package
            has taken this one.
        spans_key: The group of `doc.spans` for the spans of all quotes, labelled CONTENT, CUE and SOURCE, each with its
            `quote_id` as `span.id_` and the `source_id` as `span.kb_id_`; `None` for no group.

    Raises:
        SettingsError: a setting is out of its range, or the attribute is another package's.
    """
    return Component(
        name,
        model,
        AttributionSettings(min_confidence, min_nested_confidence, max_level),
        alignment,
        attribute,
        spans_key,
    )


def extend(attribute: str = ATTRIBUTE) -> None:
    """Give spaCy's documents the attribute that quotes are found at; components do this themselves.

    A program that only reads documents back (`DocBin`, `Doc.from_bytes`) calls it for `doc._.quotes` to be there.

    Raises:
        SettingsError: another package has given documents an attribute of this name.
        MissingExtraError: spaCy is absent.
    """
    try:
        from spacy.tokens import Doc
    except ImportError as error:
        raise MissingExtraError("quotelens in a spaCy pipeline", "spacy", "spacy") from error

    if Doc.has_extension(attribute):
        getter = Doc.get_extension(attribute)[2]
        if not (isinstance(getter, functools.partial) and getter.func is quotes_of):
            raise SettingsError(
                f"doc._.{attribute} is another package's; choose a name of your own: "
                f'nlp.add_pipe("quotelens", config={{"attribute": "said"}})'
            )
        return
    Doc.set_extension(attribute, getter=functools.partial(quotes_of, attribute=attribute))


def quotes_of(doc: "Doc", attribute: str = ATTRIBUTE) -> list[DocQuote]:
    """A document's quotes, in text order: what `doc._.quotes` gives. None, where no component has read the document."""
    noted = doc.user_data.get(_key(attribute))
    if noted is None:
        return []
    by_id = {source.source_id: source for source in map(_source, noted["sources"])}
    quotes = map(_quote, noted["quotes"])
    return [DocQuote(doc, quote, by_id.get(quote.source_id or ""), noted["alignment"]) for quote in quotes]


def _key(attribute: str) -> tuple[str, str, None, None]:
    # where spaCy itself keeps an attribute's value: what it saves, copies or leaves behind of those goes for this too
    return ("._.", attribute, None, None)


def _quote(row: dict[str, Any]) -> Quote:
    spans = {name: None if row[name] is None else Span(**row[name]) for name in ("cue", "mention")}
    return Quote(**{**row, **spans, "content": tuple(Span(**span) for span in row["content"])})


def _source(row: dict[str, Any]) -> Source:
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Source(**plain)


def _raise(name: str, component: Any, docs: list[Any], error: Exception) -> None:
    raise error


def _register() -> None:
    """Make the component known to spaCy, where that is installed."""
    if importlib.util.find_spec("spacy") is None:
        return
    from spacy.language import Language

    Language.factory("quotelens", func=component, assigns=[f"doc._.{ATTRIBUTE}"])


_register()
