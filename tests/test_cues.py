"""Stance by hand for cues as articles have them, and what must hold for any list and any string."""

import re

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotelens import cues
from quotelens.cues import STANCES, entries, stance, stances
from quotelens.errors import SettingsError

WORDS = [
    "did",
    "not",
    "refuse",
    "to",
    "say",
    "claim",
    "admit",
    "but",
    ",",
    "vow",
    "no",
    "'s",
    "—",
    "clear",
    "made",
    "it",
]


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("Says", "neutral"),
        ("have indicated", "neutral"),
        ("according to a statement by", "neutral"),
        ("had been telling", "neutral"),
        ("wrote in a letter to", "neutral"),
        ("thought", "neutral"),
        ("replied", "neutral"),
        ("denied", "neutral"),
        ("went on to say", "neutral"),
        ("reportedly told", "neutral"),
        ("calls for", "neutral"),
        ("is widely expected", "neutral"),
        ("criticised", "neutral"),
        ("referred to", "neutral"),
        ("said in a note to clients", "neutral"),
        ("has signalled", "neutral"),
        ("had claimed to the contrary", "doubting"),
        ("CLAIMING", "doubting"),
        ("alleges", "doubting"),
        ("purported to show", "doubting"),
        ("keeps insisting", "doubting"),
        ("has long maintained", "doubting"),
        ("the so-called", "doubting"),
        ("falsely told", "doubting"),
        ("said, without evidence,", "doubting"),
        ("lied", "doubting"),
        ("is supposed to have said", "doubting"),
        ("seemed to admit", "doubting"),
        ("claimed to know", "doubting"),
        ("was forced to admit", "endorsing"),
        ("finally conceded", "endorsing"),
        ("confirmed", "endorsing"),
        ("pointed out", "endorsing"),
        ("points, once more, out", "endorsing"),
        ("made it perfectly clear", "endorsing"),
        ("makes no secret of", "endorsing"),
        ("knew", "endorsing"),
        ("found", "endorsing"),
        ("noting", "endorsing"),
        ("have shown", "endorsing"),
        ("realised", "endorsing"),
        ("underscoring", "endorsing"),
        ("was quick to hail", "emotive"),
        ("said angrily", "emotive"),
        ("slammed", "emotive"),
        ("swore", "emotive"),
        ("sworn", "emotive"),
        ("has vowed", "emotive"),
        ("is fuming", "emotive"),
        ("tore into", "emotive"),
        ("hit back at", "emotive"),
        ("quipped", "emotive"),
        ("wept", "emotive"),
        ("lashing out at", "emotive"),
        ("whispered", "emotive"),
        ("angrily confirmed", "emotive"),
        (":", None),
        ("", None),
        ("of", None),
        ("in", None),
    ],
)
def test_stance(cue: str, expected: str | None) -> None:
    assert stance(cue) == expected


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("did not confirm", None),
        ("didn’t admit", None),
        ("can't prove", None),
        ("cannot prove", None),
        ("has never once conceded", None),
        ("is not clear", "neutral"),
        ("it is not at all obvious", None),
        ("did not say", "neutral"),
        ("did not deny", "neutral"),
        ("declined to confirm", "neutral"),
        ("refuses to acknowledge", "neutral"),
        ("failed to show", None),
        ("stopped short of admitting", None),
        ("did not confirm but claimed", "doubting"),
        ("did not say, but admitted", "endorsing"),
        ("not only said but vowed", "emotive"),
        ("not only admitted", "endorsing"),
        ("admitted she did not know", "endorsing"),
    ],
)
def test_a_negated_stance_does_not_count(cue: str, expected: str | None) -> None:
    assert stance(cue) == expected


def test_a_longer_entry_hides_a_shorter_one_inside_of_it() -> None:
    assert stance("hit") == "emotive"
    assert stance("note") == "endorsing"
    assert stance("in a note") == "neutral"
    assert stance("appeared") == "doubting"
    assert stance("appeared before the committee") == "neutral"


def test_words_too_far_apart_are_no_phrase() -> None:
    assert stance("made it so very clear") is None


def test_own_entries_go_before_the_package() -> None:
    own = {"claim": "neutral", "go on air with": "emotive"}
    assert stance("claimed", own) == "neutral"
    assert stance("claimed", {}) == "doubting"
    assert stance("went on air with", own) == "emotive"
    assert stance("angrily claimed", own) == "neutral"
    assert stance("slammed", own) == "emotive"
    assert stance("did not moot", {"moot": "endorsing"}) is None


def test_a_long_text_is_no_burden() -> None:
    assert stance("not " * 50_000 + "admitted") is None


def test_stances() -> None:
    found = stances(["said", None, "admitted", pd.NA, "of", "said"], {"say": "doubting"})
    assert found.dtype == "string"
    assert list(found.isna()) == [False, True, False, True, True, False]
    assert list(found.dropna()) == ["doubting", "endorsing", "doubting"]
    assert len(stances([])) == 0


def test_own_entries_that_say_nothing_are_named() -> None:
    with pytest.raises(SettingsError, match=r"'moot'.*'angry'"):
        stance("said", {"moot": "angry"})  # type: ignore[dict-item]
    with pytest.raises(SettingsError, match="no word"):
        stances(["said"], {" - ": "neutral"})


def test_the_list_is_legal_sorted_and_has_sources_that_are_explained() -> None:
    listed = entries()
    assert len(listed) >= 350
    assert {entry.stance for entry in listed} == set(STANCES)
    explained = set(re.findall(r"^    (\w+): ", cues.__doc__ or "", re.MULTILINE))
    assert {key for entry in listed for key in entry.source} == explained
    assert all("own" not in entry.source or entry.source == ("own",) for entry in listed)
    assert [entry.cue for entry in listed] == sorted(entry.cue for entry in listed)
    words = [tuple(re.findall(r"[^\W_]+", entry.cue)) for entry in listed]
    assert len(set(words)) == len(words)
    assert all(entry.cue == entry.cue.lower().strip() for entry in listed)
    assert all(note == "" or note.endswith(".") for note in (entry.note for entry in listed))


def test_every_entry_finds_itself() -> None:
    assert [entry.cue for entry in entries() if stance(entry.cue) != entry.stance] == []


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("say", "says saying said"),
        ("deny", "denies denying denied"),
        ("argue", "argues arguing argued"),
        ("agree", "agrees agreeing agreed"),
        ("admit", "admits admitting admitted"),
        ("offer", "offers offering offered"),
        ("slam", "slams slamming slammed"),
        ("quip", "quips quipping quipped"),
        ("signal", "signals signaling signalling signaled signalled"),
        ("lie", "lies lying lied"),
        ("echo", "echoes echoing echoed"),
        ("panic", "panics panicking panicked"),
        ("swear", "swears swearing swore sworn"),
        ("write", "writes writing wrote written"),
        ("criticize", "criticizes criticizing criticized criticise criticises criticising criticised"),
        ("analyze", "analyzes analysing analysed"),
        ("be", "am is are was were being been"),
        ("allegation", "allegations"),
    ],
)
def test_inflected_forms(base: str, forms: str) -> None:
    assert set(forms.split()) <= cues._forms(base)


def test_a_short_verb_does_not_take_the_forms_of_another() -> None:
    assert "planed" not in cues._forms("plan")
    assert "planing" not in cues._forms("plan")


@given(st.text())
def test_any_text_has_a_class_or_none(text: str) -> None:
    assert stance(text) in (*STANCES, None)
    assert stance(text) == stance(f"  {text}\n")


@given(st.lists(st.sampled_from(WORDS)))
def test_any_order_of_cue_words_has_a_class_or_none(words: list[str]) -> None:
    assert stance(" ".join(words)) in (*STANCES, None)


@given(st.text(), st.sampled_from(STANCES))
def test_an_own_entry_wins_wherever_the_cue_is_it(cue: str, own: cues.Stance) -> None:
    assume(cues._tokens(cue))
    assert stance(cue, {cue: own}) == own


@given(st.sampled_from([entry.cue for entry in entries()]), st.sampled_from(STANCES))
def test_an_own_entry_replaces_the_one_of_the_package(cue: str, own: cues.Stance) -> None:
    assert stance(cue, {cue: own}) == own
    assert stance(cue.upper(), {cue: own}) == own
