#!/usr/bin/env python3
"""Lists the tensors of ONNX models as the onnx package reads them.

Usage: interop_onnx.py FILE...
Prints for each file a line of JSON: {"tensors": [{"name", "dtype", "shape", "crc32"}, ...], "skipped": [NAME, ...]}, with the
names that `diagnose tensors` gives: initialisers and Constants by their names, what lies in a branch or a body after
"NODE/ATTRIBUTE/", what lies in a function after "DOMAIN::NAME/"; a name that is taken already gets "#2", "#3", ...
"""
import json
import os
import sys
import zlib

import numpy as np
import onnx
from onnx import AttributeProto, TensorProto, numpy_helper

NAMES = {
    "FLOAT": "F32", "UINT8": "U8", "INT8": "I8", "UINT16": "U16", "INT16": "I16", "INT32": "I32", "INT64": "I64",
    "BOOL": "BOOL", "FLOAT16": "F16", "DOUBLE": "F64", "UINT32": "U32", "UINT64": "U64", "COMPLEX64": "C64",
    "COMPLEX128": "C128", "BFLOAT16": "BF16", "FLOAT8E4M3FN": "F8_E4M3", "FLOAT8E4M3FNUZ": "F8_E4M3FNUZ",
    "FLOAT8E5M2": "F8_E5M2", "FLOAT8E5M2FNUZ": "F8_E5M2FNUZ", "FLOAT8E8M0": "F8_E8M0",
}


class Listing:
    """The tensors of a model, in the order in which the file has them."""

    def __init__(self, folder):
        self.folder, self.tensors, self.skipped, self.names = folder, [], [], {}

    def unique(self, name):
        candidate = name
        while candidate in self.names:
            self.names[name] += 1
            candidate = f"{name}#{self.names[name]}"
        self.names[candidate] = 1
        return candidate

    def add(self, name, dtype, array):
        name = self.unique(name)
        if dtype not in NAMES:
            self.skipped.append(name)
            return
        data = np.ascontiguousarray(array).tobytes()
        shape = list(array.shape)
        self.tensors.append({"name": name, "dtype": NAMES[dtype], "shape": shape, "crc32": zlib.crc32(data)})

    def tensor(self, name, tensor):
        dtype = TensorProto.DataType.Name(tensor.data_type)
        self.add(name, dtype, numpy_helper.to_array(tensor, self.folder) if dtype in NAMES else None)

    def sparse(self, name, sparse):
        dtype = TensorProto.DataType.Name(sparse.values.data_type)
        if dtype not in NAMES:
            return self.add(name, dtype, None)
        values = numpy_helper.to_array(sparse.values, self.folder)
        indices = numpy_helper.to_array(sparse.indices, self.folder)
        dense = np.zeros(list(sparse.dims), values.dtype)
        if indices.ndim == 1:
            dense.reshape(-1)[indices] = values
        else:
            dense[tuple(indices.T)] = values
        self.add(name, dtype, dense)

    def graph(self, graph, path):
        for place, node in enumerate(graph.node):
            self.node(node, path, place)
        for tensor in graph.initializer:
            self.tensor(path + tensor.name, tensor)
        for sparse in graph.sparse_initializer:
            self.sparse(path + sparse.values.name, sparse)

    def node(self, node, path, place):
        outputs = [output for output in node.output if output]
        label = node.name or (outputs[0] if outputs else f"{node.op_type} {place}")
        constant = node.op_type == "Constant" and node.domain in ("", "ai.onnx") and len(node.output) and node.output[0]
        for attribute in node.attribute:
            if not attribute.ref_attr_name:
                self.attribute(attribute, path + (constant or f"{label}/{attribute.name}"), constant)

    def attribute(self, attribute, name, constant):
        kind = attribute.type
        if kind == AttributeProto.TENSOR:
            self.tensor(name, attribute.t)
        elif kind == AttributeProto.TENSORS:
            for tensor in attribute.tensors:
                self.tensor(name, tensor)
        elif kind == AttributeProto.SPARSE_TENSOR:
            self.sparse(name, attribute.sparse_tensor)
        elif kind == AttributeProto.SPARSE_TENSORS:
            for sparse in attribute.sparse_tensors:
                self.sparse(name, sparse)
        elif kind == AttributeProto.GRAPH:
            self.graph(attribute.g, self.unique(name) + "/")
        elif kind == AttributeProto.GRAPHS:
            for graph in attribute.graphs:
                self.graph(graph, self.unique(name) + "/")
        elif constant and kind == AttributeProto.FLOAT:
            self.add(name, "FLOAT", np.array(attribute.f, np.float32))
        elif constant and kind == AttributeProto.FLOATS:
            self.add(name, "FLOAT", np.array(attribute.floats, np.float32))
        elif constant and kind == AttributeProto.INT:
            self.add(name, "INT64", np.array(attribute.i, np.int64))
        elif constant and kind == AttributeProto.INTS:
            self.add(name, "INT64", np.array(attribute.ints, np.int64))
        elif constant and kind in (AttributeProto.STRING, AttributeProto.STRINGS):
            self.add(name, "STRING", None)


def listing(path):
    """What a file holds."""
    model = onnx.load(path, load_external_data=False)
    listing = Listing(os.path.dirname(path))
    listing.graph(model.graph, "")
    for function in model.functions:
        overload = ":" + function.overload if function.overload else ""
        for place, node in enumerate(function.node):
            listing.node(node, f"{function.domain}::{function.name}{overload}/", place)
    return {"tensors": listing.tensors, "skipped": listing.skipped}


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(json.dumps(listing(path)))
