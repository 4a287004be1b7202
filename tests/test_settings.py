"""A study's settings: defaults, overrides, and errors that suggest the mend."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

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
        "corpus": {"max_bytes": 5_000_000},
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
        ("[corpus]\nmax_bytes = 1.5", r"corpus\.max_bytes must be int, not float \(1\.5\)"),
        ("[corpus]\nmax_bytes = true", r"corpus\.max_bytes must be int, not bool \(True\)"),
        ("[attribution]\nmin_confidence = false", r"attribution\.min_confidence must be float, not bool"),
        ('[attribution]\nmin_confidence = "0.5"', r"attribution\.min_confidence must be float, not str"),
        ("[report]\ntitle = 3", r"report\.title must be str, not int"),
        ("[corpus]\nmax_bytes = 0", r"corpus\.max_bytes must be above 0, not 0"),
        ("[attribution]\nmin_confidence = 1.1", r"attribution\.min_confidence must lie in 0-1, not 1\.1"),
        ("[attribution]\nmin_confidence = nan", r"attribution\.min_confidence must lie in 0-1, not nan"),
        ("[attribution]\nmax_level = -1", r"attribution\.max_level must be 0 or more, not -1"),
        ("[sentiment]\nterms = 3", r"sentiment\.terms must be a table, not int \(3\)"),
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
