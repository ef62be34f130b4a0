#!/usr/bin/env python3
"""Measures what `diagnose check` takes of time and memory for models that are large or have many layers.

Usage: interop_sizes.py DIAGNOSE FOLDER
Writes three safetensors files into FOLDER: one LSTM alone, the same in a file of a gigabyte, and 300 LSTMs of 64 units. Ends with 1
unless the gigabyte costs less than a second more than the LSTM alone, less than 100 MB of resident memory and less than 64 MB
of the file (the system reads ahead), and the 300 layers take less than 10 seconds.
"""
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np

GIGABYTE = 1 << 30


def lstm(name, size, rng):
    """The tensors of a layer as PyTorch draws them."""
    bound = size ** -0.5
    return {f"{name}.{word}_l0": rng.uniform(-bound, bound, shape).astype("<f4")
            for word, shape in [("weight_ih", (4 * size, size)), ("weight_hh", (4 * size, size)),
                                ("bias_ih", 4 * size), ("bias_hh", 4 * size)]}


def save(path, tensors, empty=0):
    """A safetensors file; `empty` bytes of it are a tensor without anything on the disk, before all others."""
    header, end = {}, empty
    if empty:
        header["embedding.weight"] = {"dtype": "F32", "shape": [empty // 4096, 1024], "data_offsets": [0, empty]}
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.seek(empty, os.SEEK_CUR)
        for tensor in tensors.values():
            file.write(tensor.tobytes())


def check(diagnose, path):
    """Seconds, and the most resident bytes of any check so far."""
    start = time.monotonic()
    done = subprocess.run([diagnose, "check", path, "--format", "json"], capture_output=True, text=True, check=True)
    seconds = time.monotonic() - start
    layers = json.loads(done.stdout)["artifacts"][0]["layers"]
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10, layers


def cached(path):
    """How many bytes of a file the system holds in memory; nothing where that can't be asked."""
    try:
        return int(subprocess.run(["fincore", "--bytes", "--noheadings", "--output", "RES", path],
                                  capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def large(diagnose, folder, rng):
    alone, inside = (os.path.join(folder, name) for name in ("alone.safetensors", "inside.safetensors"))
    layer = lstm("rnn", 256, rng)
    save(alone, layer)
    save(inside, layer, GIGABYTE)
    with open(inside, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    check(diagnose, alone)
    short, _, one = check(diagnose, alone)
    seconds, memory, other = check(diagnose, inside)
    seen = cached(inside)
    print(f"one LSTM of 256: alone {short:.2f} s, in {os.path.getsize(inside) >> 20} MB {seconds:.2f} s, "
          f"{memory >> 20} MB resident, {'unknown' if seen is None else seen >> 10} KB of the file read")
    return int(seconds - short >= 1 or memory >= 100e6 or (seen or 0) >= 64e6 or one != other)


def many(diagnose, folder, rng):
    path = os.path.join(folder, "many.safetensors")
    save(path, {name: tensor for k in range(300) for name, tensor in lstm(f"rnn.{k}", 64, rng).items()})
    seconds, _, layers = check(diagnose, path)
    print(f"{len(layers)} LSTMs of 64: {seconds:.1f} s")
    return int(seconds >= 10 or len(layers) != 300)


def main(diagnose, folder):
    rng = np.random.default_rng(0)
    return 1 if large(diagnose, folder, rng) + many(diagnose, folder, rng) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
