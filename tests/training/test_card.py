"""The card for people says what the card for machines says."""

from __future__ import annotations

from typing import Any

from quotelens.training.card import page

SHA = "ab" * 32


def card(**more: Any) -> dict[str, Any]:
    return {
        "name": "quotelens-attribution",
        "task": "spans and links",
        "language": "English news",
        "base": "a small encoder",
        "data": {"articles": 3, "credit": "made up for a test"},
        "recipe": {"epochs": 1, "seed": 7, "max_steps": None},
        "bytes": 23_456_789,
        "quantised": True,
        "sha256": SHA,
        **more,
    }


def row(f1: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    scores = {"precision": 0.9, "recall": 0.7, "f1": f1, "low": low, "high": high}
    return {"metric": "exact", "part": "cue", "type": "all", "n_gold": 120.5, "n_predicted": 100.0, **scores}


def scores(*rows: dict[str, Any], error: float | None = 0.0312) -> dict[str, Any]:
    return {
        "data": "dev",
        "articles": 85,
        "attribution": {"level": 0.95, "scores": list(rows)},
        "expected_calibration_error": error,
        "expected_calibration_error_is": "ten-fold over articles",
    }


def test_what_it_is_and_where_it_comes_from():
    text = page(card())
    assert text.startswith("# quotelens-attribution\n")
    assert "Reads English news; gives spans and links." in text
    assert "- Trained on: 3 annotated articles: made up for a test" in text
    assert f"23.5 MB, 8-bit weights, sha256 `{SHA}`" in text
    assert text.endswith(".\n")


def test_a_recipe_leaves_out_what_was_not_set():
    assert "- Recipe: epochs 1, seed 7\n" in page(card())


def test_limits_stand_on_every_card_and_scores_only_where_there_are_any():
    assert "## Limits" in page(card())
    assert "## Scores" not in page(card())
    assert "## Scores" in page(card(scores=scores()))


def test_scores_with_their_intervals_in_per_cent():
    text = page(card(scores=scores(row(0.7404, 0.722, 0.7567))))
    assert "| exact | cue | all | 90.0 | 70.0 | 74.0 | 72.2 to 75.7 | 120 |" in text
    assert "on 85 articles (`dev`)" in text
    assert "95 % intervals" in text
    assert "Expected calibration error of the confidence: 0.031 (ten-fold over articles)." in text


def test_undefined_scores_are_a_dash_not_a_nought():
    text = page(card(scores=scores(row(None, None, None), row(0.0, 0.0, 0.0), error=None)))
    assert "| exact | cue | all | 90.0 | 70.0 | – | – to – | 120 |" in text
    assert "| exact | cue | all | 90.0 | 70.0 | 0.0 | 0.0 to 0.0 | 120 |" in text
    assert "Expected calibration error of the confidence: – (ten-fold over articles)." in text


def test_what_8_bits_cost_other_genres_and_the_sentence_protocol_each_have_their_place():
    plain = {"source": 0.82, "cue": 0.755, "content": 0.69, "content_lines": 0.68}
    genres = {"articles": 44, "outer": {"scores": [row(0.8, 0.7, 0.9)]}, "nested": {"scores": [row(0.6, 0.5, 0.7)]}}
    figures = {"precision": 0.8, "recall": 0.7, "f1": 0.75, "low": 0.72, "high": 0.78, "n": 12.0}
    protocol = {"data": "valid.jsonl", "instances": 9, "scores": {"cue": figures}}
    text = page(card(scores=scores() | {"unquantised": plain}, genres=genres, sentence_protocol=protocol))
    assert "With 32-bit weights the exact F1 of source / cue / content is 82.0 / 75.5 / 69.0." in text
    assert "On 44 short articles written for this package" in text
    assert "| exact | cue | all | 90.0 | 70.0 | 60.0 | 50.0 to 70.0 | 120 |" in text
    assert "| cue | 80.0 | 70.0 | 75.0 | 72.0 to 78.0 | 12 |" in text
    assert not {"Other genres", "sentence protocol"} & set(page(card()).splitlines())
