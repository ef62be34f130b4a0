#!/usr/bin/env python3
"""Writes small ONNX models with recurrent nodes, and what ONNX Runtime computes with them.

Run with onnx 1.23.2, onnxruntime 1.32.0 and numpy 2.4.6. Every model has an input of T = 5 steps of one sequence.
expected.json has "inputs", and for each file its layers in order: node name, direction, number in its stack, and Y of that
direction, T x H in the input's order of time. What a model gives is asked of onnx.reference as well wherever that knows the
operator's settings.
"""
import json
import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models", "onnx")
T, I, H = 5, 2, 3
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}
random = np.random.default_rng(7)
INPUTS = random.standard_normal((T, 1, I)).astype(np.float32)
expected = {"inputs": INPUTS[:, 0].tolist()}


def numbers(*shape):
    return (0.7 * random.standard_normal(shape)).astype(np.float32)


def node(operator, inputs, outputs, name=None, **settings):
    return helper.make_node(operator, inputs, outputs, name=name, **settings)


def tensor(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def ints(name, *values):
    return tensor(name, np.array(values, np.int64))


def value(name, shape=("t", "d", "b", "h")):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def model(nodes, initializers, outputs, opset=14, inputs=None, extra=(), **settings):
    graph = helper.make_graph(nodes, "g", inputs or [value("X", [T, 1, I])], [value(name) for name in outputs], initializers)
    opsets = [helper.make_opsetid("", opset)] + [helper.make_opsetid(domain, 1) for domain in extra]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="make_onnx_cells", **settings)


def write(name, made):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(made.SerializeToString())


def run(made, feeds, reference):
    """The outputs by ONNX Runtime, held against the reference where it can."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)
    if reference:
        for mine, theirs in zip(outputs, ReferenceEvaluator(made).run(None, feeds)):
            assert np.abs(mine - theirs).max() < 1e-5, (mine, theirs)
    return outputs


def save(file, made, layers, reference=True, feeds=None):
    """Writes a model whose outputs are Y [T, D, 1, H] of its layers: (name, number) each."""
    onnx.checker.check_model(made)
    outputs = run(made, feeds or {"X": INPUTS}, reference)
    write(file, made)
    described(file, layers, outputs)


def described(file, layers, outputs):
    expected[file] = []
    for (name, number), y in zip(layers, outputs):
        directions = ["forward", "reverse"] if y.shape[1] == 2 else ["reverse" if "reverse" in name else "forward"]
        for k, direction in enumerate(directions):
            expected[file].append({"name": name, "direction": direction, "layer": number,
                                   "outputs": [[round(float(v), 9) for v in row] for row in y[:, k, 0]]})


class Cells:
    """Nodes of one operator side by side, all on X."""

    def __init__(self, operator):
        self.operator, self.nodes, self.tensors = operator, [], []

    def add(self, name, directions=1, bias=True, peepholes=False, seen="X", size=I, **settings):
        gates = GATES[self.operator]
        weights = {"W": numbers(directions, gates * H, size), "R": numbers(directions, gates * H, H)}
        weights |= {"B": numbers(directions, 2 * gates * H)} if bias else {}
        weights |= {"P": numbers(directions, 3 * H)} if peepholes else {}
        self.tensors += [tensor(f"{name}.{key}", array) for key, array in weights.items()]
        inputs = [seen] + [f"{name}.{key}" for key in ["W", "R", "B"] if key in weights]
        inputs += ["", "", "", f"{name}.P"] if peepholes else []
        direction = "bidirectional" if directions == 2 else "reverse" if "reverse" in name else "forward"
        self.nodes.append(node(self.operator, inputs, [f"{name}.Y"], name, direction=direction, hidden_size=H, **settings))
        return self

    def save(self, file, reference=True):
        names = [n.name for n in self.nodes]
        made = model(self.nodes, self.tensors, [f"{name}.Y" for name in names])
        save(file, made, [(name, 0) for name in names], reference)


def cells():
    """Every cell, direction and equation that is replayed."""
    Cells("RNN").add("forward").add("reverse", bias=False).add("both", 2).save("rnn.onnx")
    (Cells("RNN").add("relu", activations=["Relu"]).add("sigmoid reverse", activations=["Sigmoid"])
     .add("linear", activations=["Affine"], activation_alpha=[1.0], activation_beta=[0.0])
     .add("both", 2, activations=["Relu", "Tanh"]).save("rnn_activations.onnx", reference=False))
    (Cells("LSTM").add("forward").add("reverse", bias=False).add("both", 2).add("peepholes", 2, peepholes=True)
     .save("lstm.onnx"))
    (Cells("LSTM").add("hard", activations=["HardSigmoid", "Relu", "Sigmoid"], activation_alpha=[0.3], activation_beta=[0.4])
     .add("default", activations=["HardSigmoid", "Tanh", "Tanh"], activation_alpha=[0.2], activation_beta=[0.5])
     .add("both", 2, activations=["HardSigmoid", "Tanh", "Tanh", "HardSigmoid", "Tanh", "Relu"],
          activation_alpha=[0.2, 0.25], activation_beta=[0.5, 0.6]).save("lstm_activations.onnx", reference=False))
    before = Cells("GRU").add("forward").add("reverse", bias=False).add("both", 2)
    before.add("forward after", linear_before_reset=1).add("reverse after", linear_before_reset=1)
    before.add("both after", 2, linear_before_reset=1).save("gru.onnx")
    (Cells("GRU").add("hard", activations=["HardSigmoid", "Sigmoid"], activation_alpha=[0.2], activation_beta=[0.5])
     .add("hard after", activations=["HardSigmoid", "Relu"], activation_alpha=[1 / 6], activation_beta=[0.5],
          linear_before_reset=1).save("gru_activations.onnx", reference=False))


def stack():
    """Layers that feed one another as PyTorch exports them, and three that see something else of the fourth."""
    made = Cells("LSTM").add("first", 2).add("second", 2, seen="second.X", size=2 * H)
    made.add("third", seen="third.X", size=2 * H).add("fourth", seen="fourth.X", size=H)
    made.add("aside", seen="aside.X", size=H + I).add("turned", seen="turned.X", size=H).add("last", seen="last.X", size=H)
    made.nodes[3].output.append("last.X")
    tensors = made.tensors + [ints("merge", 0, 0, -1), ints("merge long", T, -1, 2 * H), ints("one", 1)]
    moves = [
        node("Transpose", ["first.Y"], ["first.t"], perm=[0, 2, 1, 3]),
        node("Reshape", ["first.t", "merge"], ["second.X"]),
        node("Transpose", ["second.Y"], ["second.t"], perm=[0, 2, 1, 3]),
        node("Reshape", ["second.t", "merge long"], ["second.r"]), node("Dropout", ["second.r"], ["third.X"]),
        node("Squeeze", ["third.Y", "one"], ["third.s"]), node("Transpose", ["third.s"], ["third.t"], perm=[1, 0, 2]),
        node("Transpose", ["third.t"], ["fourth.X"], perm=[1, 0, 2]),
        node("Squeeze", ["fourth.Y", "one"], ["fourth.s"]), node("Concat", ["fourth.s", "X"], ["aside.X"], axis=2),
        node("Transpose", ["fourth.s"], ["turned.X"], perm=[1, 0, 2])]
    order = [made.nodes[0], *moves[:2], made.nodes[1], *moves[2:5], made.nodes[2], *moves[5:8], made.nodes[3], *moves[8:],
             *made.nodes[4:]]
    numbers_by_name = {"first": 0, "second": 1, "third": 2, "fourth": 3, "aside": 4, "turned": 4, "last": 4}
    save("stack.onnx", model(order, tensors, [f"{name}.Y" for name in numbers_by_name]), list(numbers_by_name.items()))


def folded():
    """One LSTM whose weights take the ways of exporters to it."""
    W, R, b, c = numbers(4 * H, I), numbers(4 * H, H), numbers(4 * H), numbers(4 * H)  # PyTorch's order i, f, g, o
    new = [node("Slice", ["W", f"at{k}", f"at{k + 1}", "zero"], [f"w{k}"]) for k in range(4)]
    new += [node("Concat", ["w0", "w3", "w1", "w2"], ["w"], axis=0), node("Unsqueeze", ["w", "zero"], ["Wx"])]
    new += [node("Split", ["Rt"], ["r0", "r1", "r2", "r3"], axis=1), node("Concat", ["r0", "r3", "r1", "r2"], ["r"], axis=-1)]
    new += [node("Transpose", ["r"], ["rt"]), node("Cast", ["rt"], ["rf"], to=TensorProto.FLOAT)]
    new += [node("Reshape", ["rf", "shape"], ["Rx"])]
    new += [node("Slice", ["b", "starts", "ends", "zero", "steps"], ["back"])]
    new += [node("Squeeze", ["back", "one"], ["backs"]), node("Concat", ["backs", "c"], ["bc"], axis=0)]
    new += [node("Identity", ["bc"], ["bi"]), node("Unsqueeze", ["bi", "zero"], ["Bx"])]
    new += [node("LSTM", ["X", "Wx", "Rx", "Bx"], ["Y"], "folded", hidden_size=H)]
    gates = [b[k * H:(k + 1) * H] for k in (0, 3, 1, 2)]
    tensors = [tensor("W", W), tensor("Rt", R.T.astype(np.float64)), ints("shape", 1, -1, H), ints("zero", 0), ints("one", 1)]
    tensors += [ints(f"at{k}", k * H) for k in range(4)] + [ints("at4", 2**63 - 1)]
    tensors += [tensor("b", np.concatenate(gates)[::-1][:, None]), ints("starts", -1), ints("ends", -2**63), ints("steps", -1)]
    tensors += [tensor("c", np.concatenate([c[k * H:(k + 1) * H] for k in (0, 3, 1, 2)]))]
    save("folded.onnx", model(new, tensors, ["Y"]), [("folded", 0)])

    Wi, Ri = (np.round(a * 40).astype(np.int8) for a in (numbers(1, 3 * H, I), numbers(1, 3 * H, H)))
    old = [node("Slice", ["W"], ["w0"], starts=[0, 0], ends=[H, I]), node("Slice", ["W"], ["w1"], starts=[H], ends=[9999]),
           node("Concat", ["w0", "w1"], ["w"], axis=0), node("Unsqueeze", ["w"], ["Wx"], axes=[0]),
           node("Squeeze", ["R"], ["Rx"], axes=[0]), node("GRU", ["X", "Wx", "Rx"], ["Y"], "old", hidden_size=H)]
    save("folded_old.onnx", model(old, [tensor("W", numbers(3 * H, I)), tensor("R", numbers(1, 1, 3 * H, H))], ["Y"], opset=9),
         [("old", 0)])
    scaled = [node("DequantizeLinear", ["Wi", "ws", "wz"], ["W"]), node("DequantizeLinear", ["Ri", "rs"], ["R"], axis=1),
              node("GRU", ["X", "W", "R"], ["Y"], "scaled", hidden_size=H)]
    scales = [tensor("ws", np.float32(0.02)), tensor("wz", np.int8(3)), tensor("rs", np.abs(numbers(3 * H)) / 20)]
    save("folded_scaled.onnx", model(scaled, [tensor("Wi", Wi), tensor("Ri", Ri), *scales], ["Y"]), [("scaled", 0)],
         reference=False)


def branches():
    """A node in each branch of an If, on weights of the graph around it."""
    W, R = tensor("W", numbers(1, 4 * H, I)), tensor("Rt", numbers(1, H, 4 * H))

    def branch(name):
        nodes = [node("Transpose", ["Rt"], [f"{name}.R"], perm=[0, 2, 1]),
                 node("LSTM", ["X", "W", f"{name}.R"], [f"{name}.Y"], name, hidden_size=H)]
        return helper.make_graph(nodes, name, [], [value(f"{name}.Y")])

    choice = node("If", ["condition"], ["Y"], "choice", then_branch=branch("inner"), else_branch=branch("other"))
    made = model([choice], [W, R, tensor("condition", np.array(True))], ["Y"])
    (y,) = run(made, {"X": INPUTS}, True)
    write("branches.onnx", made)
    described("branches.onnx", [("choice/then_branch/inner", 0), ("choice/else_branch/other", 0)], [y, y])


def functions():
    """A function with a recurrent node, called twice with other weights, settings and a weight that a function makes."""
    opsets = [helper.make_opsetid("", 14), helper.make_opsetid("own", 1)]
    gru = node("GRU", ["x", "w", "turned"], ["y"], "gru", hidden_size=H)
    gru.attribute.add(name="linear_before_reset", ref_attr_name="after", type=onnx.AttributeProto.INT)
    inner = helper.make_function("own", "Cell", ["x", "w", "r"], ["y"], [node("Turn", ["r"], ["turned"], domain="own"), gru],
                                 opsets, ["after"])
    turn = helper.make_function("own", "Turn", ["a"], ["b"], [node("Transpose", ["a"], ["b"], perm=[0, 2, 1])], opsets)
    nodes = [node("Cell", ["X", "w1", "r1"], ["Y1"], "one", domain="own", after=1),
             node("Cell", ["X", "w2", "r2"], ["Y2"], "two", domain="own", after=0)]
    tensors = [tensor(f"w{k}", numbers(1, 3 * H, I)) for k in (1, 2)]
    tensors += [tensor(f"r{k}", numbers(1, H, 3 * H)) for k in (1, 2)]
    save("functions.onnx", model(nodes, tensors, ["Y1", "Y2"], extra=["own"], functions=[turn, inner]),
         [("one/gru", 0), ("two/gru", 0)], reference=False)


def quantised():
    """The LSTM of ONNX Runtime with int8 weights; what it computes is near what its dequantised weights give."""
    nodes, tensors, plain, floats = [], [], [], []
    for name, D, each in [("whole", 1, False), ("columns", 2, True)]:
        for key, rows in [("W", I), ("R", H)]:
            q = random.integers(-100, 100, (D, rows, 4 * H)).astype(np.int8)
            s = (0.004 + 0.008 * random.random((D, 4 * H) if each else (D,))).astype(np.float32)
            z = np.zeros((D, 4 * H), np.int8) if each else np.full((D,), 4, np.int8)
            wide = (D, 1, 4 * H) if each else (D, 1, 1)
            real = (q.astype(np.float32) - z.reshape(wide)) * s.reshape(wide)
            tensors += [tensor(f"{name}.{key}", q), tensor(f"{name}.{key}.scale", s), tensor(f"{name}.{key}.zero", z)]
            floats.append(tensor(f"{name}.{key}", real.transpose(0, 2, 1).copy()))
        bias = tensor(f"{name}.B", numbers(D, 8 * H))
        tensors.append(bias)
        floats.append(bias)
        settings = {"hidden_size": H, "direction": "bidirectional" if D == 2 else "forward"}
        inputs = [f"{name}.{key}" for key in ["W", "R", "B"]]
        extra = [f"{name}.{key}" for key in ["W.scale", "W.zero", "R.scale", "R.zero"]]
        nodes.append(node("DynamicQuantizeLSTM", ["X", *inputs, "", "", "", "", *extra], [f"{name}.Y"], name,
                          domain="com.microsoft", **settings))
        plain.append(node("LSTM", ["X", *inputs], [f"{name}.Y"], name, **settings))
    made = model(nodes, tensors, ["whole.Y", "columns.Y"], extra=["com.microsoft"])
    outputs = run(model(plain, floats, ["whole.Y", "columns.Y"]), {"X": INPUTS}, True)
    for mine, theirs in zip(outputs, run(made, {"X": INPUTS}, False)):
        assert np.abs(mine - theirs).max() < 0.02, np.abs(mine - theirs).max()
    write("quantised.onnx", made)
    described("quantised.onnx", [("whole", 0), ("columns", 0)], outputs)


def unread():
    """Nodes that can't be measured, each for another reason."""
    W, R = tensor("W", numbers(1, 3 * H, I)), tensor("R", numbers(1, 3 * H, H))
    nodes = [node("GRU", ["X", "W", "given"], ["a"], "given", hidden_size=H),
             node("GRU", ["X", "W", "R"], ["b"], "softsign", activations=["Sigmoid", "Softsign"], hidden_size=H),
             node("Mul", ["R", "R"], ["square"]), node("GRU", ["X", "W", "square"], ["c"], "computed", hidden_size=H),
             node("GRU", ["X", "W", "R"], ["d"], "misfit", hidden_size=H + 1),
             node("GRU", ["X", "W", "R"], ["e"], "foreign", domain="elsewhere", hidden_size=H),
             node("GRU", ["X", "W", "missing"], ["f"], "missing", hidden_size=H),
             node("LSTM", ["X", "W", "R"], ["h"], "other cell", hidden_size=H)]
    write("unread.onnx", model(nodes, [W, R], ["a"], inputs=[value("X", [T, 1, I]), value("given", [1, 3 * H, H])]))


def unrolled():
    """A step of an LSTM written out as products and gates, and a feed-forward net with a wide matrix beside it."""
    nodes = [node("MatMul", ["X", "W_ih"], ["a"]), node("Gemm", ["h", "W_hh", "b"], ["u"], transB=1),
             node("Add", ["a", "u"], ["s"]), node("Split", ["s"], ["i", "f", "g", "o"], axis=-1),
             node("Sigmoid", ["i"], ["si"]), node("Sigmoid", ["f"], ["sf"]), node("Tanh", ["g"], ["tg"]),
             node("Sigmoid", ["o"], ["so"]), node("Mul", ["sf", "c"], ["fc"]), node("Mul", ["si", "tg"], ["ig"]),
             node("Add", ["fc", "ig"], ["c1"]), node("Tanh", ["c1"], ["tc"]), node("Mul", ["so", "tc"], ["h1"]),
             node("MatMul", ["h1", "wide"], ["v"]), node("Relu", ["v"], ["y"])]
    tensors = [tensor("W_ih", numbers(I, 4 * H)), tensor("W_hh", numbers(4 * H, H)), tensor("b", numbers(4 * H)),
               tensor("wide", numbers(H, 4 * H)), tensor("decoder.weight_hh_l0", numbers(4 * H, H))]
    inputs = [value("X", [1, I]), value("h", [1, H]), value("c", [1, H])]
    write("unrolled.onnx", model(nodes, tensors, ["h1", "c1", "y"], inputs=inputs))


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    for make in (cells, stack, folded, branches, functions, quantised, unread, unrolled):
        make()
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
        lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in expected.items()]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
