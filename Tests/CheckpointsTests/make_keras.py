#!/usr/bin/env python3
"""Writes the small files of HDF5 and Keras in Models, and what h5py reads from them.

Run with keras 3.15.1 on torch 2.13.0, and h5py 3.16.0:
scripts/python.sh keras==3.15.1 torch==2.13.0 h5py==3.16.0 -- Tests/CheckpointsTests/make_keras.py
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "torch"
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
from interop_hdf5 import read  # noqa: E402

MODELS = os.path.join(HERE, "Models")
random = np.random.default_rng(0)
keras.utils.set_random_seed(0)


def numbers(*shape, dtype="f4"):
    return (10 * random.standard_normal(shape)).astype(dtype)


def path(name):
    return os.path.join(MODELS, name.rsplit(".", 1)[1].replace("h5", "hdf5"), name)


def file(name, **keywords):
    return h5py.File(path(name), "w", **keywords)


def strings(*texts):
    return [text.encode() for text in texts]


def weights(group, layers):
    """Weights as Keras 1 and 2 laid them out: a group a layer, and lists of names as attributes."""
    group.attrs["layer_names"] = strings(*layers)
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = b"2.2.4"
    for layer, shapes in layers.items():
        inner = group.create_group(layer)
        inner.attrs["weight_names"] = strings(*(f"{layer}/{name}:0" for name in shapes))
        for name, shape in shapes.items():
            inner[f"{layer}/{name}:0"] = numbers(*shape)


LSTM = {"kernel": (2, 12), "recurrent_kernel": (3, 12), "bias": (12,)}
LAYERS = {"input_1": {}, "lstm_1": LSTM, "dense_1": {"kernel": (3, 2), "bias": (2,)}}


def keras2():
    with file("weights-2.h5") as f:
        weights(f, LAYERS)
    with file("model-2.h5") as f:
        config = {"class_name": "Model", "config": {"layers": [{"class_name": "LSTM", "config": {
            "name": "lstm_1", "units": 3, "recurrent_activation": "hard_sigmoid"}}]}}
        f.attrs["model_config"] = json.dumps(config).encode()
        f.attrs["training_config"] = json.dumps({"loss": "mse", "clip": float("nan")}).encode()
        f.attrs["backend"] = b"tensorflow"
        f.attrs["keras_version"] = b"2.2.4"
        weights(f.create_group("model_weights"), LAYERS)
        optimizer = f.create_group("optimizer_weights")
        optimizer.attrs["weight_names"] = strings("Adam/iterations:0", "Adam/m/kernel:0")
        optimizer["Adam/iterations:0"] = np.int64(7)
        optimizer["Adam/m/kernel:0"] = numbers(2, 12)


def keras3():
    memory = keras.layers.LSTM(3, name="memory", return_sequences=True)
    model = keras.Sequential([keras.Input((4, 2)), memory, keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(numbers(4, 4, 2), numbers(4, 4, 1), epochs=1, verbose=0)
    model.save(path("model-3.keras"))
    both = keras.Sequential([
        keras.Input((4, 2)), keras.layers.Bidirectional(keras.layers.GRU(2)), keras.layers.Dense(1)])
    both.save(path("model-3.h5"))
    half = keras.Sequential([keras.Input((2, 2)), keras.layers.SimpleRNN(
        2, dtype="bfloat16", recurrent_initializer="glorot_uniform")])
    half.save(path("bfloat16.keras"))


def types():
    with file("types.h5") as f:
        for dtype in ["f2", "f4", "f8", ">f2", ">f4", ">f8", "i1", "u1", ">i2", "u2", "i4", ">u4",
                      "i8", ">u8"]:
            f[dtype.replace(">", "big_")] = np.abs(numbers(2, 3)).astype(dtype)
        f["truth"] = np.array([True, False])
        f["scalar"] = np.float32(3)
        f["empty"] = h5py.Empty("f4")
        f["nothing"] = np.zeros((0, 4), "f4")
        f["complex"] = np.zeros(2, "c8")
        f["long"] = np.zeros(2, "g")
        f["names"] = np.array(["a", "bc"], object)
        f["fixed"] = np.array([b"a", b"bc"])
        f["kind"] = np.dtype(">f4")
        f.create_dataset("committed", data=numbers(3), dtype=f["kind"])
        f.create_dataset("colour", data=[0, 5], dtype=h5py.enum_dtype({"RED": 0, "BLUE": 5}, "i2"))


PACKED = {"compression": "gzip", "shuffle": True, "fletcher32": True}


def growing(f):
    f.create_dataset("once", data=numbers(9, 4), chunks=(2, 3), maxshape=(9, None))
    f.create_dataset("packed", data=numbers(40), chunks=(1,), maxshape=(None,), **PACKED)
    f.create_dataset("twice", data=numbers(5, 4), chunks=(2, 3), maxshape=(None, None))


def layouts(f):
    f.create_dataset("packed", data=numbers(7, 5), chunks=(3, 2), **PACKED)
    f.create_dataset("packed_big", data=numbers(7, 5, dtype=">f8"), chunks=(4, 5), **PACKED)
    f.create_dataset("plain", data=numbers(7, 5), chunks=(3, 2))
    f.create_dataset("one", data=numbers(4, 3), chunks=(4, 3))
    f.create_dataset("one_packed", data=numbers(4, 3), chunks=(4, 3), **PACKED)
    f.create_dataset("one_larger", data=numbers(4, 3), chunks=(5, 4), maxshape=(8, 8))
    f.create_dataset("never", shape=(3, 4), dtype=">f4", fillvalue=2.5)
    f.create_dataset("never_in_pieces", shape=(3, 4), dtype="f4", chunks=(2, 2))
    part = f.create_dataset("part", shape=(9, 9), dtype="f4", chunks=(2, 2), fillvalue=7)
    part[3:5, 1:3] = numbers(2, 2)
    f.create_dataset("lzf", data=numbers(4), compression="lzf")
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_layout(h5py.h5d.COMPACT)
    low(f, b"compact", settings)
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_chunk((2, 2))
    settings.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    low(f, b"early", settings)


def low(f, name, settings):
    """A dataset with settings that h5py's own functions don't have."""
    space = h5py.h5s.create_simple((3, 4), (5, 5))
    if settings.get_layout() == h5py.h5d.COMPACT:
        space = h5py.h5s.create_simple((3, 4))
    kind = h5py.h5t.NATIVE_FLOAT
    h5py.Dataset(h5py.h5d.create(f.id, name, kind, space, settings))[...] = numbers(3, 4)


def groups(f):
    for layer in range(12):
        f[f"layer_{layer}/kernel"] = numbers(2)
    for note in range(10):
        f.attrs[f"note_{note}"] = f"text {note}"
    f.attrs["units"] = [3, 4]
    f.attrs["rate"] = 0.5
    f.attrs["stateful"] = True
    f.attrs["fixed"] = np.array([b"a", b"bc"])
    f.attrs["complex"] = np.complex64(1j)
    # As Keras cuts a list that is too long for a header.
    f.attrs["names0"] = strings("a", "b")
    f.attrs["names1"] = strings("c")
    # Too long for a block of the heap where the newer versions have many attributes.
    f.attrs["long"] = np.bytes_(b"x" * 5000)


def links():
    with file("links.h5") as f:
        f["rnn/kernel"] = numbers(2, 3)
        f["again"] = f["rnn/kernel"]
        f["rnn_again"] = f["rnn"]
        f["rnn/up"] = f["/"]
        f["soft"] = h5py.SoftLink("/rnn/kernel")
        f["nowhere"] = h5py.SoftLink("/no/such/path")
        f["outside"] = h5py.ExternalLink("/etc/other.h5", "/a")
        f.create_dataset("stored_outside", shape=(3,), dtype="f4", external="raw.bin")
        layout = h5py.VirtualLayout((3,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "a", (3,))
        f.create_virtual_dataset("virtual", layout)


def main():
    for folder in ["hdf5", "keras"]:
        os.makedirs(os.path.join(MODELS, folder), exist_ok=True)
    keras2()
    keras3()
    types()
    links()
    for bounds in ["earliest", "latest"]:
        for fill in [layouts, growing, groups]:
            with file(f"{fill.__name__}-{bounds}.h5", libver=bounds) as f:
                fill(f)
    with file("many-latest.h5", libver="latest") as f:
        # As many as make the tree of names and the heap branch.
        for number in range(90):
            f[f"vars/{number}"] = np.float32(number)
    with file("user-block.h5", userblock_size=1024) as f:
        f["kernel"] = numbers(2, 3)
    for folder in ["hdf5", "keras"]:
        expect(os.path.join(MODELS, folder))


def expect(folder):
    names = sorted(name for name in os.listdir(folder) if name != "expected.json")
    lines = [f"{json.dumps(name)}: {json.dumps({'tensors': described(os.path.join(folder, name))})}"
             for name in names]
    with open(os.path.join(folder, "expected.json"), "w") as out:
        out.write("{\n" + ",\n".join(lines) + "\n}\n")


def described(path):
    """What h5py reads, without what our reader names and leaves: other filters and other files."""
    left = {"lzf", "stored_outside", "virtual"}
    return [entry for entry in read(path) if entry["name"] not in left]


main()
