#!/usr/bin/env python3
"""Writes the small ONNX models in Models/onnx, and what the onnx package reads from them.

Run with onnx 1.23.2: scripts/python.sh onnx==1.23.2 -- Tests/CheckpointsTests/make_onnx.py
"""
import json
import os
import sys

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "Models", "onnx")
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
from interop_onnx import listing  # noqa: E402

random = np.random.default_rng(0)
os.makedirs(MODELS, exist_ok=True)
expected = {}


def model(graph, **keywords):
    """A model whose version of the format doesn't depend on the package's."""
    keywords.setdefault("opset_imports", [helper.make_opsetid("", 21)])
    return helper.make_model(graph, ir_version=10, producer_name="make_onnx", **keywords)


def expect(name):
    expected[name] = listing(os.path.join(MODELS, name))


def save(name, model):
    with open(os.path.join(MODELS, name), "wb") as file:
        file.write(model.SerializeToString(deterministic=True))
    expect(name)


def graph(name, nodes=(), tensors=(), inputs=(), outputs=(), **keywords):
    return helper.make_graph(list(nodes), name, list(inputs), list(outputs), list(tensors), **keywords)


def value(name, dtype=TensorProto.FLOAT, shape=None):
    return helper.make_tensor_value_info(name, dtype, shape)


def array(name, values):
    return numpy_helper.from_array(np.asarray(values), name)


def typed(name, dtype, values, shape=None):
    """A tensor whose elements are in the repeated field of its type."""
    return helper.make_tensor(name, dtype, [len(values)] if shape is None else shape, values)


def varint(number):
    number &= (1 << 64) - 1
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


# Every type, in raw_data and in the field of its type.
KINDS = [name for name in TensorProto.DataType.keys() if name not in ("UNDEFINED", "STRING")]
raw, fields = [], []
for kind in KINDS:
    dtype = getattr(TensorProto, kind)
    kept = helper.tensor_dtype_to_np_dtype(dtype)
    if kind.startswith("COMPLEX"):
        values = np.array([1 + 2j, -0.5j, 3], kept)
    elif kind in ("BOOL", "UINT2", "UINT4"):
        values = np.array([1, 0, 1], kept)
    elif kind.startswith("UINT"):
        values = np.array([np.iinfo(kept).max, 0, 7], kept)
    elif kind.startswith("INT") and kind not in ("INT2", "INT4"):
        values = np.array([np.iinfo(kept).min, np.iinfo(kept).max, -1], kept)
    elif kind == "FLOAT8E8M0":
        values = np.array([1, 2, 0.5]).astype(kept)
    elif "FLOAT6" in kind or "FLOAT4" in kind:
        values = np.array([1, -1, 0.5]).astype(kept)
    else:
        values = np.array([1, -1, 0]).astype(kept)
    raw.append(numpy_helper.from_array(values, "raw." + kind.lower()))
    fields.append(helper.make_tensor("field." + kind.lower(), dtype, values.shape, values))
strings = typed("text", TensorProto.STRING, [b"one", b"two"])
save("encodings.onnx", model(graph("encodings", tensors=raw + fields + [strings])))

# Numbers of a repeated field one by one, as the first writers had them, and mixed with packed ones.
floats = np.array([1.5, -2, 0.25], np.float32)
unpacked = field(8, b"unpacked") + b"\x08\x03\x10\x01" + b"".join(b"\x25" + x.tobytes() for x in floats)
mixed = field(8, b"mixed") + b"\x0a\x01\x03\x10\x07" + b"\x38" + varint(-1) + field(7, varint(300) + varint(-(1 << 63)))
halves = field(8, b"halves") + field(5, varint(0x3C00) + varint(0xBC00)) + b"\x08\x02\x10\x0a" + field(99, b"unknown")
body = field(2, b"packing") + b"".join(field(5, tensor) for tensor in (unpacked, mixed, halves))
with open(os.path.join(MODELS, "packing.onnx"), "wb") as file:
    file.write(b"\x08\x0a" + field(7, body))
expect("packing.onnx")

# Shapes: a scalar, an empty tensor, three axes.
save("shapes.onnx", model(graph("shapes", tensors=[
    array("scalar", np.float32(3)), array("empty", np.zeros((0, 4), np.float32)),
    array("cube", np.arange(24, dtype=np.int16).reshape(2, 3, 4)), typed("scalar_field", TensorProto.DOUBLE, [2.5], []),
    typed("empty_field", TensorProto.INT64, [], [0])])))

# Constants of every kind.
sparse = helper.make_sparse_tensor(
    typed("", TensorProto.FLOAT, [5.0, 6.0]), typed("", TensorProto.INT64, [1, 4]), [2, 3])
constants = [
    helper.make_node("Constant", [], ["whole"], value=array("inner", np.eye(2, dtype=np.float32))),
    helper.make_node("Constant", [], ["float"], value_float=0.5),
    helper.make_node("Constant", [], ["floats"], value_floats=[1.0, -2.0, 3.0]),
    helper.make_node("Constant", [], ["int"], value_int=-7),
    helper.make_node("Constant", [], ["ints"], value_ints=[1, 1 << 40]),
    helper.make_node("Constant", [], ["string"], value_string="text"),
    helper.make_node("Constant", [], ["strings"], value_strings=["a", "b"]),
    helper.make_node("Constant", [], ["sparse"], sparse_value=sparse),
    helper.make_node("ConstantOfShape", ["ints"], ["filled"], name="fill", value=array("v", np.array([2], np.float32))),
]
save("constants.onnx", model(graph("constants", constants, outputs=[value("filled")])))

# Sparse initialisers, with places counted over all axes and by each axis.
flat = helper.make_sparse_tensor(typed("flat", TensorProto.DOUBLE, [1.5, -1.5]), typed("", TensorProto.INT64, [0, 5]), [2, 3])
axes = helper.make_sparse_tensor(
    typed("axes", TensorProto.INT32, [7, 8]), typed("", TensorProto.INT64, [0, 1, 1, 2], [2, 2]), [2, 3])
save("sparse.onnx", model(graph("sparse", sparse_initializer=[flat, axes])))

# Branches in branches and a loop, whose names come again.
inner = graph("inner", [helper.make_node("Add", ["w", "k"], ["sum"])], [array("k", np.float32([3]))], outputs=[value("sum")])
other = graph("other", [helper.make_node("Constant", [], ["sum"], value_float=1.0)], outputs=[value("sum")])
outer = graph(
    "outer", [helper.make_node("If", ["flag"], ["y"], name="again", then_branch=inner, else_branch=other)],
    [array("k", np.float32([1, 2]))], outputs=[value("y")])
body = graph(
    "body", [helper.make_node("Identity", ["more"], ["more_out"]), helper.make_node("Add", ["state", "k"], ["state_out"])],
    [array("k", np.float32([9]))], inputs=[value("i", TensorProto.INT64, []), value("more", TensorProto.BOOL, []), value("state")],
    outputs=[value("more_out", TensorProto.BOOL, []), value("state_out")])
save("branches.onnx", model(graph(
    "branches", [
        helper.make_node("If", ["flag"], ["x"], then_branch=outer, else_branch=other),
        helper.make_node("Loop", ["n", "", "x"], ["z"], name="loop", body=body)],
    [array("w", np.float32([4])), array("n", np.array(3, np.int64)), array("x/then_branch/k", np.float32([0]))],
    inputs=[value("flag", TensorProto.BOOL, [])], outputs=[value("z", TensorProto.FLOAT, ["batch", 1, None])])))

# Functions that call one another, one of them with a parameter.
scale = helper.make_function(
    "lab", "Scale", ["x"], ["y"], [
        helper.make_node("Constant", [], ["by"], value=array("", np.float32([2]))),
        helper.make_node("Mul", ["x", "by"], ["y"])], [helper.make_opsetid("", 21)])
twice = helper.make_function(
    "lab", "Twice", ["x"], ["y"], [
        helper.make_node("Scale", ["x"], ["half"], domain="lab"),
        helper.make_node("Scale", ["half"], ["y"], domain="lab")],
    [helper.make_opsetid("", 21), helper.make_opsetid("lab", 1)])
leaky = helper.make_node("LeakyRelu", ["x"], ["y"])
leaky.attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT))
soft = helper.make_function("lab", "Soft", ["x"], ["y"], [leaky], [helper.make_opsetid("", 21)], ["slope"])
save("functions.onnx", model(
    graph("functions", [helper.make_node("Twice", ["x"], ["y"], domain="lab")], inputs=[value("x")], outputs=[value("y")]),
    functions=[scale, twice, soft], opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("lab", 1)]))


# Recurrent layers; the LSTM's weights come out of PyTorch's order through Slice, Concat and Unsqueeze.
def weights(name, *shape):
    return array(name, random.standard_normal(shape).astype(np.float32))


def constant(name, numbers):
    return helper.make_node("Constant", [], [name], value=array("", np.array(numbers, np.int64)))


def reordered(name):
    parts = [
        helper.make_node("Slice", [name, f"{gate}.start", f"{gate}.end", "axis"], [f"{name}.{gate}"]) for gate in "ifgo"]
    return parts + [
        helper.make_node("Concat", [f"{name}.{gate}" for gate in "iofg"], [f"{name}.iofc"], axis=0),
        helper.make_node("Unsqueeze", [f"{name}.iofc", "axis"], [f"{name}.onnx"])]


bounds = [node for place, gate in enumerate("ifgo") for node in (
    constant(f"{gate}.start", [2 * place]), constant(f"{gate}.end", [2 * place + 2]))]
layers = [
    helper.make_node("LSTM", ["x", "weight_ih.onnx", "weight_hh.onnx", "bias.onnx"], ["lstm"], hidden_size=2, name="lstm"),
    helper.make_node("Squeeze", ["lstm", "one"], ["h"]),
    helper.make_node("GRU", ["h", "gru.W", "gru.R", "gru.B"], ["gru"], hidden_size=2, linear_before_reset=1, direction="reverse"),
    helper.make_node("Squeeze", ["gru", "one"], ["g"]),
    helper.make_node(
        "RNN", ["g", "rnn.W", "rnn.R"], ["y"], hidden_size=3, direction="bidirectional", activations=["Tanh", "Relu"])]
nodes = [constant("axis", [0]), constant("one", [1])] + bounds
nodes += reordered("weight_ih") + reordered("weight_hh") + reordered("bias_ih") + reordered("bias_hh")
nodes += [helper.make_node("Concat", ["bias_ih.onnx", "bias_hh.onnx"], ["bias.onnx"], axis=1)] + layers
save("recurrent.onnx", model(graph(
    "recurrent", nodes, [
        weights("weight_ih", 8, 3), weights("weight_hh", 8, 2), weights("bias_ih", 8), weights("bias_hh", 8),
        weights("gru.W", 1, 6, 2), weights("gru.R", 1, 6, 2), weights("gru.B", 1, 12),
        weights("rnn.W", 2, 3, 2), weights("rnn.R", 2, 3, 3)],
    inputs=[value("x", TensorProto.FLOAT, ["time", "batch", 3])], outputs=[value("y")])))

with open(os.path.join(MODELS, "expected.json"), "w") as file:
    lines = [f"{json.dumps(name)}: {json.dumps(content)}" for name, content in expected.items()]
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
for name, content in expected.items():
    print(name, len(content["tensors"]), content["skipped"])
