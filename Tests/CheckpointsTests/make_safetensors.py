#!/usr/bin/env python3
"""Writes the small safetensors files in Models and what the reference implementation reads from them.

Run with safetensors 0.8.0, torch 2.13.0 and numpy 2.4.6.
"""
import json
import os
import sys

import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
from interop_safetensors import listing  # noqa: E402

torch.manual_seed(0)
FOLDER = os.path.join(HERE, "Models", "safetensors")
os.makedirs(FOLDER, exist_ok=True)
numbers = torch.tensor([0.0, -1.0, 2.5, 100.0])
kinds = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "uint16",
         "uint32", "uint64", "complex64", "float8_e4m3fn", "float8_e5m2"]
FILES = {
    "lstm.safetensors": (dict(torch.nn.LSTM(3, 2).state_dict()), {"format": "pt"}),
    "types.safetensors": ({kind: numbers.abs().to(getattr(torch, kind)) for kind in kinds}, None),
    "narrow.safetensors": ({
        "fnuz3": numbers.to(torch.float8_e4m3fnuz), "fnuz2": numbers.to(torch.float8_e5m2fnuz),
        "scale": numbers.abs().to(torch.float8_e8m0fnu),
        "half_bytes": torch.arange(4, dtype=torch.uint8).view(torch.float4_e2m1fn_x2)}, None),
    "shapes.safetensors": ({"scalar": torch.tensor(7), "empty": torch.zeros(0, 4), "cube": torch.ones(2, 3, 4)}, None),
}
expected = {}
for name, (tensors, metadata) in FILES.items():
    path = os.path.join(FOLDER, name)
    save_file(tensors, path, metadata=metadata)
    expected[name] = listing(path)
with open(os.path.join(FOLDER, "expected.json"), "w", encoding="utf-8") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items()) + "\n}\n")
