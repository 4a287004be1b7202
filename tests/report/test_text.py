import math

import pytest

from quotelens.report import text


def test_escape_leaves_nothing_to_obey() -> None:
    assert text.escape("<a href='x' title=\"y\">&") == "&lt;a href=&#x27;x&#x27; title=&quot;y&quot;&gt;&amp;"


def test_what_html_cannot_carry_is_shown_at_the_same_length() -> None:
    assert text.visible("a\x00b\x1fc\td\r\ne\ud800") == "a␀b␟c\td\r\ne\ufffd"


@pytest.mark.parametrize(
    ("given", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("a longer name", 8, "a longe…"),
        ("two\n lines ", 20, "two lines"),
        ("国際連合", 8, "国際連合"),
        ("国際連合", 6, "国際…"),
        ("", 4, ""),
    ],
)
def test_shorten_counts_columns(given: str, limit: int, shown: str) -> None:
    assert text.shorten(given, limit) == shown


def test_shorten_does_not_keep_half_a_character() -> None:
    assert text.shorten("aae\u0301" + "x" * 9, 4) == "aae\u0301…"


def test_numbers_round_half_up_and_say_when_there_is_none() -> None:
    assert [text.percent(share) for share in (0.125, 0.0, 1.0, math.nan)] == ["13%", "0%", "100%", "–"]
    assert text.percent_interval(0.266, 0.811) == "27–81%"
    assert text.percent_interval(math.nan, math.nan) == ""
    assert [text.tone(score) for score in (0.5, -0.254, -0.001, 0.0, math.nan)] == [
        "+0.50",
        "−0.25",
        "0.00",
        "0.00",
        "–",
    ]
    assert text.tone_interval(-0.2, 0.314) == "−0.20 to +0.31"


def test_with_interval_leaves_out_what_is_not_there() -> None:
    assert text.with_interval("50%", "9–91%") == "50% (9–91%)"
    assert text.with_interval("–", "") == "–"


def test_plural() -> None:
    assert [text.plural(n, "quote") for n in (0, 1, 2345)] == ["0 quotes", "1 quote", "2,345 quotes"]
