#!/usr/bin/env python3
"""Writes small recurrent models of Keras, and what their layers put out, as Keras itself runs them.

Run with keras 3.15.1 on torch 2.13.0, and h5py 3.16.0:
scripts/python.sh keras==3.15.1 torch==2.13.0 h5py==3.16.0 -- Tests/RecognitionTests/make_keras_cells.py
expected.json has the input, and for each file its layers: cell, direction, and the outputs in the order of
the input's time. Files as Keras 1 and 2 and the cells for CuDNN laid them out are written by h5py, with the weights of
layers that Keras 3 runs.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "torch"

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers, ops  # noqa: E402

MODELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models", "keras")
T, I, H = 5, 2, 3
keras.utils.set_random_seed(0)
random = np.random.default_rng(0)
INPUTS = random.standard_normal((T, I)).round(3)
EVERY = {"return_sequences": True, "bias_initializer": keras.initializers.RandomNormal(seed=1)}
GATES = {"lstm": ["i", "f", "c", "o"], "gru": ["z", "r", "h"]}


def expect(name, cell, outputs, direction="forward", **more):
    rows = np.array(outputs)[0].tolist()
    return {"name": name, "cell": cell, "direction": direction, "outputs": rows, **more}


def run(layer):
    return ops.convert_to_numpy(layer(INPUTS[None]))


def expected_of(layer, prefix=""):
    """A layer's outputs, those of a layer that walks backwards turned round into the input's order."""
    if isinstance(layer, layers.Bidirectional):
        halves = [(layer.forward_layer, "forward"), (layer.backward_layer, "reverse")]
    else:
        halves = [(layer, "reverse" if layer.go_backwards else "forward")]
    entries = []
    for half, direction in halves:
        outputs = run(half)
        outputs = outputs[:, ::-1] if half.go_backwards else outputs
        cell = {"SimpleRNN": "rnn", "LSTM": "lstm", "GRU": "gru"}[type(half).__name__]
        cell = "rnn-relu" if cell == "rnn" and half.activation is keras.activations.relu else cell
        entries.append(expect(prefix + layer.name, cell, outputs, direction))
    return entries


def model(*members):
    entry = keras.Input((T, I))
    return keras.Model(entry, [member(entry) for member in members])


def cells():
    members = [
        layers.LSTM(H, name="lstm_plain", **EVERY),
        layers.LSTM(H, name="lstm_hard", activation="relu", recurrent_activation="hard_sigmoid", **EVERY),
        layers.LSTM(H, name="lstm_backwards", go_backwards=True, **EVERY),
        layers.GRU(H, name="gru_after", **EVERY),
        layers.GRU(H, name="gru_before", reset_after=False, **EVERY),
        layers.GRU(H, name="gru_no_bias", return_sequences=True, use_bias=False, reset_after=False),
        layers.SimpleRNN(H, name="rnn_relu", activation="relu", **EVERY),
        layers.SimpleRNN(H, name="rnn_linear", activation="linear", **EVERY),
        layers.Bidirectional(layers.GRU(H, **EVERY), merge_mode="sum", name="both"),
    ]
    some = [members[1], members[5], members[-1]]
    model(*members).save(os.path.join(MODELS, "cells.keras"))
    model(*some).save(os.path.join(MODELS, "cells.h5"))
    return {"cells.keras": [entry for member in members for entry in expected_of(member)],
            "cells.h5": [entry for member in some for entry in expected_of(member)]}


def wrappers():
    """Layers in models in models, one name in two of them; cells one upon the other."""
    inner = layers.LSTM(H, name="memory", **EVERY)
    entry = keras.Input((T, I))
    encoder = keras.Model(entry, inner(entry), name="encoder")
    outer = layers.LSTM(H, name="memory", recurrent_activation="hard_sigmoid", **EVERY)
    single = layers.RNN(layers.GRUCell(H), return_sequences=True, name="single")
    stack = layers.RNN([layers.LSTMCell(H), layers.LSTMCell(H)], return_sequences=True, name="stack")
    whole = model(encoder, outer, single, stack)
    whole.save(os.path.join(MODELS, "wrappers.keras"))
    lowest = layers.RNN(stack.cell.cells[0], return_sequences=True)
    return {"wrappers.keras": [
        *expected_of(inner, "encoder."), *expected_of(outer), expect("single", "gru", run(single)),
        expect("stack.lstm_cell", "lstm", run(lowest)),
        expect("stack.lstm_cell_1", "lstm", run(stack), below="stack.lstm_cell")]}


def chains():
    """Layers that feed one another, as a row and as a graph; the last one's outputs are all that is noted."""
    def members():
        return [layers.LSTM(H, name="low", **EVERY), layers.Dropout(0.5),
                layers.Bidirectional(layers.GRU(H, **EVERY), name="middle"),
                layers.LSTM(H, name="high", **EVERY)]
    row = keras.Sequential([keras.Input((T, I)), *members()])
    entry = seen = keras.Input((T, I))
    for member in members():
        seen = member(seen)
    graph = keras.Model(entry, seen)
    row.save(os.path.join(MODELS, "row.h5"))
    graph.save(os.path.join(MODELS, "graph.h5"))
    return {"row.h5": [expect("high", "lstm", run(row))], "graph.h5": [expect("high", "lstm", run(graph))]}


def weights_alone():
    members = [layers.LSTM(H, name="first", **EVERY), layers.GRU(H, name="second", **EVERY),
               layers.SimpleRNN(H, name="third", **EVERY),
               layers.Bidirectional(layers.LSTM(H, **EVERY), merge_mode="sum", name="both")]
    model(*members).save_weights(os.path.join(MODELS, "alone.weights.h5"))
    return {"alone.weights.h5": [entry for member in members for entry in expected_of(member)]}


def old_file(name, groups, settings=(), version=b"2.2.4"):
    """Weights as Keras 1 and 2 wrote them: {layer: [(name, values)]}."""
    with h5py.File(os.path.join(MODELS, name), "w") as file:
        file.attrs["keras_version"] = version
        top = file
        if settings:
            whole = {"class_name": "Sequential", "config": list(settings)}
            file.attrs["model_config"] = json.dumps(whole).encode()
            top = file.create_group("model_weights")
        top.attrs["layer_names"] = [layer.encode() for layer in groups]
        for layer, tensors in groups.items():
            group = top.create_group(layer)
            group.attrs["weight_names"] = [tensor.encode() for tensor, _ in tensors]
            for tensor, values in tensors:
                group[tensor] = values


def built(layer):
    run(layer)
    return layer, [ops.convert_to_numpy(weight) for weight in layer.weights]


def cudnn(kernel, recurrent, bias, gates):
    """The inverse of `convert_rnn_weights` of Keras 2: from Keras' own layout to that of CuDNN."""
    kernel = np.hstack([k.T.reshape(k.shape) for k in np.hsplit(kernel, gates)])
    recurrent = np.hstack([k.T for k in np.hsplit(recurrent, gates)])
    return kernel, recurrent, bias.reshape(-1)


def cudnn_cells():
    lstm, (kernel, recurrent, bias) = built(layers.LSTM(H, name="rnn_1", **EVERY))
    share = random.standard_normal(bias.shape)
    stored = {"rnn_1": cudnn(kernel, recurrent, np.stack([share, bias - share]), 4)}
    gru, weights = built(layers.GRU(H, name="rnn_2", **EVERY))
    stored["rnn_2"] = cudnn(*weights, 3)
    words = ["kernel:0", "recurrent_kernel:0", "bias:0"]
    old_file("cudnn.h5", {layer: [(f"{layer}/{word}", values) for word, values in zip(words, tensors)]
                          for layer, tensors in stored.items()}, version=b"2.1.5")
    return {"cudnn.h5": expected_of(lstm) + expected_of(gru)}


@keras.saving.register_keras_serializable()
def hard(x):
    """The hard sigmoid before Keras 3."""
    return ops.clip(0.2 * x + 0.5, 0, 1)


def keras2():
    gru, weights = built(layers.GRU(H, name="gru_1", recurrent_activation=hard, reset_after=False, **EVERY))
    both = layers.Bidirectional(layers.LSTM(H, name="lstm_1", recurrent_activation=hard, **EVERY),
                                merge_mode="sum", name="bidirectional_1")
    both, halves = built(both)
    words = ["kernel:0", "recurrent_kernel:0", "bias:0"]
    groups = {
        "gru_1": [(f"gru_1/{word}", values) for word, values in zip(words, weights)],
        "bidirectional_1": [(f"bidirectional_1/{half}_lstm_1/{word}", values) for (half, word), values in zip(
            [(half, word) for half in ["forward", "backward"] for word in words], halves)]}
    own = {"units": H, "activation": "tanh", "recurrent_activation": "hard_sigmoid", "use_bias": True,
           "go_backwards": False}
    old_file("keras2.h5", groups, [
        {"class_name": "GRU", "config": {"name": "gru_1", **own}},
        {"class_name": "Bidirectional", "config": {"name": "bidirectional_1", "layer": {
            "class_name": "LSTM", "config": {"name": "lstm_1", **own}}}}])
    return {"keras2.h5": expected_of(gru) + expected_of(both)}


def keras1():
    groups, entries = {}, []
    for cell, kind in [("lstm", layers.LSTM), ("gru", layers.GRU)]:
        extra = {"reset_after": False} if cell == "gru" else {}
        layer, (kernel, recurrent, bias) = built(
            kind(H, name=f"{cell}_1", recurrent_activation=hard, **extra, **EVERY))
        parts = zip(GATES[cell], *[np.split(values, len(GATES[cell]), axis=-1)
                                   for values in [kernel, recurrent, bias]])
        groups[layer.name] = [(f"{layer.name}_{word}_{gate}", values)
                              for gate, *three in parts for word, values in zip("WUb", three)]
        entries += expected_of(layer)
    rnn, weights = built(layers.SimpleRNN(H, name="simplernn_1", **EVERY))
    groups["simplernn_1"] = [(f"simplernn_1_{word}", values) for word, values in zip("WUb", weights)]
    old_file("keras1.h5", groups, version=b"1.2.2")
    return {"keras1.h5": entries + expected_of(rnn)}


def main():
    os.makedirs(MODELS, exist_ok=True)
    expected = {"inputs": INPUTS.tolist()}
    for make in [cells, wrappers, chains, weights_alone, cudnn_cells, keras2, keras1]:
        expected.update(make())
    with open(os.path.join(MODELS, "expected.json"), "w") as out:
        lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in expected.items()]
        out.write("{\n" + ",\n".join(lines) + "\n}\n")


main()
