from quotelens.report.views.excerpt import excerpt

BODY = 'Kay said: "It was\n  a  raid," and that three <b>men</b> fell.'


def part(words: str) -> tuple[int, int]:
    start = BODY.index(words)
    return start, start + len(words)


def marked(shown: str, runs: object) -> list[str]:
    return [shown[start:end] for start, end in runs]  # type: ignore[attr-defined]


def test_white_space_and_gaps_become_one_space_and_marks_move_along() -> None:
    content = [part("It was\n  a  raid"), part("three <b>men</b> fell")]
    shown, runs = excerpt(BODY, content, [part("raid"), part("<b>men</b>")], 100)
    assert shown == "It was a raid three <b>men</b> fell"
    assert marked(shown, runs) == ["raid", "<b>men</b>"]


def test_what_is_marked_outside_of_the_content_is_left_out() -> None:
    assert excerpt(BODY, [part("three")], [part("Kay"), part("raid")], 100) == ("three", [])


def test_what_is_long_is_cut_at_a_word() -> None:
    assert excerpt("one two three four", [(0, 18)], [], 9) == ("one two…", [])
    assert excerpt("one two", [(0, 7)], [], 7) == ("one two", [])


def test_the_marked_word_stays_in_though_the_beginning_has_to_go() -> None:
    body = "word " * 40 + "killed yesterday " + "word " * 40
    shown, runs = excerpt(body, [(0, len(body))], [(200, 206)], 100)
    assert shown.startswith("…word ")
    assert shown.endswith(" word…")
    assert marked(shown, runs) == ["killed"]
    assert len(shown) < 110


def test_one_endless_word_is_cut_within() -> None:
    assert excerpt("x" * 50, [(0, 50)], [], 10) == ("x" * 10 + "…", [])


def test_of_no_characters_nothing_is_shown() -> None:
    assert excerpt(" \n ", [(0, 3)], [], 10) == ("", [])
    assert excerpt("", [], [], 10) == ("", [])


def test_control_characters_are_shown_by_their_pictures() -> None:
    assert excerpt("a\x00b", [(0, 3)], [(1, 2)], 10) == ("a␀b", [(1, 2)])
