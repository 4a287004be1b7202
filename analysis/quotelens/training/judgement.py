"""Train one network for all that is judged of a marked stretch: tone, certainty, relation and stance.

The encoder is shared; each task has a head of its own, learns from its own data and its own loss, and takes turns with the
others batch by batch.

References:
    Caruana (1997), Multitask learning, Machine Learning 28, 41-75.
    Liu et al. (2019), Multi-task deep neural networks for natural language understanding, ACL.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotelens.evaluation.tone import Targeted, read_newsmtsc, split
from quotelens.training import certainty, claims, tone
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
    mean,
    tensors,
)
from quotelens.training.network import AttributionNetwork, start_folder, tokenizer_json
from quotelens.training.steps import Steps, faster

OUTPUTS = {"tone": 3, "certainty": 1, "relation": 3, "stance": 4}
PAIRED = ("relation", "stance")


@dataclass(frozen=True, slots=True)
class JudgementRecipe:
    """Everything that decides what training gives, besides the data.

    Each task's own recipe says what an epoch of it is made of; `pairs` is the share of the inference pairs read in each
    epoch, and `weight` what the certainty's loss, which is a tenth of the others', is multiplied by.
    """

    epochs: int = 4
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    average_decay: float = 0.998
    average_from: float = 0.5
    weight: float = 4.0
    pairs: float = 0.8
    seed: int = 7
    tone: tone.ToneRecipe = field(default_factory=tone.ToneRecipe)
    certainty: certainty.CertaintyRecipe = field(
        default_factory=lambda: replace(certainty.CertaintyRecipe(), web=0.4, made=4000)
    )
    claims: claims.ClaimsRecipe = field(
        default_factory=lambda: replace(claims.ClaimsRecipe(), headlines=800, scenes=2000, denials=2000)
    )


class JudgementNetwork(MarkedNetwork):
    """An encoder that sees which pieces are marked, and a head for each task."""

    def __init__(self, attribution: AttributionNetwork, outputs: int = 0) -> None:
        super().__init__(attribution, 1)
        size = attribution.encoder.config.hidden_size
        self.head = nn.ModuleDict(
            {name: head((5 if name in PAIRED else 3) * size, width) for name, width in OUTPUTS.items()}
        )

    def forward(
        self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of every task, in the order of `OUTPUTS`; arguments as in `MarkedNetwork`."""
        hidden, known = self.hidden(ids, shapes, marked, mask)
        one = torch.cat([hidden[:, 0], mean(hidden, marked), mean(hidden, known)], dim=1)
        two = both_sides(hidden, marked, known)
        found = [self.head[name](two if name in PAIRED else one) for name in OUTPUTS]
        return found[0], found[1], found[2], found[3]


def train(gold: Path, start: Path, folder: Path, recipe: JudgementRecipe = JudgementRecipe()) -> Path:
    """Train all heads together, from an attribution model's encoder; writes `network.pt` and a log.

    Args:
        gold: Holds `newsmtsc`, `certainty`, `nli` and `stance/fnc1`.
        start: A model folder whose encoder to go on from, as it ships.
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
    network = JudgementNetwork.begun(start, 0)
    lessons = _Lessons.read(gold, recipe)
    epochs = [lessons.epoch(number, tokenizer, recipe) for number in range(recipe.epochs)]
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, sum(map(len, epochs)), log)
        for order in epochs:
            steps.begin()
            for name, batch in order:
                with faster():
                    scores = network(*tensors(batch))[list(OUTPUTS).index(name)]
                steps.take(_loss(name, scores, labels(batch), recipe))
            torch.save(steps.weights(), folder / "network.pt")
    return folder / "network.pt"


def _loss(name: str, scores: Tensor, goals: Tensor, recipe: JudgementRecipe) -> Tensor:
    if name == "tone":
        return tone.loss(scores.float(), goals, recipe.tone)
    if name == "certainty":
        return recipe.weight * certainty.loss(scores, goals, recipe.certainty.beta)
    return claims.loss(scores, goals, recipe.claims)


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What is learned from, without what any task holds back."""

    tone: list[Targeted]
    certainty: Any
    pairs: Any
    headlines: Any

    @classmethod
    def read(cls, gold: Path, recipe: JudgementRecipe) -> _Lessons:
        training, _ = split(read_newsmtsc(gold / "newsmtsc" / "train.jsonl"), recipe.tone.held_back)
        pairs, _, headlines, _ = claims.parts(gold / "nli", gold / "stance" / "fnc1", recipe.claims)
        return cls(training, certainty.read_data(gold / "certainty"), pairs, headlines)

    def epoch(self, number: int, tokenizer: Tokenizer, recipe: JudgementRecipe) -> list[tuple[str, list[Row]]]:
        """The batches of one epoch, all tasks' in random order."""
        dice = random.Random(f"{recipe.seed}/{number}")
        clauses = certainty.stock(self.certainty["UDS_IH2"])
        some = dice.sample(self.pairs, round(recipe.pairs * len(self.pairs)))
        rows = {
            "tone": tone.epoch_rows(self.tone, tokenizer, recipe.tone, dice),
            "certainty": certainty.rows(
                certainty.epoch_items(self.certainty, clauses, dice, recipe.certainty), tokenizer
            ),
            "relation": claims.rows(claims.drawn(some, recipe.claims, dice), tokenizer),
            "stance": claims.stance_rows(claims.drawn_headlines(self.headlines, recipe.claims, dice), tokenizer),
        }
        found = [(name, batch) for name, own in rows.items() for batch in _cut(own, recipe, dice)]
        dice.shuffle(found)
        return found


def _cut(rows: list[Row], recipe: JudgementRecipe, dice: random.Random) -> Iterator[list[Row]]:
    return batches(rows, recipe.tone.batch, dice)


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`."""
    network = JudgementNetwork.trained(run, 0)
    return write_graph(network, run, folder, INPUTS, list(OUTPUTS), pooled=True, quantise=quantise)
