#!/usr/bin/env python3
"""Writes small recurrent models of PyTorch, and how their cells move, as torch.func.jacrev differentiates them.

Run with torch 2.13.0 and numpy 2.4.6. Each model is saved in Float64, with an input of T = 7 steps; expected.json has for
each layer and direction, in processing order: the outputs, the spectral norms of J_t = d s_t / d s_(t-1), the transport
||d s_T / d s_t||, the Lyapunov exponents by QR from Q = I, and the last state.
"""
import json
import os

import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models")
T, I, H = 7, 3, 4


def cell(module, layer, reverse):
    """One layer and direction of a module as a module of its own."""
    suffix = f"_l{layer}" + ("_reverse" if reverse else "")
    weights = {name[: -len(suffix)] + "_l0": value for name, value in module.state_dict().items()
               if name.endswith(suffix) and (reverse or not name.endswith("_reverse"))}
    settings = {"bias": module.bias}
    if isinstance(module, torch.nn.LSTM) and module.proj_size:
        settings["proj_size"] = module.proj_size
    if isinstance(module, torch.nn.RNN):
        settings["nonlinearity"] = module.nonlinearity
    own = type(module)(weights["weight_ih_l0"].shape[1], module.hidden_size, dtype=torch.float64, **settings)
    own.load_state_dict(weights)
    return own


def follow(own, inputs):
    """States and Jacobians of a one-layer module along a sequence."""
    is_lstm = isinstance(own, torch.nn.LSTM)
    width = own.proj_size or own.hidden_size if is_lstm else own.hidden_size

    def step(state, x):
        hidden = (state[None, :width], state[None, width:]) if is_lstm else state[None]
        _, after = own(x[None], hidden)
        return torch.cat([after[0][0], after[1][0]]) if is_lstm else after[0]

    state = torch.zeros(width + (own.hidden_size if is_lstm else 0), dtype=torch.float64)
    outputs, jacobians = [], []
    for x in inputs:
        jacobians.append(jacobian(lambda s, x=x: step(s, x), state))
        state = step(state, x).detach()
        outputs.append(state[:width])
    return torch.stack(outputs), jacobians, state


def jacobian(function, state):
    try:
        return torch.func.jacrev(function)(state).detach()
    except RuntimeError:
        # A fused cell has no rule for vmap: the same reverse mode, a row at a time.
        return torch.autograd.functional.jacobian(function, state)


def described(outputs, jacobians, state):
    product = torch.eye(len(state), dtype=torch.float64)
    transport = [1.0]
    for jacobian in reversed(jacobians):
        product = product @ jacobian
        transport.append(torch.linalg.matrix_norm(product, 2).item())
    q, sums = torch.eye(len(state), dtype=torch.float64), torch.zeros(len(state), dtype=torch.float64)
    for jacobian in jacobians:
        q, r = torch.linalg.qr(jacobian @ q)
        sums += torch.log(torch.abs(torch.diagonal(r)))
    return {
        "outputs": outputs.tolist(),
        "jacobianSpectralNorm": [torch.linalg.matrix_norm(j, 2).item() for j in jacobians],
        "transport": transport[::-1],
        "lyapunovExponents": sorted((sums / len(jacobians)).tolist(), reverse=True),
        "finalState": state.tolist(),
    }


def main():
    torch.manual_seed(0)
    os.makedirs(HERE, exist_ok=True)
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(T, I))
    np.save(os.path.join(HERE, "inputs.npy"), inputs)
    double = {"dtype": torch.float64}
    models = {
        "rnn": torch.nn.RNN(I, H, num_layers=2, **double),
        "rnn_relu": torch.nn.RNN(I, H, nonlinearity="relu", bias=False, **double),
        "lstm": torch.nn.LSTM(I, H, num_layers=3, **double),
        "lstm_bidirectional": torch.nn.LSTM(I, H, num_layers=2, bidirectional=True, **double),
        "lstm_projected": torch.nn.LSTM(I, H, num_layers=2, proj_size=2, **double),
        "gru": torch.nn.GRU(I, H, num_layers=2, bidirectional=True, **double),
        "gru_no_bias": torch.nn.GRU(I, H, bias=False, **double),
    }
    expected = {}
    for name, module in models.items():
        for value in module.parameters():
            value.data *= 1.5  # far enough from the start for every term to count
        # A whole module says whether it is relu; a state_dict does not.
        torch.save(module if name.startswith("rnn") else module.state_dict(), os.path.join(HERE, name + ".pt"))
        seen, layers = torch.from_numpy(inputs), []
        for layer in range(module.num_layers):
            outputs = []
            for reverse in ([False, True] if module.bidirectional else [False]):
                own, jacobians, state = follow(cell(module, layer, reverse), seen.flip(0) if reverse else seen)
                layers.append({"layer": layer, "direction": "reverse" if reverse else "forward",
                               **described(own, jacobians, state)})
                outputs.append(own.flip(0) if reverse else own)
            seen = torch.cat(outputs, 1)
        whole = module(torch.from_numpy(inputs))[0]
        assert torch.allclose(whole, seen, atol=1e-12), name
        expected[name + ".pt"] = {"layers": layers, "output": whole.tolist()}
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file)
        file.write("\n")


if __name__ == "__main__":
    main()
