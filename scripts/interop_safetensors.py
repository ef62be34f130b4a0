#!/usr/bin/env python3
"""Lists the tensors of safetensors files as the reference implementation reads them.

Usage: interop_safetensors.py FILE...
Prints for each file a line of JSON: {"tensors": [{"name", "dtype", "shape", "crc32"}, ...], "skipped": [NAME, ...]}; skipped are
types of parts of a byte, which `diagnose tensors` names and doesn't read.
"""
import json
import sys
import zlib

import safetensors

SKIPPED = ("F4", "F6_E2M3", "F6_E3M2")


def listing(path):
    """What a file holds."""
    with open(path, "rb") as file:
        content = safetensors.deserialize(file.read())
    tensors = [
        {"name": name, "dtype": entry["dtype"], "shape": list(entry["shape"]), "crc32": zlib.crc32(entry["data"])}
        for name, entry in content if entry["dtype"] not in SKIPPED]
    return {"tensors": tensors, "skipped": [name for name, entry in content if entry["dtype"] in SKIPPED]}


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(json.dumps(listing(path)))
