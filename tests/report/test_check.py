"""A committed report against one made anew: what counts as saying something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotelens import tables
from quotelens.errors import ReportError
from quotelens.report import differences


def _report(
    folder: Path,
    *,
    mention: str = "Ada Park",
    confidence: float = 0.9,
    library: str = "1.0",
    model: str = "a",
    tone: tuple[float, float, float] = (0.1, 0.8, 0.1),
    claims: dict[str, float] | None = None,
    hhi: float = 1.0,
) -> Path:
    quotes = tables.QUOTES.frame(
        [
            {
                "quote_id": "d:0",
                "doc_id": "d",
                "position": 0,
                "type": "direct",
                "level": 0,
                "mention": mention,
                "mention_start": 0,
                "mention_end": len(mention),
                "content": '"Yes"',
                "content_spans": "[[20, 25]]",
                "n_words": 1,
                "confidence": confidence,
                "tone": ("negative", "neutral", "positive")[tone.index(max(tone))],
                "tone_negative": tone[0],
                "tone_neutral": tone[1],
                "tone_positive": tone[2],
                "tone_score": tone[2] - tone[0],
            }
        ]
    )
    pairs = tables.CLAIMS.frame(
        [
            {"claim_id": name, "quote_id_a": "d:0", "quote_id_b": name, "relation": "contradicts", "probability": p,
             "evidence": "[]", "independent": True, "scope": "within"}
            for name, p in (claims or {}).items()
        ]
    )  # fmt: skip
    counted = tables.RELIABILITY.frame(
        [{"scope": "corpus", "id": "corpus", "indicator": "hhi", "value": hhi, "low": None, "high": None, "n": 1}]
    )
    frames = {name: table.empty() for name, table in tables.TABLES.items()}
    frames |= {"quotes": quotes, "claims": pairs, "reliability": counted}
    tables.write(frames, folder / "tables")
    manifest = {
        "analysed_with": {"model": model},
        "settings": {"claims": {"min_probability": 0.5}},
        "counts": {"claims": len(claims or {})},
        "notebooks": [{"name": "01", "version": "1.0.0", "sha256": library}],
        "environment": {"libraries": {"numpy": library}},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_the_same_report_made_on_another_machine_says_the_same(tmp_path: Path) -> None:
    old = _report(tmp_path / "old", confidence=0.9, library="1.0")
    new = _report(tmp_path / "new", confidence=0.9041, library="2.0")
    assert differences(old, new) == []


def test_a_number_that_prints_otherwise_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    found = differences(_report(tmp_path / "old", confidence=0.9), _report(tmp_path / "new", confidence=0.95))
    assert len(found) == 1
    assert found[0].startswith("quotes: row 0, confidence: was ")


def test_a_networks_answer_may_differ_by_the_processor_and_no_more(tmp_path: Path) -> None:
    old = _report(tmp_path / "old", confidence=0.9, tone=(0.48, 0.46, 0.06))
    assert differences(old, _report(tmp_path / "near", confidence=0.87, tone=(0.46, 0.48, 0.06))) == []
    far = differences(old, _report(tmp_path / "far", confidence=0.85, tone=(0.2, 0.74, 0.06)))
    assert [line.split(":")[1].strip() for line in far] == [
        "row 0, confidence",
        "row 0, tone_negative",
        "row 0, tone_neutral",
        "row 0, tone_score",
    ]
    sure = _report(tmp_path / "sure", tone=(0.8, 0.1, 0.1))
    assert "quotes: row 0, tone: was 'negative', is 'neutral'" in differences(sure, _report(tmp_path / "other"))


def test_another_source_is_a_difference(tmp_path: Path) -> None:
    found = differences(_report(tmp_path / "old"), _report(tmp_path / "new", mention="Ada Bark"))
    assert found == ["quotes: row 0, mention: was 'Ada Park', is 'Ada Bark'"]


def test_another_model_is_a_difference(tmp_path: Path) -> None:
    found = differences(_report(tmp_path / "old"), _report(tmp_path / "new", model="b"))
    assert found == ['manifest.json: analysed_with was {"model": "a"}, is {"model": "b"}']


def test_a_lost_row_is_a_difference(tmp_path: Path) -> None:
    old, new = _report(tmp_path / "old"), _report(tmp_path / "new")
    tables.write({"quotes": tables.QUOTES.empty()}, new / "tables")
    assert differences(old, new) == ["quotes: had 1 rows, has 0"]


def test_a_folder_without_a_report_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"holds no report that can be read: manifest\.json"):
        differences(tmp_path, tmp_path)


def test_a_claim_that_is_hardly_probable_enough_may_come_and_go_with_what_counts_it(tmp_path: Path) -> None:
    old = _report(tmp_path / "old", claims={"sure": 0.9, "hardly": 0.53}, hhi=0.5)
    new = _report(tmp_path / "new", claims={"sure": 0.93}, hhi=0.7)
    assert differences(old, new) == []
    assert differences(new, old) == []


def test_a_claim_that_is_gone_is_a_difference(tmp_path: Path) -> None:
    old = _report(tmp_path / "old", claims={"sure": 0.9, "other": 0.8})
    new = _report(tmp_path / "new", claims={"sure": 0.9})
    assert differences(old, new) == ["claims: had 2 rows, has 1"]


def test_what_counts_claims_is_compared_where_these_are_the_same(tmp_path: Path) -> None:
    old = _report(tmp_path / "old", claims={"sure": 0.9}, hhi=0.5)
    new = _report(tmp_path / "new", claims={"sure": 0.9}, hhi=0.7)
    assert differences(old, new) == ["reliability: row 0, value: was 0.5, is 0.7"]
