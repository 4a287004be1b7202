"""Train the claims network: how two claims relate, and what stance an article takes towards a headline.

References:
    Bowman et al. (2015), A large annotated corpus for learning natural language inference, EMNLP (SNLI).
    Williams, Nangia and Bowman (2018), A broad-coverage challenge corpus for sentence understanding through inference,
    NAACL (MNLI).
    Pomerleau and Rao (2017), The Fake News Challenge (FNC-1).
    Reimers and Gurevych (2019), Sentence-BERT, EMNLP (the head over both sides and their difference).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.claims import (
    FEATURES,
    RELATIONS,
    STANCES,
    Headed,
    Pair,
    evaluate_claims,
    logits_of,
    of_model,
    passage,
    read_fnc,
    read_inference,
    split,
    split_bodies,
)
from quotelens.training.card import write_card
from quotelens.training.export import write_graph
from quotelens.training.marked import (
    INPUTS,
    MarkedNetwork,
    Row,
    bare,
    batches,
    both_sides,
    head,
    labels,
    pair_row,
    tensors,
)
from quotelens.training.network import AttributionNetwork, start_folder, tokenizer_json
from quotelens.training.scenes import made_from, made_up
from quotelens.training.steps import Steps, faster

OUTPUTS = ["relation", "stance"]


class PairNetwork(MarkedNetwork):
    """An encoder that sees which of two texts a piece is of, and two heads: their relation, and the second's stance."""

    def __init__(self, attribution: AttributionNetwork, outputs: int = len(RELATIONS)) -> None:
        super().__init__(attribution, outputs)
        size = attribution.encoder.config.hidden_size
        self.head, self.stance = head(5 * size, outputs), head(5 * size, len(STANCES))

    def forward(self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Scores of the relations (b, 3) and of the stances (b, 4); arguments as in `MarkedNetwork`."""
        hidden, known = self.hidden(ids, shapes, marked, mask)
        seen = both_sides(hidden, marked, known)
        return self.head(seen), self.stance(seen)


@dataclass(frozen=True, slots=True)
class ClaimsRecipe:
    """Everything that decides what training gives, besides the data.

    `held_back` is the share of inference pairs (of whole first texts) and of bodies to measure on, `tuned` that of what
    is left to fit the weights of signs on. In each epoch a share `turned` of pairs is read the other way round;
    `scenes` pairs are made up, `denials` made from those of the data, and of the headlines at most `headlines` of each
    stance are read.
    """

    epochs: int = 3
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    smoothing: float = 0.05
    average_decay: float = 0.995
    average_from: float = 0.4
    held_back: float = 0.1
    bodies_held_back: float = 0.2
    tuned: float = 0.05
    turned: float = 0.5
    scenes: int = 3000
    denials: int = 2500
    headlines: int = 2200
    seed: int = 7


def rows(items: Sequence[Pair], tokenizer: Tokenizer) -> list[Row]:
    """Pairs as word pieces, the second text marked, with 1 for their relation."""
    return _rows(
        [item.a for item in items],
        [item.b for item in items],
        np.eye(len(RELATIONS), dtype=np.float32)[[item.relation for item in items]],
        tokenizer,
    )


def stance_rows(items: Sequence[Headed], tokenizer: Tokenizer) -> list[Row]:
    """Headlines and what is read of their bodies (see `claims.stance.passage`), with 1 for the stance."""
    return _rows(
        [item.headline for item in items],
        [passage(item.headline, item.body) for item in items],
        np.eye(len(STANCES), dtype=np.float32)[[item.stance for item in items]],
        tokenizer,
    )


def _rows(a: Sequence[str], b: Sequence[str], chances: np.ndarray, tokenizer: Tokenizer) -> list[Row]:
    left, right = encoder.pieces(tokenizer, a), encoder.pieces(tokenizer, b)
    return [pair_row(x, y, label, tokenizer) for x, y, label in zip(left, right, chances, strict=True)]


def drawn(training: Sequence[Pair], recipe: ClaimsRecipe, dice: random.Random) -> list[Pair]:
    """The pairs of an epoch: those of the data, some the other way round, and those made up.

    A contradiction is one either way. What follows from a text corroborates it either way, in the sense of this
    package; and of a pair that was judged unrelated one way nobody has judged the other, so it is taken to hold too:
    `relate` reads both ways and gives one answer.
    """
    made = [*training, *made_up(recipe.scenes, dice), *made_from(training, dice, recipe.denials)]
    return [Pair(item.b, item.a, item.relation, item.part) if dice.random() < recipe.turned else item for item in made]


def drawn_headlines(training: Sequence[Headed], recipe: ClaimsRecipe, dice: random.Random) -> list[Headed]:
    """The headlines of an epoch: of each stance the same number, or all there are."""
    found: list[Headed] = []
    for stance in range(len(STANCES)):
        own = [item for item in training if item.stance == stance]
        found += dice.sample(own, min(len(own), recipe.headlines))
    return found


def parts(nli: Path, fnc: Path, recipe: ClaimsRecipe) -> tuple[list[Pair], list[Pair], list[Headed], list[Headed]]:
    """Pairs to train on and to tune with, and headlines to train on and to tune with; without what is held back."""
    training, tuning = split(split(read_inference(nli), recipe.held_back)[0], recipe.tuned)
    headlines, more = split_bodies(split_bodies(read_fnc(fnc), recipe.bodies_held_back)[0], recipe.tuned)
    return training, tuning, headlines, more


def train(nli: Path, fnc: Path, start: Path | None, folder: Path, recipe: ClaimsRecipe = ClaimsRecipe()) -> Path:
    """Train on what is neither held back nor kept for tuning; writes `network.pt` and a log.

    Args:
        nli: Holds `snli_dev/dev.csv` and `mnli_dev/dev.csv`.
        fnc: Holds the Fake News Challenge's `train_bodies.csv` and `train_stances.csv`.
        start: A model folder whose encoder to go on from, as it ships; None for the all-MiniLM weights.
        folder: Made if missing.
        recipe: All choices.

    Returns:
        The path of `network.pt`: the exponential moving average of the weights.
    """
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer_json(start_folder()), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    training, _, headlines, _ = parts(nli, fnc, recipe)
    network = begun(start)
    epochs = [_epoch(training, headlines, recipe, epoch) for epoch in range(recipe.epochs)]
    total = sum(-(-len(part) // recipe.batch) for epoch in epochs for part in epoch)
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, total, log)
        for number, (pairs, headed) in enumerate(epochs):
            steps.begin()
            dice = random.Random(f"batches/{recipe.seed}/{number}")
            for output, batch in _mixed(rows(pairs, tokenizer), stance_rows(headed, tokenizer), recipe.batch, dice):
                with faster():
                    scores = network(*tensors(batch))[output]
                steps.take(loss(scores, labels(batch), recipe))
            torch.save(steps.weights(), folder / "network.pt")
    return folder / "network.pt"


def begun(start: Path | None) -> PairNetwork:
    """The network with the encoder of a model folder, or of the all-MiniLM weights, and fresh heads."""
    if start is not None:
        return PairNetwork.begun(start, len(RELATIONS))
    plain = bare()
    plain.load_state_dict(AttributionNetwork.from_start(start_folder()).state_dict())
    return PairNetwork(plain)


def loss(scores: Tensor, wanted: Tensor, recipe: ClaimsRecipe) -> Tensor:
    """Cross-entropy of either head."""
    return functional.cross_entropy(scores.float(), wanted, label_smoothing=recipe.smoothing)


def _epoch(
    training: Sequence[Pair], headlines: Sequence[Headed], recipe: ClaimsRecipe, epoch: int
) -> tuple[list[Pair], list[Headed]]:
    dice = random.Random(f"{recipe.seed}/{epoch}")
    return drawn(training, recipe, dice), drawn_headlines(headlines, recipe, dice)


def _mixed(
    pairs: Sequence[Row], headlines: Sequence[Row], size: int, dice: random.Random
) -> Iterator[tuple[int, list[Row]]]:
    """Batches of either task in random order, each with the index of its output."""
    found = [(0, batch) for batch in batches(pairs, size, dice)] + [
        (1, batch) for batch in batches(headlines, size, dice)
    ]
    dice.shuffle(found)
    return iter(found)


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`."""
    network = PairNetwork.trained(run, len(RELATIONS))
    return write_graph(network, run, folder, INPUTS, OUTPUTS, pooled=True, quantise=quantise)


def run(
    nli: Path,
    fnc: Path,
    start: Path | None,
    out: Path,
    recipe: ClaimsRecipe = ClaimsRecipe(),
    log: Callable[[str], None] = print,
    *,
    challenge: Path | None = None,
) -> Path:
    """From the data to the model folder that ships: train, export, weigh the signs, score, write the cards.

    Args:
        nli: Holds `snli_dev`, `mnli_dev` and, to measure with, `sick`; beside it lies `stance/fnc1`.
        fnc: Holds the Fake News Challenge's two files.
        start: As in `train`.
        out: The model folder. The network goes to its `run/`, which can be deleted afterwards.
        recipe: All choices, the seed among them.
        log: Takes a line of progress.
        challenge: Pairs as `evaluation.claims.read_challenge` reads them, to be scored too.
    """
    train(nli, fnc, start, out / "run", recipe)
    return finish(out / "run", out, nli, fnc, recipe, log, challenge=challenge)


def finish(
    run_folder: Path,
    out: Path,
    nli: Path,
    fnc: Path,
    recipe: ClaimsRecipe = ClaimsRecipe(),
    log: Callable[[str], None] = print,
    *,
    challenge: Path | None = None,
) -> Path:
    """From a finished training run to the model folder; see `run`."""
    training, tuning, headlines, _ = parts(nli, fnc, recipe)
    card: dict[str, Any] = {
        "name": "quotelens-claims",
        "task": "whether two claims corroborate or contradict each other; what stance an article takes to a headline",
        "language": "English",
        "base": "all-MiniLM-L6-v2 (Apache-2.0)",
        "data": {
            "credit": "SNLI and MNLI, development parts (Bowman et al. 2015, CC BY-SA 4.0; Williams et al. 2018), and "
            "the Fake News Challenge (Pomerleau and Rao 2017, Apache-2.0)",
            "pairs": len(training),
            "tuned_on": len(tuning),
            "headlines": len(headlines),
        },
        "recipe": asdict(recipe),
        "temperature": 1.0,
        **export(run_folder, out),
    }
    write_card(out, card, page(card))
    scores, signs = logits_of(out, tuning)
    card |= layer(scores, signs, np.array([item.relation for item in tuning]))
    write_card(out, card, page(card))
    report = evaluate_claims(
        (nli, fnc),
        of_model(out),
        challenge=challenge,
        held_back=recipe.held_back,
        bodies_held_back=recipe.bodies_held_back,
    )
    log(report.to_text())
    card["scores"] = report.as_dict()
    write_card(out, card, page(card))
    return out


PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 5


def layer(scores: np.ndarray, signs: np.ndarray, relations: np.ndarray) -> dict[str, Any]:
    """The temperature and the weights of signs for the card, by maximum likelihood with a penalty on the weights.

    Args:
        scores: The network's log-probabilities (n, 3) of pairs that it was not trained on.
        signs: Their signs (n, len(FEATURES)).
        relations: What they are (n,).

    Returns:
        `temperature` and `layer` as `claims.relation.weighed` reads them. The penalty is the one of `PENALTIES` under
        which pairs are likeliest whose fold had no part in the fit; ties go to the smaller.
    """
    folds = np.arange(len(relations)) % FOLDS

    def unseen(penalty: float) -> float:
        total = 0.0
        for fold in range(FOLDS):
            here = folds == fold
            found = _fitted(scores[~here], signs[~here], relations[~here], penalty)
            total += _surprise(_combined(found, scores[here], signs[here]), relations[here]).sum()
        return total

    chosen = min(PENALTIES, key=unseen) if len(relations) > FOLDS else PENALTIES[-1]
    found = _fitted(scores, signs, relations, chosen)
    cooling, bias, weights = found[0], found[1:4], found[4:].reshape(len(FEATURES), len(RELATIONS))
    return {
        "temperature": round(float(np.exp(-cooling)), 4),
        "layer": {
            "features": list(FEATURES),
            "weights": weights.round(4).tolist(),
            "bias": bias.round(4).tolist(),
            "penalty": chosen,
        },
    }


def _fitted(scores: np.ndarray, signs: np.ndarray, relations: np.ndarray, penalty: float) -> np.ndarray:
    def cost(values: np.ndarray) -> float:
        own = _surprise(_combined(values, scores, signs), relations).sum()
        return float(own + penalty * np.square(values[1:]).sum() / 2)

    start = np.zeros(4 + len(FEATURES) * len(RELATIONS))
    found: np.ndarray = minimize(cost, start, jac=lambda values: _slope(values, scores, signs, relations, penalty)).x
    return found


def _combined(values: np.ndarray, scores: np.ndarray, signs: np.ndarray) -> np.ndarray:
    combined: np.ndarray = scores * np.exp(values[0]) + values[1:4] + signs @ values[4:].reshape(-1, len(RELATIONS))
    return combined


def _surprise(scores: np.ndarray, relations: np.ndarray) -> np.ndarray:
    surprise: np.ndarray = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(scores)), relations]
    return surprise


def _slope(
    values: np.ndarray, scores: np.ndarray, signs: np.ndarray, relations: np.ndarray, penalty: float
) -> np.ndarray:
    combined = _combined(values, scores, signs)
    off = np.exp(combined - np.logaddexp.reduce(combined, axis=1, keepdims=True))
    off[np.arange(len(relations)), relations] -= 1.0
    own = np.concatenate([[(off * scores).sum() * np.exp(values[0])], off.sum(axis=0), (signs.T @ off).ravel()])
    own[1:] += penalty * values[1:]
    return own


def page(card: dict[str, Any]) -> str:
    """The card as a page to read."""
    data = card["data"]
    lines = [
        f"# {card['name']}",
        "",
        f"{card['task'][0].upper()}{card['task'][1:]}. {card['language']}.",
        "",
        f"- Started from {card['base']}.",
        f"- Trained on {data['pairs']:,} pairs and {data['headlines']:,} headlines of {data['credit']}, and on made-up",
        f"  pairs; {data['tuned_on']:,} pairs weighed the signs.",
        f"- `model.onnx`: {card['bytes']:,} bytes, sha256 `{card['sha256']}`.",
        "",
        "On what was held back (SICK never trained; `challenge` was written for this package), in per cent, with 95 %",
        "intervals from a bootstrap over first texts, or over articles for headlines:",
        "",
        "| pairs | score | value | interval | n |",
        "|---|---|--:|---|--:|",
    ]
    for row in card.get("scores", {}).get("scores", []):
        ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
        lines.append(f"| {row['data']} | {row['score']} | {100 * row['value']:.1f} | {ends} | {row['n']} |")
    if "scores" in card:
        error = card["scores"]["expected_calibration_error"]
        lines += ["", f"Expected calibration error of the relation, ten bins: {error:.3f}."]
    lines += [
        "",
        "Limits: it judges what two sentences say, taken to be about the same matter, and knows no more of it. The",
        "inference data are captions, talk and non-fiction rather than news. Of an article it reads three sentences.",
    ]
    return "\n".join(lines) + "\n"
