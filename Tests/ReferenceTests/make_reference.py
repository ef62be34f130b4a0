"""Writes the numbers in Reference/ that the tests compare with: PyTorch's, in Float64, seeds fixed.

Run it with `make reference`. Every file is JSON; a tensor is {"shape": [...], "values": [...]} in
row-major order. Random inputs and parameters are rounded to three decimals, so that the files are
small and both languages read the very same numbers; results keep 12 digits.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = pathlib.Path(__file__).parent / "Reference"
INPUTS, HIDDEN, STEPS = 2, 3, 5
KINDS = {
    "rnn": (nn.RNN, {"nonlinearity": "tanh"}),
    "rnn-relu": (nn.RNN, {"nonlinearity": "relu"}),
    "lstm": (nn.LSTM, {}),
    "gru": (nn.GRU, {}),
}


# Numbers in and out


def draw(generator, *shape, scale=1.0):
    """Uniform on [-scale, scale], three decimals."""
    values = (torch.rand(shape, generator=generator) * 2 - 1) * scale
    return torch.round(values, decimals=3)


def tensor(values):
    values = values.detach()
    numbers = [float(f"{value:.11e}") for value in values.flatten().tolist()]
    return {"shape": list(values.shape), "values": numbers}


def scalar(value):
    return float(f"{value.item():.11e}")


def tensors(named):
    return {name: tensor(value) for name, value in named.items()}


def gradients(named):
    return {name: tensor(value.grad) for name, value in named.items()}


def is_tensor(value):
    return isinstance(value, dict) and set(value) == {"shape", "values"}


def layout(value, indent=0):
    """JSON with a tensor a line: readable, and a change of one number is a change of one line."""
    if isinstance(value, dict) and not is_tensor(value):
        inner = " " * (indent + 1)
        items = [f"{inner}{json.dumps(key)}: {layout(item, indent + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = " " * (indent + 1)
        return "[\n" + ",\n".join(inner + layout(item, indent + 1) for item in value) + "\n" + " " * indent + "]"
    return json.dumps(value, separators=(",", ":"))


def write(name, content):
    made = {"name": name, "madeBy": f"PyTorch {torch.__version__.split('+')[0]}", **content}
    (FOLDER / f"{name}.json").write_text(layout(made) + "\n")


# Recurrent sequences


def recurrent_module(kind, layers, bidirectional, generator):
    make, options = KINDS[kind]
    module = make(INPUTS, HIDDEN, num_layers=layers, bidirectional=bidirectional, **options)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(generator, *parameter.shape, scale=0.7))
            if kind == "rnn-relu" and parameter.dim() == 1:
                parameter.add_(0.6)  # else most units are dead and there is nothing to compare
    return module


def initial_state(kind, layers, directions, batch, generator):
    shape = (layers * directions, batch, HIDDEN)
    names = ("h0", "c0") if kind == "lstm" else ("h0",)
    return {name: draw(generator, *shape, scale=0.8).requires_grad_() for name in names}


def run(module, inputs, state, lengths=None):
    """(sequence, {"hn", "cn"}): the outputs at every step, zero past a sequence's end, and the last states."""
    given = (state["h0"], state["c0"]) if "c0" in state else state["h0"]
    if lengths is None:
        sequence, final = module(inputs, given)
    else:
        packed = nn.utils.rnn.pack_padded_sequence(inputs, torch.tensor(lengths), enforce_sorted=False)
        sequence, final = module(packed, given)
        sequence, _ = nn.utils.rnn.pad_packed_sequence(sequence, total_length=inputs.shape[0])
    return sequence, dict(zip(("hn", "cn"), final if "c0" in state else (final,)))


def recurrent(kind, layers, bidirectional, lengths, generator):
    """Values and gradients of one sequence operation; loss = <weights, outputs> + <weights, final states>."""
    batch = len(lengths)
    module = recurrent_module(kind, layers, bidirectional, generator)
    inputs = draw(generator, STEPS, batch, INPUTS).requires_grad_()
    state = initial_state(kind, layers, 1 + bidirectional, batch, generator)
    equal = all(length == STEPS for length in lengths)
    sequence, final = run(module, inputs, state, None if equal else lengths)
    outputs = {"sequence": sequence, **final}
    weights = {name: draw(generator, *value.shape) for name, value in outputs.items()}
    loss = sum((weights[name] * value).sum() for name, value in outputs.items())
    loss.backward()
    parameters = dict(module.named_parameters())
    return {
        "kind": kind,
        "layers": layers,
        "bidirectional": bidirectional,
        "lengths": lengths,
        "input": tensor(inputs),
        "initial": tensors(state),
        "parameters": tensors(parameters),
        "outputs": tensors(outputs),
        "lossWeights": tensors(weights),
        "loss": scalar(loss),
        "gradients": gradients({"input": inputs, **state, **parameters}),
    }


# Step Jacobians


def whole_state(state):
    """[n]: layer 0's h (then its c), then layer 1's."""
    parts = torch.stack([value[:, 0] for value in state], dim=1)
    return parts.flatten()


def parted_state(flat, kind, layers):
    parts = flat.reshape(layers, -1, HIDDEN)
    return tuple(parts[:, part].unsqueeze(1) for part in range(2 if kind == "lstm" else 1))


def jacobians(kind, layers, steps, generator):
    """d s_t / d s_(t-1) for each step of one sequence, by reverse differentiation of a step."""
    module = recurrent_module(kind, layers, False, generator)
    inputs = draw(generator, steps, 1, INPUTS)

    def step(flat, at):
        state = parted_state(flat, kind, layers)
        given = state if kind == "lstm" else state[0]
        _, final = module(inputs[at : at + 1], given)
        return whole_state(final if kind == "lstm" else (final,))

    width = layers * HIDDEN * (2 if kind == "lstm" else 1)
    states, steps_found = [draw(generator, width, scale=0.8)], []
    for at in range(steps):
        steps_found.append(torch.autograd.functional.jacobian(lambda flat: step(flat, at), states[-1]))
        states.append(step(states[-1], at).detach())
    return {
        "kind": kind,
        "layers": layers,
        "input": tensor(inputs[:, 0]),
        "parameters": tensors(dict(module.named_parameters())),
        "states": tensor(torch.stack(states)),
        "jacobians": tensor(torch.stack(steps_found)),
    }


# Optimisers


def descent(name, make, clip, generator):
    """Ten steps on f(x) = x'Ax/2 - b'x + sum x^4 / 4 over x = (weight, bias), so that df/dx = Ax - b + x^3."""
    factor = draw(generator, 6, 6)
    curvature = factor @ factor.T + torch.eye(6)
    slope = draw(generator, 6, scale=3.0)
    weight = draw(generator, 2, 2, scale=1.5).requires_grad_()
    bias = draw(generator, 2, scale=1.5).requires_grad_()
    start = {"weight": tensor(weight), "bias": tensor(bias)}
    optimizer = make([weight, bias])
    steps = []
    for _ in range(10):
        optimizer.zero_grad()
        x = torch.cat([weight.flatten(), bias])
        (0.5 * x @ curvature @ x - slope @ x + (x**4).sum() / 4).backward()
        before = torch.cat([weight.grad.flatten(), bias.grad])
        if clip["kind"] == "norm":
            nn.utils.clip_grad_norm_([weight, bias], clip["limit"])
        elif clip["kind"] == "value":
            nn.utils.clip_grad_value_([weight, bias], clip["limit"])
        after = torch.cat([weight.grad.flatten(), bias.grad])
        optimizer.step()
        steps.append(
            {
                "gradient": tensor(before),
                "norm": scalar(before.norm()),
                "clipped": tensor(after),
                "parameters": tensor(torch.cat([weight.flatten(), bias])),
            }
        )
    return {"optimizer": name, "clip": clip, "curvature": tensor(curvature), "slope": tensor(slope), "start": start, "steps": steps}


OPTIMIZERS = {
    "sgd": ({"learningRate": 0.05, "momentum": 0.9}, lambda given: torch.optim.SGD(given, lr=0.05, momentum=0.9)),
    "rmsprop": (
        {"learningRate": 0.05, "smoothing": 0.9, "epsilon": 1e-8},
        lambda given: torch.optim.RMSprop(given, lr=0.05, alpha=0.9, eps=1e-8),
    ),
    "adam": (
        {"learningRate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        lambda given: torch.optim.Adam(given, lr=0.1, betas=(0.9, 0.999), eps=1e-8),
    ),
}
CLIPS = [{"kind": "none", "limit": 0.0}, {"kind": "norm", "limit": 5.0}, {"kind": "value", "limit": 3.0}]


# Single operations


def operation(result, generator, **inputs):
    """Value and gradients of one operation; loss = <weights, value>."""
    weights = draw(generator, *result.shape)
    (weights * result).sum().backward()
    return {
        "inputs": tensors(inputs),
        "value": tensor(result),
        "lossWeights": tensor(weights),
        "gradients": gradients({name: value for name, value in inputs.items() if value.requires_grad}),
    }


def losses(generator):
    # A target of -1 is padding: its row counts neither in the sum nor in the mean.
    for name, targets in (("cross-entropy", [3, 0, 6, 6, 2]), ("cross-entropy-padded", [3, -1, 6, -1, 2])):
        logits = draw(generator, 5, 7, scale=4.0).requires_grad_()
        loss = functional.cross_entropy(logits, torch.tensor(targets), ignore_index=-1)
        yield name, {"targets": targets, **operation(loss, generator, logits=logits)}
    for name, function in (
        ("mean-squared-error", functional.mse_loss),
        ("huber", lambda found, wanted: functional.huber_loss(found, wanted, delta=0.7)),
    ):
        found = draw(generator, 4, 3, scale=2.0).requires_grad_()
        wanted = draw(generator, 4, 3, scale=2.0).requires_grad_()
        settings = {"delta": 0.7} if name == "huber" else {}
        result = operation(function(found, wanted), generator, prediction=found, target=wanted)
        yield name, {**settings, **result}


def convolutions(generator):
    for stride in (1, 2):
        image = draw(generator, 2, 3, 7, 6).requires_grad_()
        kernel = draw(generator, 4, 3, 3, 2).requires_grad_()
        result = functional.conv2d(image, kernel, stride=stride)
        yield f"convolution-stride-{stride}", {"stride": stride, **operation(result, generator, image=image, kernel=kernel)}


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    generator = torch.Generator().manual_seed(20130616)
    for kind in KINDS:
        for layers in (1, 2):
            for bidirectional in (False, True):
                for lengths in ([STEPS] * 2, [3, STEPS, 1]):
                    parts = [kind, str(layers)]
                    parts += ["bidirectional"] if bidirectional else []
                    parts += [] if lengths[0] == STEPS else ["unequal"]
                    content = recurrent(kind, layers, bidirectional, lengths, generator)
                    write("-".join(["recurrent", *parts]), content)
        for layers, steps in ((1, STEPS), (2, 3)):
            write(f"jacobian-{kind}-{layers}", jacobians(kind, layers, steps, generator))
    for name, (settings, make) in OPTIMIZERS.items():
        for clip in CLIPS:
            content = {"settings": settings, **descent(name, make, clip, generator)}
            write(f"descent-{name}-{clip['kind']}", content)
    for name, content in [*losses(generator), *convolutions(generator)]:
        write(f"operation-{name}", content)


if __name__ == "__main__":
    main()
