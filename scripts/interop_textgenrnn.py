#!/usr/bin/env python3
"""Runs a published text model from its own file and from the layers that `diagnose convert` writes of it.

Usage: interop_textgenrnn.py DIAGNOSE FOLDER
FOLDER has textgenrnn's weights and vocabulary. Its two LSTMs are stored as CuDNN lays them out, of which the length of a bias
is the only sign: read plainly they score tens of nats a character on English, put into order less than one. The
other parts, embedding, attention and output, are taken from the file as they are and run here with NumPy. `diagnose check`
replays both layers on the same input, and must end in the same states.
Ends with 1 unless the score is below 0.9 nats, that of the plain reading far above, and the states agree.
"""
import json
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from safetensors.numpy import load_file

# How many characters the model looks back on.
WINDOW = 40
MOST = 0.9
PLAIN = 10

# Titles of the kind that the model learnt from.
TEXTS = """\
What is the best way to learn a new language?
I have been working on this project for a long time and I just want to share it with you
The first time I have ever seen a movie in the theater
What is the most interesting thing you have ever seen in your life?
My girlfriend made me this cake for my birthday
The president of the United States has been elected to the White House
This is what happens when you leave your phone in the car
I was looking for something to do on the weekend""".split("\n")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(inputs, weights):
    """The states of a PyTorch LSTM along [B, T, I], from zero."""
    input_weights, recurrent, bias = weights
    size = recurrent.shape[1]
    hidden, cell = np.zeros((2, len(inputs), size))
    states = []
    for x in inputs.swapaxes(0, 1):
        i, f, g, o = np.split(x @ input_weights.T + hidden @ recurrent.T + bias, 4, axis=1)
        cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
        hidden = sigmoid(o) * np.tanh(cell)
        states.append(hidden)
    return np.stack(states, axis=1)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def converted(path):
    """Both layers as `diagnose convert` wrote them."""
    tensors = {name: value.astype("f8") for name, value in load_file(path).items()}
    return [(tensors[f"{layer}.weight_ih_l0"], tensors[f"{layer}.weight_hh_l0"],
             tensors[f"{layer}.bias_ih_l0"] + tensors[f"{layer}.bias_hh_l0"])
            for layer in ["rnn_1", "rnn_2"]]


def plain(file):
    """Both layers as if they were stored as Keras' own are."""
    layers = []
    for layer in ["rnn_1", "rnn_2"]:
        group = file[f"{layer}/{layer}"]
        bias = group["bias:0"][()].reshape(2, -1).sum(axis=0)
        layers.append((group["kernel:0"][()].T, group["recurrent_kernel:0"][()].T, bias))
    return layers


def predictions(tokens, file, layers):
    """The distribution of the next character after each row of tokens [B, T]."""
    seen = [file["embedding/embedding/embeddings:0"][()].astype("f8")[tokens]]
    for layer in layers:
        seen.append(lstm(seen[-1], layer))
    seen = np.concatenate(seen, axis=2)
    shares = softmax((seen @ file["attention/attention/attention_W:0"][()].astype("f8"))[:, :, 0])
    mean = (seen * shares[:, :, None]).sum(axis=1)
    output = file["output/output"]
    return softmax(mean @ output["kernel:0"][()].astype("f8") + output["bias:0"][()])


def windows(text, vocabulary):
    """What the model sees before each character, padded in front, and the character."""
    tokens = [vocabulary["<s>"]] + [vocabulary.get(letter, 0) for letter in text]
    rows = [([0] * WINDOW + tokens[:end])[-WINDOW:] for end in range(1, len(tokens))]
    return rows, tokens[1:]


def replayed(diagnose, weights, layer, inputs, scratch):
    """The last h of a layer along [T, I], by `diagnose check`."""
    path = os.path.join(scratch, "inputs.npy")
    np.save(path, inputs)
    text = subprocess.run([diagnose, "check", weights, "--inputs", path, "--layer", layer, "--format", "json"],
                          check=True, capture_output=True, text=True).stdout
    found = next(entry for entry in json.loads(text)["artifacts"][0]["layers"] if entry["name"] == layer)
    return np.ravel(found["trace"]["finalState"])[:found["hiddenSize"]]


def difference(diagnose, weights, file, layers, vocabulary, scratch):
    """How far the states of `diagnose check` are from those computed here, at the most."""
    rows, _ = windows(TEXTS[0], vocabulary)
    seen = file["embedding/embedding/embeddings:0"][()].astype("f8")[rows[-1]][None]
    most = 0
    for name, layer in zip(["rnn_1", "rnn_2"], layers):
        states = lstm(seen, layer)
        most = max(most, np.abs(replayed(diagnose, weights, name, seen[0], scratch) - states[0, -1]).max())
        seen = states
    return most


def score(file, layers, vocabulary):
    """Nats a character over all texts."""
    rows, targets = [], []
    for text in TEXTS:
        own, next_ones = windows(text, vocabulary)
        rows += own
        targets += next_ones
    chances = predictions(np.array(rows), file, layers)[np.arange(len(rows)), targets]
    return -np.log(np.maximum(chances, 1e-300)).mean(), len(rows)


def main(diagnose, folder):
    weights = os.path.join(folder, "textgenrnn_weights.hdf5")
    with open(os.path.join(folder, "textgenrnn_vocab.json"), encoding="utf-8") as text:
        vocabulary = json.load(text)
    with tempfile.TemporaryDirectory() as scratch, h5py.File(weights) as file:
        ours = os.path.join(scratch, "layers.safetensors")
        subprocess.run([diagnose, "convert", weights, ours], check=True, stdout=subprocess.DEVNULL)
        right, count = score(file, converted(ours), vocabulary)
        wrong, _ = score(file, plain(file), vocabulary)
        apart = difference(diagnose, weights, file, converted(ours), vocabulary, scratch)
    print(f"textgenrnn: {right:.3f} nats a character over {count} of English; {wrong:.1f} if its layout is missed; "
          f"states replayed to {apart:.0e}")
    return 0 if right < MOST and wrong > PLAIN and apart < 1e-10 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
