#!/usr/bin/env python3
"""Writes small models in more than one file into Models, and what their libraries read from them.

Run with onnx 1.23.2 and safetensors 0.8.0:
scripts/python.sh onnx==1.23.2 safetensors==0.8.0 -- Tests/ModelFilesTests/make_folders.py
"""
import json
import os
import sys
import zlib

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.external_data_helper import convert_model_to_external_data
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
from interop_onnx import listing  # noqa: E402

random = np.random.default_rng(0)


def path(*names):
    path = os.path.join(HERE, "Models", *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def expect(folder, content):
    with open(path(folder, "expected.json"), "w") as file:
        file.write(json.dumps(content) + "\n")


def external():
    """Weights beside an ONNX model, two in one file."""
    data = path("external", "model.data")
    if os.path.exists(data):
        os.remove(data)
    tensors = {
        "a": random.standard_normal((3, 4)).astype(np.float32), "b": np.arange(5, dtype=np.int64),
        "inside": np.array([1], np.float32)}
    graph = helper.make_graph([], "external", [], [], [numpy_helper.from_array(x, name) for name, x in tensors.items()])
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
    convert_model_to_external_data(model, location="model.data", size_threshold=16)
    onnx.save(model, path("external", "model.onnx"))
    expect("external", {"model.onnx": listing(path("external", "model.onnx"))})


def sharded():
    """A model of safetensors in two files and their index."""
    shards = {
        "model-00001-of-00002.safetensors": {"rnn.weight_hh_l0": random.standard_normal((4, 4)).astype(np.float32)},
        "model-00002-of-00002.safetensors": {
            "rnn.bias_hh_l0": random.standard_normal(4).astype(np.float32), "step": np.array(7, np.int64)},
    }
    types = {"float32": "F32", "int64": "I64"}
    tensors = []
    for name, content in shards.items():
        save_file(content, path("sharded", name))
        tensors += [
            {"name": key, "dtype": types[x.dtype.name], "shape": list(x.shape), "crc32": zlib.crc32(x.tobytes())}
            for key, x in content.items()]
    index = {
        "metadata": {"total_size": sum(x.nbytes for content in shards.values() for x in content.values())},
        "weight_map": {key: name for name, content in shards.items() for key in content}}
    with open(path("sharded", "model.safetensors.index.json"), "w") as file:
        json.dump(index, file, indent=2)
    expect("sharded", {"model.safetensors.index.json": {"tensors": tensors}})


external()
sharded()
