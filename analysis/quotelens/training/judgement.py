"""Train one network for what is judged of a claim: how certain it is presented to be, and how it relates to others.

The encoder is shared; each task has a head of its own, learns from its own data and its own loss, and takes turns with
the others batch by batch. The table of words is that of the attribution model as it ships and does not learn, so that
the two share it and it ships once.

References:
    Caruana (1997), Multitask learning, Machine Learning 28, 41-75.
    Liu et al. (2019), Multi-task deep neural networks for natural language understanding, ACL.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotelens.encoder import DEFAULT_MODEL
from quotelens.evaluation import certainty as measured_certainty
from quotelens.evaluation import claims as measured_claims
from quotelens.evaluation.certainty import Judged
from quotelens.evaluation.claims import Headed, Pair
from quotelens.training import certainty, claims, weights
from quotelens.training.card import write_card
from quotelens.training.commitments import stock
from quotelens.training.export import WORDS, shared_words, write_graph
from quotelens.training.headlines import Bodies
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
from quotelens.training.tone import temperature

OUTPUTS = {"certainty": 1, "relation": 3, "stance": 4}
TABLE = "encoder.embeddings.word_embeddings.weight"
PAIRED = ("relation", "stance")  # read two texts


@dataclass(frozen=True, slots=True)
class JudgementRecipe:
    """Everything that decides what training gives, besides the data.

    Each task's own recipe says what an epoch of it is made of; `pairs` is the share of the inference pairs read in each
    epoch, and `weight` what the certainty's loss, which is a tenth of the others', is multiplied by. Of the weights
    that training went on from a share `kept` (0-1) is in those it ends with, by their weighted mean.
    """

    epochs: int = 4
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    average_decay: float = 0.998
    average_from: float = 0.5
    weight: float = 4.0
    pairs: float = 0.9
    kept: float = 0.0
    seed: int = 7
    certainty: certainty.CertaintyRecipe = field(
        default_factory=lambda: replace(certainty.CertaintyRecipe(), web=0.2, made=1500)
    )
    claims: claims.ClaimsRecipe = field(
        default_factory=lambda: replace(
            claims.ClaimsRecipe(), headlines=300, news=3500, captions=3000, scenes=3000, denials=1000
        )
    )


FIRST = JudgementRecipe()
# goes on from a network of the first recipe, mostly with accounts of single events
SECOND = JudgementRecipe(
    epochs=2,
    encoder_rate=6e-5,
    head_rate=4e-4,
    average_decay=0.996,
    average_from=0.3,
    pairs=0.4,
    seed=8,
    certainty=replace(FIRST.certainty, web=0.1, news=1, made=800),
    claims=replace(FIRST.claims, headlines=150, news=2500, captions=1500, scenes=1500, accounts=9000, denials=500),
)
# sets apart what is contradicted from what is another event
THIRD = JudgementRecipe(
    epochs=1,
    encoder_rate=6e-5,
    head_rate=3e-4,
    average_decay=0.995,
    average_from=0.3,
    pairs=0.35,
    seed=9,
    certainty=replace(FIRST.certainty, web=0.05, news=1, made=300),
    claims=replace(
        FIRST.claims, headlines=80, news=1500, captions=2500, scenes=500, accounts=3000, denials=800, apart=4500
    ),
)
# all inference pairs once more, and of everything made up a little: what the third set apart stays, and general
# inference, which it had forgotten, comes back; a fifth of the third's weights keeps what that knew of news
FOURTH = JudgementRecipe(
    epochs=2,
    encoder_rate=7e-5,
    head_rate=3e-4,
    warmup=0.06,
    average_decay=0.997,
    average_from=0.4,
    pairs=1.0,
    kept=0.2,
    seed=10,
    certainty=replace(FIRST.certainty, web=0.05, news=1, made=300),
    claims=replace(
        FIRST.claims, headlines=100, news=3000, captions=2000, scenes=1200, accounts=4000, denials=800, apart=2200
    ),
)
RECIPES = (FIRST, SECOND, THIRD, FOURTH)


class JudgementNetwork(MarkedNetwork):
    """An encoder that sees which pieces are marked, and a head for each task."""

    def __init__(self, attribution: AttributionNetwork, outputs: int = 0) -> None:
        super().__init__(attribution, 1)
        size = attribution.encoder.config.hidden_size
        self.head = nn.ModuleDict(
            {name: head((5 if name in PAIRED else 3) * size, width) for name, width in OUTPUTS.items()}
        )
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)

    @classmethod
    def begun(cls, model: Path, outputs: int = 0) -> JudgementNetwork:
        """The start model's layers over the table of words of a model folder, which stays as it is."""
        network = bare()
        network.load_state_dict(AttributionNetwork.from_start(start_folder()).state_dict())
        network.load_state_dict({TABLE: weights.of_model(model)[TABLE]}, strict=False)
        return cls(network)

    @classmethod
    def onward(cls, place: Path, model: Path) -> JudgementNetwork:
        """The network of an earlier run, or of a judgement model made by one, whose 8-bit weights are multiplied out.

        Args:
            place: The run's folder, which holds `network.pt`, or the model's.
            model: The model whose table of words either reads.
        """
        if (place / "network.pt").is_file():
            network = cls.trained(place, 0)
            assert isinstance(network, cls)
            return network
        network = cls.begun(model)
        network.load_state_dict(weights.of_model(place, (*weights.PARTS, "head.")), strict=False)
        return network

    def forward(
        self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of every task, in the order of `OUTPUTS`; arguments as in `MarkedNetwork`."""
        return self.judged(*self.hidden(ids, shapes, marked, mask), marked)

    def judged(self, hidden: Tensor, known: Tensor, marked: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `forward`, from the encoder's vectors (b, n, size)."""
        one = torch.cat([hidden[:, 0], mean(hidden, marked), mean(hidden, known)], dim=1)
        two = both_sides(hidden, marked, known)
        found = [self.head[name](two if name in PAIRED else one) for name in OUTPUTS]
        return found[0], found[1], found[2]


class _OfWords(nn.Module):
    """The network as a graph that takes the words' vectors."""

    def __init__(self, network: JudgementNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Tensor, shapes: Tensor, marked: Tensor) -> tuple[Tensor, ...]:
        return self.network.judged(*self.network.read(words, shapes, marked, None), marked)


def train(
    gold: Path, start: Path, folder: Path, recipe: JudgementRecipe = FIRST, *, onward: Path | None = None
) -> Path:
    """Train all heads together; writes `network.pt` and a log.

    Args:
        gold: Holds `certainty`, `nli` and `stance/fnc1`.
        start: A model folder whose table of words is read, as it ships.
        folder: Made if missing.
        recipe: All choices.
        onward: An earlier run, or a model made by one, to go on from instead of `start`.

    Returns:
        The path of `network.pt`: the exponential moving average of the weights.
    """
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer_json(start_folder()), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    network = JudgementNetwork.begun(start) if onward is None else JudgementNetwork.onward(onward, start)
    before = {name: values.clone() for name, values in network.state_dict().items()}
    lessons = _Lessons.read(gold, recipe)
    epochs = [lessons.epoch(number, tokenizer, recipe) for number in range(recipe.epochs)]
    encoder_parameters = [
        parameter
        for part in (network.encoder, network.shape)
        for parameter in part.parameters()
        if parameter.requires_grad
    ]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, sum(map(len, epochs)), log)
        for order in epochs:
            steps.begin()
            for name, batch in order:
                with faster():
                    scores = network(*tensors(batch))[list(OUTPUTS).index(name)]
                steps.take(_loss(name, scores, labels(batch), recipe))
            torch.save(_mixed(steps.weights(), before, recipe.kept), folder / "network.pt")
    return folder / "network.pt"


def _mixed(now: dict[str, Tensor], before: dict[str, Tensor], kept: float) -> dict[str, Tensor]:
    """The weighted mean of two networks' weights.

    References:
        Wortsman et al. (2022), Robust fine-tuning of zero-shot models, CVPR.
    """
    return {
        name: values.lerp(before[name], kept) if kept and values.is_floating_point() else values
        for name, values in now.items()
    }


def _loss(name: str, scores: Tensor, goals: Tensor, recipe: JudgementRecipe) -> Tensor:
    if name == "certainty":
        return recipe.weight * certainty.loss(scores, goals, recipe.certainty.beta)
    return claims.loss(scores, goals, recipe.claims)


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What is learned from, without what any task holds back."""

    certainty: dict[str, list[Judged]]
    pairs: list[Pair]
    headlines: list[Headed]
    bodies: Bodies

    @classmethod
    def read(cls, gold: Path, recipe: JudgementRecipe) -> _Lessons:
        pairs, _, headlines, _ = claims.parts(gold / "nli", gold / "stance" / "fnc1", recipe.claims)
        return cls(certainty.read_data(gold / "certainty"), pairs, headlines, Bodies.read(headlines))

    def epoch(self, number: int, tokenizer: Tokenizer, recipe: JudgementRecipe) -> list[tuple[str, list[Row]]]:
        """The batches of one epoch, all tasks' in random order."""
        dice = random.Random(f"{recipe.seed}/{number}")
        clauses = stock(self.certainty["UDS_IH2"])
        some = dice.sample(self.pairs, round(recipe.pairs * len(self.pairs)))
        rows = {
            "certainty": certainty.rows(
                certainty.epoch_items(self.certainty, clauses, dice, recipe.certainty), tokenizer
            ),
            "relation": claims.rows(claims.drawn(some, self.bodies, recipe.claims, dice), tokenizer),
            "stance": claims.stance_rows(claims.drawn_headlines(self.headlines, recipe.claims, dice), tokenizer),
        }
        found = [(name, batch) for name, own in rows.items() for batch in _cut(own, recipe, dice)]
        dice.shuffle(found)
        return found


def _cut(rows: list[Row], recipe: JudgementRecipe, dice: random.Random) -> Iterator[list[Row]]:
    return batches(rows, recipe.batch, dice)


def export(run: Path, folder: Path, start: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`.

    The graph takes the vectors of the words, which the card says where to find: in the graph of `start`.
    """
    network = JudgementNetwork.trained(run, 0)
    size = network.encoder.config.hidden_size
    made = write_graph(
        _OfWords(network), run, folder, [WORDS, *INPUTS[1:]], list(OUTPUTS), pooled=True, quantise=quantise, size=size
    )
    return {**made, "words": shared_words(start)}


def run(
    gold: Path,
    out: Path,
    start: Path | None = None,
    recipes: Sequence[JudgementRecipe] = RECIPES,
    *,
    onward: Path | None = None,
    log: Callable[[str], None] = print,
) -> Path:
    """From the data to the model folder that ships: train, export, calibrate, score, write the cards.

    Args:
        gold: As in `train`; `certainty` also holds what is measured on alone, and `nli` SICK.
        out: The model folder. The network goes to its `run/`, which can be deleted afterwards.
        start: A model folder made by `train attribution`, whose table of words is read; the model does not work
            without it. By default the one that ships.
        recipes: All choices, the seeds among them; each run goes on from the one before.
        onward: A run or model that the first run goes on from; `(FOURTH,)` and the third's model made what ships.
        log: Takes a line of progress.
    """
    start = start or DEFAULT_MODEL
    before = onward
    for number, recipe in enumerate(recipes, start=1):
        folder = out / "run" / str(number)
        train(gold, start, folder, recipe, onward=before)
        before = folder
    return finish(out / "run" / str(len(recipes)), out, gold, start, recipes, log=log)


def finish(
    run_folder: Path,
    out: Path,
    gold: Path,
    start: Path | None = None,
    recipes: Sequence[JudgementRecipe] = RECIPES,
    *,
    challenge: Path | None = None,
    log: Callable[[str], None] = print,
) -> Path:
    """From a finished training run to the model folder; see `run`.

    Args:
        run_folder: What `train` wrote.
        out, gold, start, recipes, log: As in `run`; the recipes hold back the same.
        challenge: A file of pairs of claims, for the card (see `evaluation.claims.read_challenge`).
    """
    recipe = recipes[0]
    lessons = _Lessons.read(gold, recipe)
    nli, fnc = gold / "nli", gold / "stance" / "fnc1"
    _, tuning, _, more = claims.parts(nli, fnc, recipe.claims)
    neutral = {"temperature": 1.0}
    card: dict[str, Any] = {
        "name": "quotelens-judgement",
        "task": "how certain a claim is presented to be, how it relates to another, and what stance an article takes "
        "to a headline",
        "language": "English",
        "base": "all-MiniLM-L6-v2 (6 layers; Apache-2.0), over the table of words of quotelens-attribution",
        "data": {
            "certainty": {
                "credit": "UDS-IH2 (MIT), MEANTIME (CC BY) and MegaVeridicality 2 (CC BY-SA), training parts",
                "n": sum(map(len, lessons.certainty.values())),
            },
            "relation": {
                "credit": "SNLI (CC BY-SA 4.0) and MNLI, development parts (Bowman et al. 2015; Williams et al. 2018)",
                "n": len(lessons.pairs),
            },
            "stance": {
                "credit": "the Fake News Challenge (Pomerleau and Rao 2017, Apache-2.0)",
                "n": len(lessons.headlines),
            },
        },
        "recipes": [asdict(each) for each in recipes],
        **{name: dict(neutral) for name in OUTPUTS if name != "certainty"},
        **export(run_folder, out, start or DEFAULT_MODEL),
    }
    write_card(out, card, page(card))
    weighed = claims.weighing(tuning, Bodies.read(more))
    scores, signs = measured_claims.logits_of(out, weighed)
    card["relation"] = claims.layer(scores, signs, np.array([item.relation for item in weighed]))
    stances = np.array([item.stance for item in more])
    card["stance"] = {"temperature": temperature(measured_claims.stance_logits_of(out, more), stances)}
    write_card(out, card, page(card))
    reports: dict[str, Any] = {
        "certainty": measured_certainty.evaluate_certainty(gold / "certainty", measured_certainty.of_model(out)),
        "claims": measured_claims.evaluate_claims(
            (nli, fnc),
            measured_claims.of_model(out),
            challenge=challenge,
            held_back=recipe.claims.held_back,
            bodies_held_back=recipe.claims.bodies_held_back,
        ),
    }
    for name, report in reports.items():
        log(f"{name}\n{report.to_text()}")
        card.setdefault("scores", {})[name] = report.as_dict()
    write_card(out, card, page(card))
    return out


def page(card: dict[str, Any]) -> str:
    """The card as a page to read."""
    lines = [
        f"# {card['name']}",
        "",
        f"{card['task'].capitalize()}. {card['language']}.",
        "",
        f"- Started from {card['base']}; one encoder, a head for each task, trained in turns.",
        *(f"- {name.capitalize()}: {part['n']:,} of {part['credit']}." for name, part in card["data"].items()),
        "- Made-up sentences besides (`training/commitments.py`, `captions.py`, `scenes.py`), and pairs from headlines "
        "(`headlines.py`).",
        f"- `model.onnx`: {card['bytes']:,} bytes, sha256 `{card['sha256']}`.",
        "",
    ]
    scores = card.get("scores", {})
    if "certainty" in scores:
        lines += [
            "## Certainty",
            "",
            "Pearson's r and mean absolute error (on the scale from -3 to 3) with 95 % intervals from a bootstrap over",
            "sentences. UW and the CommitmentBank were measured on and never trained on.",
            "",
            "| data | measure | value | interval | n |",
            "|---|---|--:|---|--:|",
            *(
                f"| {row['data']} | {row['measure']} | {row['value']:.3f} | {row['low']:.3f} to {row['high']:.3f} | "
                f"{row['n']:,} |"
                for row in scores["certainty"]["scores"]
            ),
            "",
        ]
    if "claims" in scores:
        error = scores["claims"]["expected_calibration_error"]
        lines += [
            "## Relation of two claims, and stance of an article",
            "",
            "In per cent, 95 % intervals from a bootstrap over first texts, or over bodies for headlines. SICK",
            f"and the challenge never trained. Expected calibration error of the relation, ten bins: {error:.3f}.",
            "",
            "| pairs | score | value | interval | n |",
            "|---|---|--:|---|--:|",
            *(
                f"| {row['data']} | {row['score']} | {_points(row, 'value')} | {row['n']:,} |"
                for row in scores["claims"]["scores"]
            ),
            "",
        ]
    lines += [
        "Limits: English; a sentence or two at a time; irony is read as it stands. It reads what a text says and how,",
        "and never whether that is so; a careful source that hedges is no less reliable for it.",
    ]
    return "\n".join(lines) + "\n"


def _points(row: dict[str, Any], name: str) -> str:
    value, low, high = (100 * row[key] for key in (name, "low", "high"))
    return f"{value:.1f} | {low:.1f} to {high:.1f}"
