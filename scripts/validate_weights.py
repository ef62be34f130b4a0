"""The validation loss of a text model that `diagnose train --text` saved, computed by PyTorch alone.

Usage: validate_weights.py WEIGHTS.safetensors TEXT

Loads the weights under PyTorch's own names into torch.nn modules and says the mean cross-entropy, in nats a
character, over the last tenth of the text: one sequence, its state starting at zero and carried through.
"""
import json
import struct
import sys

import torch


def load(path):
    """The tensors and the metadata of a safetensors file of Float32 tensors."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        body = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        numbers = torch.frombuffer(bytearray(body[first:last]), dtype=torch.float32)
        tensors[name] = numbers.reshape(entry["shape"]).clone()
    return tensors, metadata


def main(weights, text):
    tensors, metadata = load(weights)
    cell = metadata["gradientflow.cell"]
    vocabulary, hidden = tensors["head.weight"].shape
    layers = sum(name.startswith("rnn.weight_hh") for name in tensors)
    kind = {"rnn": torch.nn.RNN, "rnn-relu": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    extra = {"nonlinearity": "relu"} if cell == "rnn-relu" else {}
    model = torch.nn.ModuleDict(
        {"rnn": kind(vocabulary, hidden, layers, **extra), "head": torch.nn.Linear(hidden, vocabulary)})
    model.load_state_dict(tensors)  # strict: every name and shape must be PyTorch's
    with open(text, encoding="utf-8", newline="") as file:
        characters = file.read()
    index = {character: place for place, character in enumerate(sorted(set(characters)))}
    tokens = torch.tensor([index[character] for character in characters])[len(characters) * 9 // 10:]
    total, state = 0.0, None
    with torch.no_grad():
        for start in range(0, len(tokens) - 1, 5000):
            part = tokens[start:start + 5001]
            x = torch.nn.functional.one_hot(part[:-1], vocabulary).float()[:, None]
            output, state = model["rnn"](x, state)
            logits = model["head"](output[:, 0])
            total += torch.nn.functional.cross_entropy(logits, part[1:], reduction="sum").item()
    print(f"{total / (len(tokens) - 1):.6f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
