"""The model card for people, from the one for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quotelens.attribution.labels import ROLES
from quotelens.files import write_atomically

FIGURES = ("precision", "recall", "f1", "low", "high")
LIMITS = """\
- English, and news: it learned from political reporting in the United States around the election of 2016. Other
  languages have not been measured.
- Annotators themselves agree only in part on where an indirect quote or its cue begins and ends; most of what counts as
  an error here is such a border.
- Nested attributions are found by reading each quote's content again, out of its context. Its training data hold hardly
  any.
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
        *([taught] if (taught := _taught(card["data"])) else []),
        f"- Recipe: {recipe}",
        f"- File: `model.onnx`, {card['bytes'] / 1e6:.1f} MB, {bits}-bit weights, sha256 `{card['sha256']}`",
        "",
        "## Limits",
        "",
        LIMITS,
    ]
    if "scores" in card:
        parts += ["", "## Scores", "", _scores(card["scores"])]
    if "genres" in card:
        parts += ["", "## Other genres", "", _genres(card["genres"])]
    if "sentence_protocol" in card:
        parts += ["", "## The sentence protocol", "", _protocol(card["sentence_protocol"])]
    return "\n".join(parts) + "\n"


def _taught(data: dict[str, Any]) -> str:
    if "taught" not in data:
        return ""
    return f"- And on what {data['teachers']} earlier models said of {data['taught']} articles without annotations"


def _scores(scores: dict[str, Any]) -> str:
    attribution = scores["attribution"]
    lines = [
        f"Measured with this very file on {scores['articles']} articles (`{scores['data']}`) that it was not trained",
        "on, but that choices were made on: unseen articles would give somewhat less. F1 in per cent, with",
        f"{100 * attribution['level']:g} % intervals from a bootstrap over articles. `exact`: the span to the",
        "character; `attribution`: contents matched one to one that share half of their characters or more",
        "(intersection over union); `content_lines` counts each line of a content apart.",
        "",
        *_table(attribution["scores"]),
    ]
    error = scores["expected_calibration_error"]
    lines += [
        "",
        f"Expected calibration error of the confidence: {'–' if error is None else f'{error:.3f}'} "
        f"({scores['expected_calibration_error_is']}).",
    ]
    if "unquantised" in scores:
        plain = " / ".join(_percent(scores["unquantised"][role]) for role in ROLES)
        lines += ["", f"With 32-bit weights the exact F1 of source / cue / content is {plain}."]
    return "\n".join(lines)


def _table(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["| metric | part | type | P | R | F1 | interval | annotated |", "|---|---|---|--:|--:|--:|---|--:|"]
    for row in rows:
        precision, recall, f1, low, high = (_percent(row[name]) for name in FIGURES)
        lines.append(
            f"| {row['metric']} | {row['part']} | {row['type']} | {precision} | {recall} | {f1} | {low} to {high} | "
            f"{row['n_gold']:.0f} |"
        )
    return lines


def _genres(genres: dict[str, Any]) -> str:
    lines = [
        f"On {genres['articles']} short articles written for this package (`tests/data/genres`): reports, wire copy,",
        "headlines, British and Indian English, quotes over paragraphs, pull quotes, block quotes, interviews, social",
        "media, business, courts, sports, conflict. None trained the model, but how contents keep to quotation marks",
        "was worked out with these articles in sight.",
        "",
        *_table(genres["outer"]["scores"]),
        "",
        "Attributions inside others' contents:",
        "",
        *_table([row for row in genres["nested"]["scores"] if row["type"] == "all"]),
    ]
    return "\n".join(lines)


def _protocol(protocol: dict[str, Any]) -> str:
    lines = [
        "Another network, trained on from this one on single sentences that hold an attribution",
        f"(`quotelens train sentences`) and measured on the {protocol['instances']} such instances of",
        f"`{protocol['data']}`, as Wang et al. (COLING 2022) do, whose CofeNet reports 83.2 / 75.3 / 72.9 on the test",
        "sentences. F1 in per cent, spans of whole tokens, intervals from a bootstrap over instances. It does",
        "not ship.",
        "",
        "| part | P | R | F1 | interval | annotated |",
        "|---|--:|--:|--:|---|--:|",
    ]
    for role, row in protocol["scores"].items():
        precision, recall, f1, low, high = (_percent(row[name]) for name in FIGURES)
        lines.append(f"| {role} | {precision} | {recall} | {f1} | {low} to {high} | {row['n']:.0f} |")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def write_card(out: Path, card: dict[str, Any], page_of_it: str) -> None:
    """Write a model folder's card, and the card as a page to read."""
    write_atomically(out / "card.json", (json.dumps(card, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
    write_atomically(out / "README.md", page_of_it.encode("utf-8"))
