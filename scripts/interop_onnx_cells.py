#!/usr/bin/env python3
"""Runs ONNX's own test cases of recurrent nodes through `diagnose check` and compares the outputs.

Usage: interop_onnx_cells.py DIAGNOSE FOLDER
FOLDER holds the unpacked package libonnx-testdata. Its cases give the weights as inputs of the graph: each becomes a model
that holds them as initialisers, and an array of inputs. The states that `check --inputs` ends with must be the case's Y_h, and
where the case gives Y as well, those after each step must be its rows, to 1e-5. Ends with 1 if anything differs.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper

WEIGHTS = {1: "W", 2: "R", 3: "B", 7: "P"}
COUNT = 12


def array(path):
    tensor = onnx.TensorProto()
    with open(path, "rb") as file:
        tensor.ParseFromString(file.read())
    return numpy_helper.to_array(tensor)


def case(folder):
    """The node, its inputs by their places and its outputs by their names."""
    model = onnx.load(os.path.join(folder, "model.onnx"))
    (node,) = model.graph.node
    files = os.path.join(folder, "test_data_set_0", "{}_{}.pb").format
    inputs = {value.name: array(files("input", k)) for k, value in enumerate(model.graph.input)}
    outputs = {value.name: array(files("output", k)) for k, value in enumerate(model.graph.output)}
    return model, {place: inputs[name] for place, name in enumerate(node.input) if name}, outputs


def with_weights(model, inputs):
    """The model with its weights as initialisers, without what a replay from zero doesn't take."""
    node = model.graph.node[0]
    names = [WEIGHTS.get(place, "X" if place == 0 else "") if place in inputs else "" for place in range(len(node.input))]
    del node.input[:], model.graph.input[1:]
    node.input.extend(names)
    model.graph.input[0].name = "X"
    model.graph.initializer.extend(
        numpy_helper.from_array(inputs[place], name) for place, name in WEIGHTS.items() if place in inputs)
    return model


def states(diagnose, model, x, hidden):
    """h of every sequence after the last step: B x H."""
    with tempfile.TemporaryDirectory() as folder:
        paths = os.path.join(folder, "model.onnx"), os.path.join(folder, "x.npy")
        onnx.save(model, paths[0])
        np.save(paths[1], x)
        done = subprocess.run([diagnose, "check", paths[0], "--inputs", paths[1], "--format", "json"],
                              capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"check ended with {done.returncode}: {done.stderr or done.stdout}")
    (layer,) = json.loads(done.stdout)["artifacts"][0]["layers"]
    final = np.array(layer["trace"]["finalState"])
    return final.reshape(x.shape[1], -1)[:, :hidden]


def difference(diagnose, folder):
    """The largest between the case's outputs and ours."""
    model, inputs, outputs = case(folder)
    node = model.graph.node[0]
    settings = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    layout = settings.get("layout", 0)
    x = inputs[0].swapaxes(0, 1) if layout else inputs[0]
    assert all(not inputs[place].any() for place in (5, 6) if place in inputs), "the case starts from a state"
    assert 4 not in inputs or (inputs[4] == len(x)).all(), "the case has sequences of different lengths"
    model = with_weights(model, inputs)
    last = outputs["Y_h"].swapaxes(0, 1) if layout else outputs["Y_h"]
    expected = {len(x): last[0]}
    if "Y" in outputs:
        rows = outputs["Y"].transpose(1, 2, 0, 3) if layout else outputs["Y"]
        expected |= {t + 1: row[0] for t, row in enumerate(rows)}
    return max(np.abs(states(diagnose, model, x[:t], last.shape[-1]) - h).max() for t, h in expected.items())


def main(diagnose, folder):
    patterns = ["test_lstm_*", "test_gru_*", "test_simple_rnn_*", "test_rnn_*"]
    # The package has each case at several paths.
    folders = {os.path.basename(found): found for pattern in patterns
               for found in glob.glob(os.path.join(folder, "libonnx-testdata*", "**", pattern), recursive=True)}
    if not folders:
        print("skipped: libonnx-testdata isn't there")
        return 0
    differences = {name: difference(diagnose, found) for name, found in sorted(folders.items())}
    for name, largest in differences.items():
        print(f"{name}: {largest:.1e}")
    print(f"{len(folders)} cases, largest difference {max(differences.values()):.1e}")
    return int(len(folders) != COUNT or max(differences.values()) > 1e-5)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
