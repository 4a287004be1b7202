import base64
import io
import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from collections.abc import Callable

import pandas as pd
import pytest

from quotelens.report import charts
from quotelens.report.charts import Figure
from quotelens.study import Study

CHARTS = (charts.shares, charts.types, charts.tone_by_source, charts.tone_by_quote)
SVG = "{http://www.w3.org/2000/svg}"


def words(figure: Figure) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", CHARTS)
def test_a_figure_can_be_heard(draw: Callable[[Study], Figure], study: Study) -> None:
    figure = draw(study)
    root = ElementTree.fromstring(figure.svg)
    assert [node.get("role") for node in root.iter() if "role" in node.attrib] == ["img"]  # one image, with one name
    named = {node.get("id"): node.text for node in root if node.tag in (f"{SVG}title", f"{SVG}desc")}
    assert (root.get("aria-labelledby") or "").split() == list(named)
    assert list(named.values()) == [figure.title, figure.alt]
    assert "Ada <i>Mora</i>" in figure.alt


@pytest.mark.parametrize("draw", CHARTS)
def test_a_figure_escapes_names_and_carries_its_data(draw: Callable[[Study], Figure], study: Study) -> None:
    figure = draw(study)
    assert "<i>" not in figure.svg
    data, about = figure._repr_mimebundle_()
    assert data["image/svg+xml"] == figure.svg
    [inline] = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', data["text/html"])
    assert base64.b64decode(inline).decode("utf-8") == figure.svg
    assert "<i>" not in data["text/html"]
    assert about["quotelens"]["alt"] == figure.alt
    frame = pd.read_csv(io.StringIO(about["quotelens"]["csv"]))
    assert "Ada <i>Mora</i>" in set(frame["name"])


@pytest.mark.parametrize("draw", CHARTS)
def test_a_figure_of_nothing_says_so(draw: Callable[[Study], Figure], empty_study: Study, silent_study: Study) -> None:
    for study in (empty_study, silent_study):
        assert words(draw(study)) == ["Nothing to draw: no quotes were found."]


@pytest.mark.parametrize("draw", CHARTS)
def test_a_figure_is_the_same_every_time(draw: Callable[[Study], Figure], study: Study) -> None:
    first, second = draw(study), draw(study)
    assert (first.svg, first.csv(), first.alt) == (second.svg, second.csv(), second.alt)


@pytest.mark.parametrize("draw", CHARTS)
def test_a_crowd_is_cut_and_the_figure_says_so(draw: Callable[[Study], Figure], crowded_study: Study) -> None:
    figure = draw(crowded_study)
    assert f"the first {charts.MAX_ROWS} of 100" in figure.title
    assert len(figure.frame) == charts.MAX_ROWS
    assert "Republic" in str(figure.frame["name"].iloc[0])  # the data has the full name
    labels = [word for word in words(figure) if "Ministry" in word]
    assert len(labels) == charts.MAX_ROWS
    assert all(label.endswith("…") for label in labels)


def test_shares_are_printed_and_drawn(study: Study) -> None:
    figure = charts.shares(study)
    assert "2 of 4 · 50% (15–85%)" in words(figure)
    assert figure.frame[["name", "n_quotes", "n", "share"]].to_numpy().tolist() == [
        ["Ada <i>Mora</i>", 2, 4, 0.5],
        ["some", 1, 4, 0.25],
    ]


def test_types_are_counted(study: Study) -> None:
    figure = charts.types(study)
    assert "1 direct · 1 indirect" in words(figure)
    assert figure.frame[["direct", "mixed", "indirect"]].to_numpy().tolist() == [[1, 0, 1], [0, 0, 1]]


def test_a_score_that_is_not_defined_is_not_drawn_as_neutral(study: Study) -> None:
    figure = charts.tone_by_quote(study)
    assert figure.frame["vader_compound"].isna().tolist() == [False, False, False, True]
    assert any(word.endswith("TextBlob – · VADER –") for word in words(figure))


def test_a_png_is_twice_the_drawing_on_white_and_the_same_every_time(study: Study) -> None:
    svg = charts.shares(study).svg
    picture = charts.png(svg)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (960, 2 * int(ElementTree.fromstring(svg).get("height") or 0))
    assert charts.png(svg) == picture
    pixels, at = b"", 8
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        body = picture[at + 4 : at + 8 + size]
        assert struct.pack(">I", zlib.crc32(body)) == picture[at + 8 + size : at + 12 + size]
        pixels += body[4:] if body[:4] == b"IDAT" else b""
        at += 12 + size
    assert zlib.decompress(pixels)[1:5] == b"\xff\xff\xff\xff"  # the first pixel, behind its row's filter


def test_a_name_fits_its_room_whatever_its_letters() -> None:
    assert charts._fitted("Jamal Zubia", 200) == "Jamal Zubia"
    assert charts._fitted("W" * 60, 130) == "W" * 9 + "…"
    assert charts._fitted("国" * 60, 135) == "国" * 9 + "…"
