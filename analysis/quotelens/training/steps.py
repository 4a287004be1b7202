"""The steps of a training run: warm-up and linear decay, clipped gradients, a moving average of the weights, a log."""

from __future__ import annotations

import json
import time
from typing import Any, Protocol, TextIO

import numpy as np
import torch
from torch import Tensor, nn

EVERY = 20  # steps between lines of the log


class Rates(Protocol):
    """What a recipe says of its steps."""

    @property
    def encoder_rate(self) -> float: ...
    @property
    def head_rate(self) -> float: ...
    @property
    def warmup(self) -> float: ...
    @property
    def weight_decay(self) -> float: ...
    @property
    def average_decay(self) -> float: ...
    @property
    def average_from(self) -> float: ...


class Steps:
    """Steps of a network whose encoder learns at one rate and whose other parts at another.

    Attributes:
        count: Steps taken.
        average: Exponential moving average of the weights, from the share `average_from` of all steps on.
        losses: Of the steps of this epoch.
    """

    def __init__(self, network: nn.Module, encoder: list[nn.Parameter], recipe: Rates, total: int, log: TextIO) -> None:
        self.count = 0
        self.average: dict[str, Tensor] | None = None
        self.losses: list[float] = []
        self._network, self._recipe, self._total, self._log = network, recipe, total, log
        known = {id(parameter) for parameter in encoder}
        heads = [parameter for parameter in network.parameters() if id(parameter) not in known]
        self._optimizer = torch.optim.AdamW(
            [{"params": encoder, "lr": recipe.encoder_rate}, {"params": heads, "lr": recipe.head_rate}],
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        warm = max(1, int(recipe.warmup * total))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer,
            lambda step: min(1.0, (step + 1) / warm) * max(0.0, (total - step) / max(1, total - warm + 1)),
        )

    def begin(self) -> None:
        """Begin an epoch."""
        self._network.train()
        self._began, self.losses = time.monotonic(), []

    def take(self, loss: Tensor) -> None:
        """One step down a loss."""
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        self.count += 1
        self.losses.append(float(loss.detach()))
        if self.count >= self._recipe.average_from * self._total:
            self._blend()
        if self.count % EVERY == 0:
            self.note({"step": self.count, "of": self._total, "loss": float(np.mean(self.losses[-EVERY:]))})

    def note(self, line: dict[str, Any]) -> None:
        """Add a line to the log, with the seconds since the epoch began."""
        self._log.write(json.dumps({**line, "s": time.monotonic() - self._began}) + "\n")
        self._log.flush()

    def weights(self) -> dict[str, Tensor]:
        """The average, or the weights as they are where it has not begun."""
        return self.average or self._network.state_dict()

    def state(self) -> dict[str, Any]:
        """All that a run needs to go on."""
        return {
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "random": torch.get_rng_state(),
            "average": self.average,
            "step": self.count,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self._network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["random"])
        self.average, self.count = state["average"], state["step"]

    def _blend(self) -> None:
        now = self._network.state_dict()
        if self.average is None:
            self.average = {key: value.detach().clone() for key, value in now.items()}
            return
        for key, value in now.items():
            if value.is_floating_point():
                self.average[key].lerp_(value.detach(), 1.0 - self._recipe.average_decay)


def faster() -> torch.autocast:
    """Products in bfloat16 where the processor has instructions for them; as they are elsewhere."""
    has = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has)
