"""Steps of a run: the rate rises and falls, the average follows, and what was saved goes on."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")

from quotelens.training.steps import Steps  # noqa: E402


@dataclass(frozen=True)
class Rates:
    encoder_rate: float = 0.1
    head_rate: float = 0.2
    warmup: float = 0.1
    weight_decay: float = 0.0
    average_decay: float = 0.5
    average_from: float = 0.5


def begun(log: io.StringIO) -> tuple[Steps, torch.nn.Module]:
    torch.manual_seed(3)
    network = torch.nn.Linear(2, 1)
    steps = Steps(network, [network.weight], Rates(), 40, log)
    steps.begin()
    return steps, network


def loss(network: torch.nn.Module) -> torch.Tensor:
    return (network(torch.ones(4, 2)) - 1).square().mean()


def test_every_twentieth_step_is_noted_and_the_loss_falls() -> None:
    log = io.StringIO()
    steps, network = begun(log)
    for _ in range(40):
        steps.take(loss(network))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["step"], line["of"]) for line in lines] == [(20, 40), (40, 40)]
    assert steps.losses[-1] < steps.losses[0]
    assert len(steps.losses) == steps.count == 40


def test_the_average_begins_where_the_recipe_says() -> None:
    steps, network = begun(io.StringIO())
    for _ in range(19):
        steps.take(loss(network))
    assert steps.average is None
    assert steps.weights()["weight"].data_ptr() == network.weight.data_ptr()
    for _ in range(2):
        steps.take(loss(network))
    assert steps.average is not None
    assert not torch.equal(steps.weights()["weight"], network.weight)


def test_a_restored_run_goes_on_as_if_it_had_not_been_cut() -> None:
    whole, network = begun(io.StringIO())
    for _ in range(25):
        whole.take(loss(network))
    cut, other = begun(io.StringIO())
    for _ in range(22):
        cut.take(loss(other))
    again, restored = begun(io.StringIO())
    again.restore(cut.state())
    for _ in range(3):
        again.take(loss(restored))
    assert again.count == 25
    assert torch.equal(restored.weight, network.weight)
    assert torch.equal(again.weights()["weight"], whole.weights()["weight"])
