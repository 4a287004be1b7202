"""A study's settings: defaults, overrides, and errors that suggest the mend."""

from __future__ import annotations

import dataclasses
import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from quotelens import settings
from quotelens.errors import SettingsError
from quotelens.settings import (
    AttributionSettings,
    CorpusSettings,
    ReliabilitySettings,
    ReportSettings,
    SentimentSettings,
    Settings,
)


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "study.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_study_without_a_word_has_the_defaults(tmp_path: Path) -> None:
    assert settings.load(write(tmp_path, "")) == Settings()
    assert Settings().as_dict() == {
        "corpus": {"max_bytes": 5_000_000, "any_language": False},
        "attribution": {"min_confidence": 0.2, "min_nested_confidence": 0.5, "max_level": 3},
        "sentiment": {"terms": {}, "cues": {}},
        "claims": {
            "min_probability": 0.5,
            "max_block": 100,
            "max_candidates": 4,
            "neighbours": 4,
            "min_likeness": 0.3,
            "min_overlap": 0.5,
        },
        "reliability": {"level": 0.95},
        "report": {"title": ""},
    }


def test_what_the_file_says_overrides_and_the_rest_stays(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '# a comment\n[corpus]\nmax_bytes = 10_000\n[attribution]\nmin_confidence = 0.5\n[report]\ntitle = "Été"\n',
    )
    assert settings.load(path) == Settings(
        corpus=CorpusSettings(max_bytes=10_000),
        attribution=AttributionSettings(min_confidence=0.5, max_level=3),
        report=ReportSettings(title="Été"),
    )


def test_what_is_written_out_is_read_back() -> None:
    some = Settings(attribution=AttributionSettings(0.25, 0.75, 1), reliability=ReliabilitySettings(0.9))
    assert settings.from_dict(some.as_dict()) == some


def test_a_study_has_its_own_words(tmp_path: Path) -> None:
    text = '[sentiment.terms]\nthuwar = 0.5\nkilled = 0\n[sentiment.cues]\n"go on record" = "endorsing"\n'
    found = settings.load(write(tmp_path, text)).sentiment
    assert found == SentimentSettings({"thuwar": 0.5, "killed": 0}, {"go on record": "endorsing"})


def test_a_whole_number_will_do_for_a_share() -> None:
    found = settings.from_dict({"attribution": {"min_confidence": 1}})
    assert found.attribution.min_confidence == 1.0
    assert type(found.attribution.min_confidence) is float


def test_a_file_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert settings.load(write(tmp_path, b"\xef\xbb\xbf[corpus]\r\nmax_bytes = 7\r\n")).corpus.max_bytes == 7


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[corpsu]", r"unknown table: 'corpsu'; did you mean 'corpus'\?"),
        ("[zzz]", "unknown table: 'zzz'; known are corpus, attribution, sentiment, claims, reliability, report"),
        ("[corpus]\nmax_byte = 1", r"unknown key in \[corpus\]: 'max_byte'; did you mean 'max_bytes'\?"),
        ("[corpus]\nzzz = 1", r"unknown key in \[corpus\]: 'zzz'; known are max_bytes"),
        ("corpus = 3", r"\[corpus\] must be a table of settings, not 3"),
        ("[corpus]\nmax_bytes = 1.5", r"corpus\.max_bytes must be a whole number, not a decimal number \(1\.5\)$"),
        ("[corpus]\nmax_bytes = true", r"corpus\.max_bytes must be a whole number, not true or false \(true\)$"),
        ("[attribution]\nmin_confidence = false", r"attribution\.min_confidence must be a number, not true or false"),
        (
            '[attribution]\nmin_confidence = "0.5"',
            r'attribution\.min_confidence must be a number, not text \("0\.5"\); leave the quotation marks out',
        ),
        ('[attribution]\nmin_confidence = "high"', r'min_confidence must be a number, not text \("high"\)$'),
        ("[report]\ntitle = 3", r"report\.title must be text, not a whole number \(3\); put it in quotation marks"),
        ("[corpus]\nmax_bytes = 0", r"corpus\.max_bytes must be above 0, not 0"),
        ("[attribution]\nmin_confidence = 1.1", r"attribution\.min_confidence must lie in 0-1, not 1\.1"),
        ("[attribution]\nmin_confidence = nan", r"attribution\.min_confidence must lie in 0-1, not nan"),
        ("[attribution]\nmax_level = -1", r"attribution\.max_level must be 0 or more, not -1"),
        ("[sentiment]\nterms = 3", r"sentiment\.terms must be a table, not a whole number \(3\)"),
        ('[sentiment]\nterms = {"two words" = 1}', r"sentiment\.terms: 'two words' must be a single word"),
        ("[sentiment]\nterms = {war = 2}", r"sentiment\.terms: 'war' must have a tone from -1 to 1, not 2"),
        ("[sentiment.terms]\nwar = true", r"sentiment\.terms: 'war' must have a tone from -1 to 1, not True"),
        ('[sentiment.cues]\nsay = "glad"', r"sentiment\.cues: 'say' must be one of neutral, .*, emotive, not 'glad'"),
        ("[claims]\nmin_probability = 0.0", r"claims\.min_probability must lie above 0 and at most at 1, not 0\.0"),
        ("[claims]\nmin_overlap = 1.5", r"claims\.min_overlap must lie above 0 and at most at 1, not 1\.5"),
        ("[claims]\nmax_block = 1", r"claims\.max_block must be 2 or more, not 1"),
        ("[claims]\nmax_candidates = 0", r"claims\.max_candidates must be 1 or more, not 0"),
        ("[claims]\nneighbours = -1", r"claims\.neighbours must be 0 or more, not -1"),
        ("[reliability]\nlevel = 1", r"reliability\.level must lie between 0 and 1, not 1\.0"),
        ("[reliability]\nlevel = 0.0", r"reliability\.level must lie between 0 and 1, not 0\.0"),
        ("[attribuion]\nmin_confidence = 0.3", r"unknown table: 'attribuion'; did you mean 'attribution'\?"),
        ("[Corpus]", r"unknown table: 'Corpus'; did you mean 'corpus'\?"),
        ("[corpus]\nmax-bytes = 3", r"unknown key in \[corpus\]: 'max-bytes'; did you mean 'max_bytes'\?"),
        ("[corpus]\nmin_confidence = 0.3", r"unknown key in \[corpus\]: .*; it belongs under \[attribution\]"),
        ("max_bytes = 3", r"'max_bytes' stands outside of its table; put it under \[corpus\]"),
        ("[[corpus]]\nmax_bytes = 3", r"\[corpus\] must be a table of settings, not .*; write \[corpus\], in single"),
        ("[corpus]\nmax_bytes = 2026-01-01", r"corpus\.max_bytes must be a whole number, not a date \(2026-01-01\)"),
        ("[corpus]\n[report]\n[corpus]", r"not valid TOML: \[corpus\] stands twice; .* \(at line 3, column 8\)"),
        ("[corpus]\nmax_bytes = 1\nmax_bytes = 2", "not valid TOML: a key stands twice"),
        ("[report]\ntitle = Floods", r"not valid TOML: no value; text wants quotation marks \(at line 2, column 9\)"),
        ("[notebooks]\n01_corpus = 3", r"\[notebooks\.01_corpus\] must be a table of parameters, not 3"),
        ("[notebooks.a]\nb = 2026-01-01", r"notebooks\.a\.b must be text, a number, .* or a table, not a date"),
        ("[corpus\n", "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_key(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(SettingsError, match=message) as caught:
        settings.load(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: cannot be read: "):
        settings.load(tmp_path / "gone.toml")


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, math.nan, math.inf])
def test_settings_made_in_python_are_held_to_the_same(level: float) -> None:
    with pytest.raises(SettingsError, match=r"reliability\.level"):
        ReliabilitySettings(level)


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        CorpusSettings().max_bytes = 3  # type: ignore[misc]


def test_the_study_of_a_path_is_its_folder_or_the_one_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[corpus]\nmax_bytes = 7\n")
    seeds = tmp_path / "seeds"
    (seeds / "deep").mkdir(parents=True)
    (seeds / "a.txt").write_text("x")
    study = Settings(corpus=CorpusSettings(7))
    for path in (tmp_path, str(tmp_path), seeds, seeds / "a.txt", f"{seeds}/*.txt", seeds / "gone.txt", f"{seeds}/"):
        assert settings.find(path) == study, path
    assert settings.find(seeds / "deep") == Settings()
    monkeypatch.chdir(seeds)
    for path in (".", "a.txt", "*.txt", "-"):
        assert settings.find(path) == study, path


def test_the_nearer_study_wins(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    write(tmp_path, "[corpus]\nmax_bytes = 7\n")
    write(seeds, "[corpus]\nmax_bytes = 8\n")
    assert settings.find(seeds).corpus.max_bytes == 8


# --- written out -----------------------------------------------------------------------------------------------------


def keys_of(text: str) -> dict[str, list[str]]:
    """The keys of a written file by table, as lines, each checked to stand below one comment of its own."""
    found: dict[str, list[str]] = {}
    before = ""
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = keys = []
        elif " = " in line and not line.startswith("#"):
            assert before.startswith("# "), line
            keys.append(line.partition(" = ")[0])
        before = line
    return found


def test_every_setting_is_written_with_its_default_below_a_line_on_what_it_does(tmp_path: Path) -> None:
    text = settings.to_toml()
    assert settings.load(write(tmp_path, text)) == Settings()
    expected = {
        stage.name: [one.name for one in dataclasses.fields(getattr(Settings(), stage.name))]
        for stage in dataclasses.fields(Settings)
        if stage.name != "notebooks"
    }
    assert keys_of(text) == {**expected, "notebooks": []}
    assert sum(map(len, expected.values())) >= 13
    assert max(map(len, text.splitlines())) <= 120


def test_a_setting_is_written_as_a_person_would_write_it() -> None:
    lines = settings.to_toml().splitlines()
    at = lines.index("[attribution]")
    assert lines[at + 1 : at + 3] == [
        "# Quotes that the model is less sure of than this are left out (0 to 1).",
        "min_confidence = 0.2",
    ]
    assert "max_bytes = 5_000_000" in lines
    assert 'title = ""' in lines


SHARES = st.floats(0.01, 0.99)
WORDS = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1)
PLAIN = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@checked(derandomize=True, deadline=None, max_examples=30)
@given(
    title=st.text(),
    terms=st.dictionaries(WORDS, st.floats(-1, 1)),
    cues=st.dictionaries(st.text(), st.sampled_from(["neutral", "endorsing"])),
    share=SHARES,
    notebooks=st.dictionaries(st.text(), st.dictionaries(st.text(), PLAIN, max_size=3), max_size=3),
)
def test_any_settings_are_read_back_as_they_were(
    title: str, terms: dict[str, float], cues: dict[str, Any], share: float, notebooks: dict[str, dict[str, Any]]
) -> None:
    some = Settings(
        attribution=AttributionSettings(share),
        sentiment=SentimentSettings(terms, cues),
        report=ReportSettings(title),
        notebooks=notebooks,
    )
    assert settings.from_dict(tomllib.loads(settings.to_toml(some))) == some
    assert settings.from_dict(some.as_dict()) == some


def test_notebooks_are_named_in_a_manifest_only_where_a_study_names_them() -> None:
    assert "notebooks" not in Settings().as_dict()
    own = {"05_sources": {"weights": {"direct_share": 1}}}
    assert Settings(notebooks=own).as_dict()["notebooks"] == own


def test_a_study_may_name_the_columns_of_its_tables(tmp_path: Path) -> None:
    found = settings.load(write(tmp_path, '[corpus]\ntext = "body"\nid = "key"\n'))
    assert found.corpus == CorpusSettings(text="body", id="key")
    assert found.corpus.columns() == {"text": "body", "id": "key"}
    assert found.as_dict()["corpus"] == {**Settings().as_dict()["corpus"], "text": "body", "id": "key"}
    assert settings.from_dict(found.as_dict()) == found
