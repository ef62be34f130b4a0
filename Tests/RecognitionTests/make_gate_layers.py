#!/usr/bin/env python3
"""Writes small models whose gates are tensors of their own, and the states that their own equations give.

Run with numpy 2.4.6. Files in Models/gates: pickles of madmom's objects (Böck et al. 2016), whose classes are made up here under
their names, and archives of parameters under Flax' names. expected.json has for each layer its name, cell, direction and stack, and h
along "inputs", T = 6 steps from zero, by that program's own convention: madmom's update gate says how much is new.
"""
import json
import os
import pickle
import sys
import types

import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models", "gates")
T, I, H = 6, 3, 2
rng = np.random.default_rng(3)
expected = {}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tanh(x):
    return np.tanh(x)


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    return np.exp(x) / np.exp(x).sum()


def made_up(path, *names):
    """A module with empty classes, so that a pickle names them."""
    parts = path.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), types.ModuleType(".".join(parts[:end])))
    for name in names:
        setattr(sys.modules[path], name, type(name, (), {"__module__": path}))
    return sys.modules[path]


layers = made_up("madmom.ml.nn.layers", "RecurrentLayer", "Gate", "Cell", "GRUCell", "LSTMLayer", "GRULayer", "BidirectionalLayer")
network = made_up("madmom.ml.nn", "NeuralNetwork")
activations = made_up("madmom.ml.nn.activations")
for function in (sigmoid, tanh, relu, softmax):
    function.__module__, function.__qualname__ = activations.__name__, function.__name__
    setattr(activations, function.__name__, function)


def build(kind, **members):
    made = kind()
    made.__dict__.update(members)
    return made


def drawn(*shape):
    return rng.normal(size=shape).astype("f4")


def gate(kind, function, size, peephole=False):
    own = {"peephole_weights": drawn(H)} if peephole else {}
    return build(kind, weights=drawn(size, H), bias=drawn(H), recurrent_weights=drawn(H, H), activation_fn=function, **own)


def seen(part, x, h):
    return x @ part.weights.astype("f8") + part.bias + h @ part.recurrent_weights.astype("f8")


def run_rnn(layer, inputs):
    h, out = np.zeros(H), []
    for x in inputs:
        h = layer.activation_fn(seen(layer, x, h))
        out.append(h)
    return np.array(out)


def run_lstm(layer, inputs):
    h, c, out = np.zeros(H), np.zeros(H), []
    for x in inputs:
        i = sigmoid(seen(layer.input_gate, x, h) + c * layer.input_gate.peephole_weights)
        f = sigmoid(seen(layer.forget_gate, x, h) + c * layer.forget_gate.peephole_weights)
        c = c * f + np.tanh(seen(layer.cell, x, h)) * i
        o = sigmoid(seen(layer.output_gate, x, h) + c * layer.output_gate.peephole_weights)
        h = layer.activation_fn(c) * o
        out.append(h)
    return np.array(out)


def run_gru(layer, inputs):
    h, out = np.zeros(H), []
    for x in inputs:
        r, u = sigmoid(seen(layer.reset_gate, x, h)), sigmoid(seen(layer.update_gate, x, h))
        cell = layer.cell
        new = np.tanh(x @ cell.weights.astype("f8") + cell.bias + r * (h @ cell.recurrent_weights.astype("f8")))
        h = u * new + (1 - u) * h
        out.append(h)
    return np.array(out)


def described(name, cell, states, **more):
    return {"name": name, "cell": cell, "direction": "forward", "layer": 0, **more, "h": states.tolist()}


def madmom(inputs):
    def rnn(size, function=tanh):
        return build(layers.RecurrentLayer, weights=drawn(size, H), bias=drawn(H), recurrent_weights=drawn(H, H), activation_fn=function)

    def lstm(size):
        gates = {name: gate(layers.Gate, sigmoid, size, peephole=True) for name in ("input_gate", "forget_gate", "output_gate")}
        return build(layers.LSTMLayer, cell=gate(layers.Cell, tanh, size), activation_fn=tanh, **gates)

    def save(file, *stack):
        with open(os.path.join(HERE, file), "wb") as out:
            pickle.dump(build(network.NeuralNetwork, layers=list(stack)), out, protocol=2)

    first, forward, backward = rnn(I, relu), rnn(H), rnn(H)
    save("rnn.pkl", first, build(layers.BidirectionalLayer, fwd_layer=forward, bwd_layer=backward))
    below = run_rnn(first, inputs)
    expected["rnn.pkl"] = [
        described("layers.0", "rnn-relu", below), described("layers.1.fwd_layer", "rnn-tanh", run_rnn(forward, below), layer=1),
        described("layers.1.bwd_layer", "rnn-tanh", run_rnn(backward, below[::-1]), layer=1, direction="reverse")]
    own = lstm(I)
    save("lstm.pkl", own)
    expected["lstm.pkl"] = [described("layers.0", "lstm", run_lstm(own, inputs))]
    own = build(layers.GRULayer, reset_gate=gate(layers.Gate, sigmoid, I), update_gate=gate(layers.Gate, sigmoid, I),
                cell=gate(layers.GRUCell, tanh, I))
    save("gru.pkl", own)
    expected["gru.pkl"] = [described("layers.0", "gru", run_gru(own, inputs))]


def flax(inputs):
    def dense(name, size, bias):
        return {f"{name}/kernel": drawn(size, H), **({f"{name}/bias": drawn(H)} if bias else {})}

    def value(part, name, x):
        return x @ part[f"{name}/kernel"].astype("f8") + part.get(f"{name}/bias", 0)

    lstm, gru, rnn = {}, {}, {**dense("i", I, True), **dense("h", H, False)}
    for letter in "ifgo":
        lstm |= dense("i" + letter, I, False) | dense("h" + letter, H, True)
    for letter in "rzn":
        gru |= dense("i" + letter, I, True) | dense("h" + letter, H, letter == "n")
    h, c, k, s, states = np.zeros(H), np.zeros(H), np.zeros(H), np.zeros(H), ([], [], [])
    for x in inputs:
        i, f, g, o = (value(lstm, "i" + letter, x) + value(lstm, "h" + letter, h) for letter in "ifgo")
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        r, z = (sigmoid(value(gru, "i" + letter, x) + value(gru, "h" + letter, k)) for letter in "rz")
        k = (1 - z) * np.tanh(value(gru, "in", x) + r * value(gru, "hn", k)) + z * k
        s = np.tanh(value(rnn, "i", x) + value(rnn, "h", s))
        for list_, state in zip(states, (h, k, s)):
            list_.append(state)
    for file, separator in [("flax.npz", "/"), ("flax_dotted.npz", ".")]:
        tensors = {f"params/{module}/{name}".replace("/", separator): tensor
                   for module, part in [("encoder", lstm), ("decoder", gru), ("tagger", rnn)] for name, tensor in part.items()}
        np.savez(os.path.join(HERE, file), **tensors)
        expected[file] = [described(separator.join(["params", name]), cell, np.array(list_))
                          for (name, cell), list_ in zip([("encoder", "lstm"), ("decoder", "gru"), ("tagger", "rnn-tanh")], states)]


def odd():
    """A layer with a function that isn't read."""
    with open(os.path.join(HERE, "odd.pkl"), "wb") as out:
        own = build(layers.RecurrentLayer, weights=drawn(I, H), bias=drawn(H), recurrent_weights=drawn(H, H), activation_fn=softmax)
        pickle.dump(build(network.NeuralNetwork, layers=[own]), out, protocol=2)


def main():
    os.makedirs(HERE, exist_ok=True)
    inputs = rng.normal(size=(T, I))
    madmom(inputs)
    flax(inputs)
    odd()
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
        json.dump({"inputs": inputs.tolist(), "files": expected}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
