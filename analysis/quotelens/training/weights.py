"""The weights of a model folder's graph, read back as torch tensors, so that training can go on from what ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor

PREFIX = "network."
PARTS = ("encoder.", "shape.")
_TURNED = ".weight_Transposed"  # a product's weights, as the quantiser keeps them


def of_model(folder: Path, parts: tuple[str, ...] = PARTS) -> dict[str, Tensor]:
    """The weights of a model folder, under the names that the network gives them.

    Weights of 8 bits are multiplied out: what comes back differs from what was trained by the rounding. Biases that
    the tracer folded away are not missing: it keeps them under their own names.

    Args:
        folder: What `training.export` wrote.
        parts: How the names begin of what is wanted: by default the encoder and the shape embedding.

    Raises:
        ValueError: the graph is none that `training.export` wrote.
    """
    graph = onnx.load(folder / "model.onnx").graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        if not name.startswith(PREFIX):
            continue
        if name.endswith("_quantized"):
            own = name.removesuffix("_quantized")
            values = _multiplied_out(array, arrays[f"{own}_scale"], arrays[f"{own}_zero_point"])
            if own.endswith(_TURNED):
                found[f"{own.removesuffix(_TURNED)}.weight"] = values.T
            else:
                found[own] = values
        elif not name.endswith(("_scale", "_zero_point")):
            found[name] = array
    for node in graph.node:
        if node.op_type not in ("MatMul", "MatMulInteger") or "/encoder/layer." not in node.name:
            continue
        weight = node.input[1]
        place = node.name.removesuffix("_quant").removesuffix("/MatMul").replace("/", ".")
        place = PREFIX + place.removeprefix(".").removeprefix(PREFIX)  # a graph that takes vectors names no network
        if weight.removesuffix("_quantized") != weight and weight in arrays:
            base = weight.removesuffix("_quantized")
            values = _multiplied_out(arrays[weight], arrays[f"{base}_scale"], arrays[f"{base}_zero_point"])
        elif f"{weight}_int8" in arrays:
            values = arrays[f"{weight}_int8"] * arrays[f"{weight}_scale"]
        elif weight in arrays:
            values = arrays[weight]
        else:
            continue  # a product of two activations
        found[f"{place}.weight"] = values.T
    wanted = {
        name.removeprefix(PREFIX): torch.from_numpy(np.array(values, dtype=np.float32))
        for name, values in found.items()
        if name.removeprefix(PREFIX).startswith(parts)
    }
    if not wanted:
        raise ValueError(f"{folder}: model.onnx holds no weights that quotelens wrote")
    return wanted


def _multiplied_out(values: np.ndarray, scale: np.ndarray, zero: np.ndarray) -> np.ndarray:
    product: np.ndarray = (values.astype(np.float32) - zero.astype(np.float32)) * scale
    return product
