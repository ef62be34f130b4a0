#!/usr/bin/env python3
"""Lists the tensors of a file of PyTorch, of a Python pickle or of NumPy, as those libraries read them.

Usage: interop_pytorch.py FILE...
Prints for each file a line of JSON: {"tensors": [{"name", "dtype", "shape", "crc32"}, ...]}, with the names that
`diagnose tensors` gives: the way to each tensor, by keys, attributes and places.
"""
import io
import json
import pickle
import sys
import zipfile
import zlib

import numpy as np
import torch

NAMES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "complex64": "C64", "complex128": "C128",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint64": "U64", "uint32": "U32", "uint16": "U16",
    "uint8": "U8", "bool": "BOOL", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
}
TRANSPARENT = ("_parameters", "_modules", "_buffers")


def described(name, value):
    """A tensor's or an array's name, type, shape and the checksum of its elements in row-major order."""
    if isinstance(value, torch.Tensor):
        dtype = str(value.dtype).split(".")[-1]
        value = value.detach().contiguous().resolve_conj()
        data = value.flatten().view(torch.uint8).numpy().tobytes() if value.numel() else b""
    else:
        value = np.asarray(value)
        dtype = value.dtype.name
        value = value.astype(value.dtype.newbyteorder("<"))
        data = value.tobytes("C")
    return {"name": name, "dtype": NAMES[dtype], "shape": list(value.shape), "crc32": zlib.crc32(data)}


def flattened(value, path="", seen=None):
    """Every tensor and array below a value; what holds others is gone through once."""
    seen = set() if seen is None else seen
    if isinstance(value, (torch.Tensor, np.ndarray, np.generic)):
        yield from leaf(value, path, seen)
        return
    if isinstance(value, (str, bytes, int, float, complex, bool, type(None), type)) or id(value) in seen:
        return
    seen.add(id(value))
    keep.append(value)
    if isinstance(value, dict):
        yield from pairs(value, path, seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for place, item in enumerate(value):
            yield from flattened(item, joined(path, place), seen)
    if hasattr(value, "__dict__") and not callable(getattr(value, "__wrapped__", None)):
        state = value.__dict__
        if isinstance(value, torch.nn.RNNBase):
            state = value.__getstate__()
        yield from pairs(state, path, seen)


keep = []  # so that no address is used twice


def leaf(value, path, seen):
    if isinstance(value, torch.Tensor):
        if value.layout == torch.strided and not value.is_meta:
            yield described(path or "tensor", value)
        return
    if value.dtype == object:
        for place, item in enumerate(value.ravel(order="K")):
            yield from flattened(item, joined(path, place), seen)
    elif value.dtype.name in NAMES:
        yield described(path or "tensor", value)


def pairs(state, path, seen):
    for key, item in state.items():
        if key != "_flat_weights":
            yield from flattened(item, path if key in TRANSPARENT else joined(path, key), seen)


def joined(path, key):
    return f"{path}.{key}" if path else str(key)


class Foreign(pickle.Unpickler):
    """Gives an empty class for one that isn't installed, and lets nothing else be called."""

    def find_class(self, module, name):
        if module.split(".")[0] in ("numpy", "collections", "_codecs", "builtins", "__builtin__", "copyreg",
                                    "copy_reg", "torch"):
            return super().find_class(module, name)
        return type(name, (Stub,), {})


class Stub:
    def __init__(self, *arguments, **keywords):
        pass

    def __setstate__(self, state):
        parts = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
        for part in parts:
            if isinstance(part, dict):
                self.__dict__.update(part)


class ForeignPickle:
    """What `torch.load` asks of a pickle module."""
    Unpickler = Foreign
    load = staticmethod(lambda file, **keywords: Foreign(file, **keywords).load())
    __name__ = "pickle"


def tensors(path):
    """What a file holds."""
    with open(path, "rb") as file:
        head = file.read(8)
    if head.startswith(b"\x93NUMPY"):
        value = np.load(path, allow_pickle=True)
        return list(flattened(value, "" if value.dtype == object else "array"))
    if zipfile.is_zipfile(path) and head.startswith(b"PK"):
        names = zipfile.ZipFile(path).namelist()
        if any(name.endswith("constants.pkl") for name in names):
            script = torch.jit.load(path, map_location="cpu")
            return [described(name, value) for name, value in
                    [*script.named_parameters(remove_duplicate=False), *script.named_buffers(remove_duplicate=False)]]
        if not any(name.endswith("data.pkl") for name in names):
            with np.load(path, allow_pickle=True) as arrays:
                return [entry for name in arrays.files for entry in flattened(arrays[name], name)]
    try:
        value = torch.load(path, map_location="cpu", weights_only=False, pickle_module=ForeignPickle)
    except Exception:
        with open(path, "rb") as file:
            value = Foreign(io.BytesIO(file.read()), encoding="latin1").load()
    return list(flattened(value))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps({"tensors": tensors(name)}))
