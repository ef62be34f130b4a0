#!/usr/bin/env python3
"""Writes small models as PyTorch saves and exports them, and the matrices that their modules multiply with.

Run with torch 2.13.0, onnx 1.23.2 and onnxscript 0.7.2. Files in Models/torch: modules of every kind, number of layers, direction and
bias; wrappers; cells; reparametrised weights; a training checkpoint; exports to ONNX. expected.json has for each file its layers:
name, number, direction, cell, the recurrent tensor's name in the file, and by gate the rows of W_ih and W_hh and the two biases,
as the module has them when it runs.
"""
import io
import json
import os
import warnings

import torch
from torch.nn.utils import parametrizations, spectral_norm, weight_norm

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models", "torch")
I, H = 3, 2
GATES = {"lstm": "ifgo", "gru": "rzn", "rnn-tanh": "h", "rnn-relu": "h"}
expected = {}


def kind(module):
    if isinstance(module, (torch.nn.RNN, torch.nn.RNNCell)):
        return "rnn-" + module.nonlinearity
    return type(module).__name__.lower().removeprefix("parametrized").removesuffix("cell")


def layer(module, name, suffix, tensor=None, cell=None):
    """One layer and direction of a module, with the suffix of its tensors."""
    cell = cell or kind(module)
    parts = {word: getattr(module, word + suffix).detach() for word in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
             if getattr(module, word + suffix, None) is not None}
    number = suffix.removeprefix("_l").removesuffix("_reverse")
    found = {"name": name, "layer": int(number or 0), "cell": cell,
             "direction": "reverse" if suffix.endswith("_reverse") else "forward", "tensor": tensor, "gates": {}}
    if getattr(module, "proj_size", 0):
        found["projection"] = getattr(module, "weight_hr" + suffix).detach().tolist()
    blocks = {word: part.chunk(len(GATES[cell])) for word, part in parts.items()}
    for k, gate in enumerate(GATES[cell]):
        found["gates"][gate] = {word: block[k].tolist() for word, block in blocks.items()}
    return found


def layers(module, name, prefix=None, part="weight_hh{}", cell=None):
    """All of a module; the file has its tensors below `prefix`."""
    prefix = name + "." if prefix is None else prefix
    if not hasattr(module, "num_layers"):
        return [layer(module, name, "", prefix + part.format(""))]
    suffixes = [f"_l{k}{way}" for k in range(module.num_layers) for way in (["", "_reverse"] if module.bidirectional else [""])]
    return [layer(module, name, suffix, prefix + part.format(suffix), cell) for suffix in suffixes]


def save(file, made, found):
    path = os.path.join(HERE, file)
    if file.endswith(".onnx"):
        with open(path, "wb") as out:
            out.write(made)
    else:
        torch.save(made, path)
    expected[file] = {"layers": found}


def modules():
    made, found = torch.nn.ModuleDict(), []
    for kind_ in (torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU):
        for number in (1, 2, 3):
            for both in (False, True):
                bias = (number + both) % 3 != 0
                name = f"{kind_.__name__.lower()}{number}{'both' if both else ''}{'' if bias else 'bare'}"
                made[name] = kind_(I, H, number, bidirectional=both, bias=bias)
                found += layers(made[name], name)
    made["projected"] = torch.nn.LSTM(I, 4, 2, proj_size=H)
    # A state_dict has the tensors of a module in the order in which they were made.
    save("modules.pt", made.state_dict(), found + layers(made["projected"], "projected"))


def wrappers():
    inner = torch.nn.Sequential()
    inner.add_module("rnn", torch.nn.GRU(I, H))
    save("compiled.pt", torch.compile(inner).state_dict(), layers(inner.rnn, "rnn", "_orig_mod.rnn."))
    save("parallel.pt", torch.nn.DataParallel(inner).state_dict(), layers(inner.rnn, "rnn", "module.rnn."))
    both = torch.compile(torch.nn.DataParallel(inner)).state_dict()
    save("compiled_parallel.pt", both, layers(inner.rnn, "rnn", "_orig_mod.module.rnn."))


def cells():
    made = torch.nn.ModuleDict({"a": torch.nn.LSTMCell(H, H), "b": torch.nn.GRUCell(I, H, bias=False), "c": torch.nn.RNNCell(I, H)})
    save("cells.pt", made.state_dict(), [found for name, cell in made.items() for found in layers(cell, name)])


def norms():
    def drawn():
        module = torch.nn.LSTM(I, H, 2)
        for value in module.parameters():
            value.data *= 2
        return module
    made = torch.nn.ModuleDict()
    made["old_weight"], made["new_weight"] = drawn(), drawn()
    made["old_spectral"], made["new_spectral"] = drawn(), drawn()
    for suffix in ("_l0", "_l1"):
        for word in ("weight_ih", "weight_hh"):
            weight_norm(made["old_weight"], word + suffix)
            parametrizations.weight_norm(made["new_weight"], word + suffix)
            spectral_norm(made["old_spectral"], word + suffix)
            parametrizations.spectral_norm(made["new_spectral"], word + suffix)
    # Lengths that training has moved away from those of the directions.
    for name, value in made.named_parameters():
        if name.endswith(("_g", "original0")):
            value.data *= 1.5
    made.eval()  # spectral normalisation goes on with its iteration otherwise
    for name in ("old_weight", "old_spectral"):
        made[name](torch.zeros(1, 1, I))  # the effective weights are computed on the way forward
    parts = {"old_weight": "weight_hh{}_v", "new_weight": "parametrizations.weight_hh{}.original1",
             "old_spectral": "weight_hh{}_orig", "new_spectral": "parametrizations.weight_hh{}.original"}
    save("norms.pt", made.state_dict(), [found for name, part in parts.items() for found in layers(made[name], name, part=part)])


def checkpoint():
    """As trainers keep it: moments have the weights' shapes, the average has their names, and one module has two names."""
    made = torch.nn.ModuleDict({"rnn": torch.nn.LSTM(I, H)})
    made["again"] = made["rnn"]
    optimizer = torch.optim.Adam(made.parameters())
    made["rnn"](torch.ones(2, 1, I))[0].sum().backward()
    optimizer.step()
    average = torch.optim.swa_utils.AveragedModel(made)
    state = {"epoch": 3, "state_dict": {"model." + name: value for name, value in made.state_dict().items()},
             "optimizer_states": [optimizer.state_dict()], "ema_state_dict": average.state_dict()}
    save("checkpoint.ckpt", state, layers(made["rnn"], "state_dict.model.rnn"))


def exports():
    for name, module in [("lstm", torch.nn.LSTM(I, H, 2, bidirectional=True)), ("gru", torch.nn.GRU(I, H, 2)),
                         ("rnn", torch.nn.RNN(I, H, nonlinearity="relu", bias=False))]:
        for way, dynamo in [("script", False), ("dynamo", True)]:
            out = io.BytesIO()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                program = torch.onnx.export(module.eval(), (torch.zeros(4, 1, I),), None if dynamo else out, dynamo=dynamo, verbose=False)
            if dynamo:
                program.save(out)
            found = layers(module, "")
            for entry in found:
                entry["name"] = entry["tensor"] = None  # exporters choose names of their own
            save(f"{name}_{way}.onnx", out.getvalue(), found)


def main():
    torch.manual_seed(0)
    os.makedirs(HERE, exist_ok=True)
    for make in (modules, wrappers, cells, norms, checkpoint, exports):
        make()
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file)
        file.write("\n")


if __name__ == "__main__":
    main()
