"""The model card for people, from the one for machines."""

from __future__ import annotations

from typing import Any

LIMITS = """\
- English, and news: it learned from political reporting in the United States around the election of 2016. Other genres,
  Englishes and languages have not been measured.
- Annotators themselves agree only in part on where an indirect quote or its cue begins and ends; most of what counts as
  an error here is such a border.
- Nested attributions are found by reading each quote's content again. The annotations hold hardly any, so the scores
  below say nothing about them.
- The confidence is calibrated on the articles that the scores come from (its error below is cross-fitted); on other
  kinds of text it may be too high.
- It finds who is said to have said what. Whether it is true, or was said, is beyond it."""


def page(card: dict[str, Any]) -> str:
    """The card as Markdown: what the model is, how it was made, how well it does, what it cannot do."""
    recipe = ", ".join(f"{key} {value}" for key, value in card["recipe"].items() if value is not None)
    bits = 8 if card["quantised"] else 32
    parts = [
        f"# {card['name']}",
        "",
        f"Reads {card['language']}; gives {card['task']}.",
        "",
        f"- Start: {card['base']}",
        f"- Trained on: {card['data']['articles']} annotated articles: {card['data']['credit']}",
        f"- Recipe: {recipe}",
        f"- File: `model.onnx`, {card['bytes'] / 1e6:.1f} MB, {bits}-bit weights, sha256 `{card['sha256']}`",
        "",
        "## Limits",
        "",
        LIMITS,
    ]
    if "scores" in card:
        parts += ["", "## Scores", "", _scores(card["scores"])]
    return "\n".join(parts) + "\n"


def _scores(scores: dict[str, Any]) -> str:
    attribution = scores["attribution"]
    lines = [
        f"Measured with this very file on {scores['articles']} articles (`{scores['data']}`) that it was not trained",
        "on, but that choices were made on: unseen articles would give somewhat less. F1 in per cent, with",
        f"{100 * attribution['level']:g} % intervals from a bootstrap over articles. `exact`: the span to the",
        "character; `attribution`: contents matched one to one that share half of their characters or more",
        "(intersection over union); `content_lines` counts each line of a content apart.",
        "",
        "| metric | part | type | F1 | interval | annotated |",
        "|---|---|---|--:|---|--:|",
    ]
    for row in attribution["scores"]:
        f1, low, high = (_percent(row[name]) for name in ("f1", "low", "high"))
        lines.append(
            f"| {row['metric']} | {row['part']} | {row['type']} | {f1} | {low} to {high} | {row['n_gold']:.0f} |"
        )
    error = scores["expected_calibration_error"]
    lines += [
        "",
        f"Expected calibration error of the confidence: {'–' if error is None else f'{error:.3f}'} "
        f"({scores['expected_calibration_error_is']}).",
    ]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
