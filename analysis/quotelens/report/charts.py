"""Figures: drawn by Altair, rendered offline to SVG and PNG by vl-convert, each with its alternative text and its data.

One layout for all: a row a source (or quote), the label above its marks, so that long names have the whole width and
the figure stays readable on a telephone. The layout is given in pixels and never measured from text, so that it is
the same whatever fonts a machine has. Colour is never the only sign: shapes and printed numbers say the same.
"""

from __future__ import annotations

import base64
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens.report import facts, text
from quotelens.tables import harmless

if TYPE_CHECKING:
    from quotelens.study import Study

MAX_ROWS = 15  # rows a figure draws; what is left out is stated, and stands in the tables

_WIDTH = 480
_PAD = 12
_PLOT = _WIDTH - 2 * _PAD
_ROW = 48
_LEGEND = 26
_AXIS = 24
_INK = "#1c2128"  # written as currentColor, so that a page's own ink, light or dark, shows
_BLUE, _VERMILION, _SKY, _ORANGE, _GREEN = "#0072B2", "#D55E00", "#56B4E9", "#E69F00", "#009E73"  # Okabe and Ito (2008)
_PRINTED = "Liberation Sans"  # vl-convert brings it along, so that a PNG's letters are the same on every machine
# what Vega says of every group of marks: graphics that need names of their own, where the whole has one
_ROLES = re.compile(r'(?<=") role="graphics-(?:object|symbol)" aria-roledescription="[^"]*"(?=>)')
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
# the marks of one row lie a little apart, so that equal scores do not hide one another
_SCORES = (
    ("tone_score", "square", _GREEN, -4, "Model"),
    ("textblob_polarity", "circle", _BLUE, 3, "TextBlob polarity"),
    ("vader_compound", "diamond", _VERMILION, 10, "VADER compound"),
)
_TYPES = {"direct": _BLUE, "mixed": _SKY, "indirect": _ORANGE}


@dataclass(frozen=True, slots=True)
class Figure:
    """A finished figure; JupyterLab shows it, and the report finds it among a notebook's outputs.

    Attributes:
        name: File name without its ending.
        title: What it shows.
        alt: What a reader who cannot see it should know.
        frame: The data drawn, with full names.
        svg: The drawing, with `<title>`, `<desc>` and `role="img"`; whatever came from articles is escaped.
    """

    name: str
    title: str
    alt: str
    frame: pd.DataFrame = field(repr=False)
    svg: str = field(repr=False)

    def csv(self) -> str:
        """The data as CSV; cells that a spreadsheet would take for formulas carry an apostrophe."""
        return str(harmless(self.frame).to_csv(index=False, lineterminator="\n"))

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        # JupyterLab shows no SVG in a notebook that it does not trust yet (one just downloaded), but an image it does
        inline = base64.b64encode(self.svg.encode("utf-8", "replace")).decode("ascii")
        image = (
            f'<img alt="{text.escape(f"{self.title}. {self.alt}")}" src="data:image/svg+xml;base64,{inline}" '
            'style="background: #fff; max-width: 100%">'
        )
        data = {"text/html": image, "image/svg+xml": self.svg, "text/plain": f"{self.title}. {self.alt}"}
        about = {"figure": self.name, "title": self.title, "alt": self.alt, "csv": self.csv()}
        return data, {"image/svg+xml": {"needs_background": "light"}, "quotelens": about}


def png(svg: str) -> bytes:
    """A figure's drawing as PNG at twice its size, for where no SVG can go; the same drawing gives the same bytes."""
    import vl_convert

    return _packed(bytes(vl_convert.svg_to_png(lettered(svg, _PRINTED), scale=2)))


def lettered(svg: str, font: str) -> str:
    """A figure's drawing with its words in another font."""
    return svg.replace(f'font-family="{_FONT}"', f'font-family="{font}"')


def _packed(picture: bytes) -> bytes:
    """The same PNG with its pixels packed as tightly as zlib can: a quarter of what vl-convert writes."""
    packed, pixels, at = picture[:8], b"", 8
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        kind, body, at = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size], at + 12 + size
        if kind == b"IDAT":
            pixels += body
            continue
        if kind == b"IEND":
            packed += _chunk(b"IDAT", zlib.compress(zlib.decompress(pixels), 9))
        packed += _chunk(kind, body)
    return packed


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def shares(study: Study) -> Figure:
    """Share of all quotes that each source has, with its interval: a dot on a line, the most quoted first."""
    import altair as alt

    rows = facts.source_shares(study).query("n_quotes > 0")
    drawn = rows.head(MAX_ROWS).assign(y=_heights(min(len(rows), MAX_ROWS)))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    x_axis = _axis(ticks, "format(datum.value, '.0%')")
    y = alt.Y("y:Q", scale=None, axis=None)
    base = alt.Chart(drawn)
    layers = [
        _ticks(ticks, len(drawn), _x("x", 0, 1, x_axis)),
        _interval(base, _BLUE).encode(x=_x("low", 0, 1, x_axis), x2="high", y=y),
        _point(base, "circle", _BLUE).encode(x=_x("share", 0, 1, x_axis), y=y),
    ]
    beside = [f"{row.n_quotes:,} of {row.n:,} · {_share(row.share, row.low, row.high)}" for row in facts.rows(drawn)]
    level = text.percent(study.settings.reliability.level)
    return _figure(
        name="shares_by_source",
        title="Share of all quotes, by source" + _cut(len(drawn), len(rows), "sources"),
        about=f"The dot is the share, the line its {level} interval.",
        said=[f"{name}: {words}" for name, words in zip(drawn["name"], beside, strict=True)],
        frame=drawn.drop(columns="y"),
        layers=[*layers, *_labels(drawn["name"], beside)],
        key=[("point", "circle", _BLUE, "share"), ("rule", "", _BLUE, f"{level} interval")],
    )


def types(study: Study) -> Figure:
    """How many of each source's quotes are direct, mixed and indirect: bars with the numbers printed above them."""
    import altair as alt

    rows = facts.source_types(study).query("n_quotes > 0")
    drawn = rows.head(MAX_ROWS).assign(y=_heights(min(len(rows), MAX_ROWS)))
    most = max(1, int(drawn["n_quotes"].max())) if len(drawn) else 1
    ticks = sorted({0, (most + 1) // 2, most})
    x_axis = _axis(ticks, "format(datum.value, ',d')")
    pieces = []
    for row in facts.rows(drawn):
        start = 0
        for kind in _TYPES:
            n = getattr(row, kind)
            if n:
                pieces.append({"kind": kind, "start": start, "end": start + n, "top": row.y - 6, "bottom": row.y + 6})
            start += n
    bars = pd.DataFrame(pieces, columns=["kind", "start", "end", "top", "bottom"])
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(_TYPES), range=list(_TYPES.values())), legend=None)
    layer = (
        alt.Chart(bars)
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=_x("start", 0, most, x_axis),
            x2="end",
            y=alt.Y("top:Q", scale=None, axis=None),
            y2="bottom",
            color=colour,
        )
    )
    beside = [
        " · ".join(f"{getattr(row, kind)} {kind}" for kind in _TYPES if getattr(row, kind)) for row in facts.rows(drawn)
    ]
    return _figure(
        name="types_by_source",
        title="Direct, mixed and indirect quotes, by source" + _cut(len(drawn), len(rows), "sources"),
        about="Bars are numbers of quotes.",
        said=[f"{name}: {words}" for name, words in zip(drawn["name"], beside, strict=True)],
        frame=drawn.drop(columns="y"),
        layers=[_ticks(ticks, len(drawn), _x("x", 0, most, x_axis)), layer, *_labels(drawn["name"], beside)],
        key=[("point", "square", colour, kind) for kind, colour in _TYPES.items()],
    )


def tone_by_source(study: Study) -> Figure:
    """Mean tone of each source's quotes by all three scores, with intervals where two quotes or more have one."""
    rows = facts.source_tone(study).query("n_quotes > 0")
    drawn = rows.head(MAX_ROWS).assign(y=_heights(min(len(rows), MAX_ROWS)))
    level = text.percent(study.settings.reliability.level)
    return _tone(
        "tone_by_source",
        "Mean tone of what is said, by source" + _cut(len(drawn), len(rows), "sources"),
        f"Lines are {level} intervals; a mean of one quote has none.",
        drawn,
        drawn["name"],
    )


def tone_by_quote(study: Study) -> Figure:
    """Tone of single quotes by the model and both word lists, in the order of the text."""
    quotes = facts.numbered_quotes(study)
    scores = [measure for measure, *_ in _SCORES]
    drawn = quotes.head(MAX_ROWS)[["number", "quote_id", "name", "content", *scores]]
    drawn = drawn.assign(y=_heights(len(drawn)))
    return _tone(
        "tone_by_quote",
        "Tone of what is said, by quote" + _cut(len(drawn), len(quotes), "quotes"),
        "Numbers are those of the table of quotes.",
        drawn,
        [f"{number}. {name}" for number, name in zip(drawn["number"], drawn["name"], strict=True)],
    )


def _tone(name: str, title: str, about: str, drawn: pd.DataFrame, labels: Sequence[str] | pd.Series) -> Figure:
    import altair as alt

    ticks = [-1, -0.5, 0, 0.5, 1]
    x_axis = _axis(ticks, "datum.value == 0 ? '0' : replace(format(datum.value, '+.1f'), '-', '−')")
    x = _x("x", -1, 1, x_axis)
    layers = [_ticks(ticks, len(drawn), x), _ticks([0], len(drawn), x, opacity=0.5)]
    for measure, shape, colour, shift, _ in _SCORES:
        base = alt.Chart(drawn.assign(y=drawn["y"] + shift).dropna(subset=measure))
        y = alt.Y("y:Q", scale=None, axis=None)
        if f"{measure}_low" in drawn:
            layers.append(
                _interval(base.transform_filter(f"isValid(datum.{measure}_low)"), colour).encode(
                    x=_x(f"{measure}_low", -1, 1, x_axis), x2=f"{measure}_high", y=y
                )
            )
        layers.append(_point(base, shape, colour).encode(x=_x(measure, -1, 1, x_axis), y=y))
    beside = [
        " · ".join(f"{label.split()[0]} {text.tone(value)}" for (*_, label), value in zip(_SCORES, values, strict=True))
        for values in zip(*(drawn[measure] for measure, *_ in _SCORES), strict=True)
    ]
    return _figure(
        name=name,
        title=title,
        about=f"From −1 (negative) to +1 (positive); – where no word is in the list. {about}",
        said=[f"{label}: {words}" for label, words in zip(labels, beside, strict=True)],
        frame=drawn.drop(columns="y"),
        layers=[*layers, *_labels(labels, beside)],
        key=[("point", shape, colour, label) for _, shape, colour, _, label in _SCORES],
    )


def _point(base: Any, shape: str, colour: str) -> Any:
    return base.mark_point(size=75, shape=shape, filled=True, color=colour, opacity=1)


def _interval(base: Any, colour: str) -> Any:
    return base.mark_rule(size=3, color=colour, opacity=0.5, strokeCap="round")


def _heights(n: int) -> list[float]:
    """Where each row's marks lie, in pixels from the top: below the row's label."""
    return [k * _ROW + 30.0 for k in range(n)]


def _x(field_name: str, low: float, high: float, axis: Any) -> Any:
    import altair as alt

    return alt.X(f"{field_name}:Q", scale=alt.Scale(domain=[low, high], nice=False, zero=False), axis=axis, title=None)


def _axis(values: Sequence[float], label: str) -> Any:
    import altair as alt

    return alt.Axis(
        values=list(values), labelExpr=label, orient="bottom", title=None, labelFlush=True,
        domain=False, ticks=False, grid=False, labelPadding=4,
    )  # fmt: skip


def _ticks(values: Sequence[float], n_rows: int, x: Any, opacity: float = 0.18) -> Any:
    """The scale's ticks drawn in each row behind its marks, and not through the words above them."""
    import altair as alt

    ends = [{"x": value, "top": y - 9, "bottom": y + 10} for y in _heights(n_rows) for value in values]
    return (
        alt.Chart(pd.DataFrame(ends, columns=["x", "top", "bottom"]))
        .mark_rule(size=1, color=_INK, opacity=opacity)
        .encode(x=x, y=alt.Y("top:Q", scale=None, axis=None), y2="bottom")
    )


def _labels(left: Iterable[str], right: Iterable[str]) -> list[Any]:
    """The row's name at its left, its numbers at its right, both above the marks."""
    import altair as alt

    words = pd.DataFrame(
        [
            {"left": _fitted(name, _PLOT - 6.6 * len(numbers) - 14), "right": text.visible(numbers), "y": k * _ROW + 15}
            for k, (name, numbers) in enumerate(zip(left, right, strict=True))
        ],
        columns=["left", "right", "y"],
    )
    y = alt.Y("y:Q", scale=None, axis=None)
    base = alt.Chart(words)
    return [
        base.mark_text(align="left", baseline="alphabetic", fontSize=13, fontWeight=600, color=_INK).encode(
            x=alt.value(0), y=y, text="left:N"
        ),
        base.mark_text(align="right", baseline="alphabetic", fontSize=12, color=_INK).encode(
            x=alt.value(_PLOT), y=y, text="right:N"
        ),
    ]


def _fitted(name: str, room: float) -> str:
    """The name, cut with an ellipsis where it would not fit `room` pixels at 13 px bold in any common sans-serif."""
    limit = 2 * len(name)  # wide characters take two columns
    while limit > 4 and sum(_breadth(char) for char in text.shorten(name, limit)) > room:
        limit -= 1
    return text.shorten(name, limit)


def _breadth(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 13.5
    if char in "MWmw@%—…":
        return 13.0
    return 10.2 if char.isupper() else 4.9 if char in " .,:;'’iljt|!" else 8.2


def _figure(
    *,
    name: str,
    title: str,
    about: str,
    said: list[str],
    frame: pd.DataFrame,
    layers: list[Any],
    key: list[tuple[str, str, str, str]],
) -> Figure:
    alt_text = f"{about} {'; '.join(said)}." if said else "There is nothing to draw."
    svg = _render(layers, key, len(frame)) if len(frame) else _render(_blank(), [], 1)
    return Figure(name, title, alt_text, frame.reset_index(drop=True), _described(svg, name, title, alt_text))


def _blank() -> list[Any]:
    import altair as alt

    words = alt.Chart(pd.DataFrame({"words": ["Nothing to draw: no quotes were found."]}))
    return [
        words.mark_text(align="left", fontSize=13, color=_INK).encode(
            x=alt.value(0), y=alt.value(_ROW / 2), text="words:N"
        )
    ]


def _key(entries: list[tuple[str, str, str, str]]) -> list[Any]:
    """The legend, on one line above the rows: each sign followed by its name."""
    import altair as alt

    layers, at = [], 0.0
    for kind, shape, colour, name in entries:
        sign = alt.Chart(pd.DataFrame({"name": [name]}))
        y = alt.value(-_LEGEND + 9)
        if kind == "rule":
            layers.append(_interval(sign, colour).encode(x=alt.value(at), x2=alt.value(at + 18), y=y))
        else:
            layers.append(_point(sign, shape, colour).encode(x=alt.value(at + 6), y=y))
        words = at + (24 if kind == "rule" else 16)
        layers.append(
            sign.mark_text(align="left", baseline="middle", fontSize=12, color=_INK).encode(
                x=alt.value(words), y=y, text="name:N"
            )
        )
        at = words + 6.5 * len(name) + 20
    return layers


def _render(layers: list[Any], key: list[tuple[str, str, str, str]], n_rows: int) -> str:
    import altair as alt
    import vl_convert

    top = _PAD + (_LEGEND if key else 0)
    chart = (
        alt.layer(*layers, *_key(key))
        .resolve_scale(x="shared")
        .properties(
            width=_WIDTH,
            height=top + n_rows * _ROW + _AXIS + _PAD,
            padding={"left": _PAD, "right": _PAD, "top": top, "bottom": _AXIS + _PAD},
        )
        .configure(
            background="#ffffff", aria=False, font=_FONT, autosize=alt.AutoSizeParams(type="none", contains="padding")
        )
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, labelFontSize=11, labelOpacity=0.75)
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _described(svg: str, name: str, title: str, alt_text: str) -> str:
    """The drawing with a title and a description for those who hear it, in the ink of the page it stands on."""
    head, _, rest = svg.partition(">")
    ids = f"{name}-title {name}-desc"
    words = (
        f'<title id="{name}-title">{text.escape(title)}</title><desc id="{name}-desc">{text.escape(alt_text)}</desc>'
    )
    rest = _ROLES.sub("", rest)
    return f'{head} role="img" aria-labelledby="{ids}" color="{_INK}">{words}{rest}'.replace(
        f'fill="{_INK}"', 'fill="currentColor"'
    ).replace(f'stroke="{_INK}"', 'stroke="currentColor"')


def _share(value: float, low: float, high: float) -> str:
    return text.with_interval(text.percent(value), text.percent_interval(low, high))


def _cut(shown: int, total: int, what: str) -> str:
    return f" (the first {shown} of {total:,} {what})" if shown < total else ""
