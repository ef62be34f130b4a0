#!/usr/bin/env python3
"""Writes the small files of PyTorch, pickle and NumPy in Models, and what those libraries read from them.

Run with torch 2.13.0 and numpy 2.4.6: scripts/python.sh torch==2.13.0 numpy==2.4.6 -- Tests/CheckpointsTests/make_pytorch.py
"""
import collections
import io
import json
import os
import pickle
import struct
import sys
import tarfile
import types
import warnings
import zipfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
from interop_pytorch import described, flattened  # noqa: E402

warnings.simplefilter("ignore")
torch.manual_seed(0)
random = np.random.default_rng(0)
expected = {}


def path(name):
    os.makedirs(os.path.dirname(os.path.join(HERE, "Models", name)), exist_ok=True)
    return os.path.join(HERE, "Models", name)


def expect(name, tensors):
    expected[name] = {"tensors": sorted(tensors, key=lambda entry: entry["name"])}


def save(name, value, legacy=False):
    name = ("legacy/" if legacy else "pytorch/") + name
    torch.save(value, path(name), _use_new_zipfile_serialization=not legacy)
    expect(name, flattened(value))


# A class that a reader doesn't have: saved under the name of a module that only exists here.
absent = types.ModuleType("absent_model")
exec(
    "import torch\n"
    "class Tagger(torch.nn.Module):\n"
    "  def __init__(self):\n"
    "    super().__init__()\n"
    "    self.embed = torch.nn.Embedding(5, 3)\n"
    "    self.rnn = torch.nn.LSTM(3, 2, bidirectional=True)\n"
    "    self.register_buffer('seen', torch.tensor(7))\n"
    "    self.itself = [self]\n"
    "class Slots:\n"
    "  __slots__ = ('weight', '__dict__')\n", absent.__dict__)
for kind in (absent.Tagger, absent.Slots):
    kind.__module__ = "absent_model"
sys.modules["absent_model"] = absent


def pytorch():
    rnn = torch.nn.LSTM(3, 2, num_layers=2)
    save("state_dict.pt", rnn.state_dict())
    save("state_dict.pth", rnn.state_dict(), legacy=True)
    save("odd.extension", torch.nn.GRU(2, 2).state_dict())
    save("module.bin", absent.Tagger())
    save("module.pt", absent.Tagger(), legacy=True)
    model = torch.nn.RNN(2, 2)
    adam = torch.optim.Adam(model.parameters())
    model(torch.ones(3, 1, 2))[0].sum().backward()
    adam.step()
    save("lightning.ckpt", {
        "epoch": 3, "pytorch-lightning_version": "2.5.0", "state_dict": model.state_dict(),
        "optimizer_states": [adam.state_dict()], "hyper_parameters": {"rate": 0.1, "layers": [2, 2]},
        "callbacks": {"best": {"score": torch.tensor(0.5), "path": "a/b"}}})
    base = torch.arange(24, dtype=torch.float32)
    views = {
        "whole": base, "transposed": base.view(4, 6).t(), "offset": base[5:9], "strided": base.view(4, 6)[1:, ::2],
        "repeated": base[3:4].expand(4), "scalar": base[7], "empty": base[:0].view(0, 3), "again": base}
    save("views.pt", views)
    save("views.pt", views, legacy=True)
    numbers = torch.tensor([0.0, 1.0, 2.5, 100.0])
    kinds = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
             "complex64", "complex128", "uint16", "uint32", "uint64", "float8_e4m3fn", "float8_e5m2"]
    save("types.pt", {kind: numbers.to(getattr(torch, kind)) for kind in kinds})
    save("parameter.pt", {"p": torch.nn.Parameter(base[:4]), "list": [base[:2], (base[2:3],)]})
    save("tensor.pt", base[:3])
    save("nothing.pt", {"epoch": 1})
    torch.save({"w": torch.quantize_per_tensor(numbers, 0.1, 0, torch.qint8)}, path("pytorch/quantised.pt"))
    torch.save({"s": torch.eye(3).to_sparse(), "meta": torch.empty(2, device="meta")}, path("pytorch/sparse.pt"))
    expect("pytorch/sparse.pt", [
        described("s.1.0", torch.eye(3).to_sparse().indices()), described("s.1.1", torch.eye(3).to_sparse().values())])
    script = torch.jit.script(torch.nn.Sequential(torch.nn.LSTM(2, 2), ))
    script.save(path("torchscript/script.jit"))
    expect("torchscript/script.jit", [described(n, v) for n, v in script.named_parameters()])
    repacked("torchscript/script.jit", "torchscript/script_deflated.pt", deflate=True)
    repacked("pytorch/state_dict.pt", "pytorch/big_endian.pt", swap=True)
    torch.serialization.set_crc32_options(False)
    save("no_checksums.pt", {"w": base[:3]})
    torch.serialization.set_crc32_options(True)
    with open(path("pickle/torch.pkl"), "wb") as file:
        pickle.dump({"rnn": model, "again": base, "part": base[2:4]}, file)
    expect("pickle/torch.pkl", flattened({"rnn": model, "again": base, "part": base[2:4]}))
    tar()


def repacked(source, target, deflate=False, swap=False):
    """The same archive, deflated, or as a big-endian machine would have written it."""
    with zipfile.ZipFile(path(source)) as old, zipfile.ZipFile(path(target), "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if swap and "/data/" in entry.filename:
                data = np.frombuffer(data, "<f4").astype(">f4").tobytes()
            if swap and entry.filename.endswith("/byteorder"):
                data = b"big"
            new.writestr(zipfile.ZipInfo(entry.filename), data,
                         zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED)
    expected[target] = expected[source]


def tar():
    """As `torch.save` wrote before 0.1.10; PyTorch still reads it, and is asked to."""
    tensors = collections.OrderedDict(weight=torch.arange(6.0).view(2, 3).t(), bias=torch.tensor([1.5, 2.5]))
    storages, views, numbers = io.BytesIO(), io.BytesIO(), {}
    pickle.dump(2, storages, 2)
    pickle.dump(2, views, 2)
    for number, (name, tensor) in enumerate(tensors.items()):
        key, storage = 100 + number, 200 + number
        pickle.dump((storage, "cpu", torch.FloatStorage), storages, 2)
        data = tensor.untyped_storage()
        storages.write(struct.pack("<q", data.nbytes() // 4) + bytes(data.tolist()))
        pickle.dump((key, storage, torch.FloatTensor), views, 2)
        views.write(struct.pack("<ii", tensor.dim(), 0))
        views.write(struct.pack(f"<{2 * tensor.dim() + 1}q", *tensor.shape, *tensor.stride(), 0))
        numbers[id(tensor)] = str(key)
    pickle.dump([], storages, 2)
    body = io.BytesIO()
    pickler = pickle.Pickler(body, 2)
    pickler.persistent_id = lambda value: numbers.get(id(value))
    pickler.dump(tensors)
    system = io.BytesIO(pickle.dumps({"protocol_version": 1000, "little_endian": True}, 2))
    with tarfile.open(path("tar/tar_era.pt"), "w", format=tarfile.PAX_FORMAT) as archive:
        for name, file in (("sys_info", system), ("pickle", body), ("storages", storages), ("tensors", views)):
            member = tarfile.TarInfo(name)
            member.size = len(file.getvalue())
            archive.addfile(member, io.BytesIO(file.getvalue()))
    expect("tar/tar_era.pt", flattened(torch.load(path("tar/tar_era.pt"), weights_only=False)))


def pickles():
    arrays = {
        "c": random.normal(size=(2, 3)).astype("f4"), "fortran": np.asfortranarray(random.normal(size=(2, 3))),
        "big": np.arange(4, dtype=">i4"), "scalar": np.float32(2.5), "nested": {"list": [np.zeros(2, "f2")]},
        "texts": np.array(["a", "bc"]), "objects": np.array([np.ones(2), None, "x"], dtype=object), "none": None,
        "number": 3, "long": 1 << 80, "é": np.arange(3, dtype="u1"), ("tuple", 1): np.ones(1)}
    for protocol in range(6):
        name = f"pickle/protocol{protocol}.pkl"
        with open(path(name), "wb") as file:
            pickle.dump(arrays, file, protocol)
        expect(name, [entry | {"name": entry["name"].replace("('tuple', 1)", "?")} for entry in flattened(arrays)])
    foreign = absent.Slots()
    foreign.weight, foreign.bias = np.eye(2), np.ones(2, "f4")
    foreign.parent = {"child": foreign}
    with open(path("pickle/foreign.pkl"), "wb") as file:
        pickle.dump([foreign, {1, 2}], file, 4)
    expect("pickle/foreign.pkl", [described("0.bias", foreign.bias), described("0.weight", foreign.weight)])


def numpy():
    values = random.normal(size=(3, 4))
    arrays = {
        "c.npy": values, "fortran.npy": np.asfortranarray(values), "big.npy": values.astype(">f4"),
        "half.npy": values.astype("f2"), "scalar.npy": np.float64(3.5), "empty.npy": np.zeros((0, 5), "f4"),
        "integers.npy": np.arange(-3, 3, dtype="i8"), "bool.npy": values > 0, "complex.npy": values.astype(">c8")}
    for name, array in arrays.items():
        np.save(path("npy/" + name), array)
        expect("npy/" + name, flattened(np.load(path("npy/" + name)), "array"))
    for version in (2, 3):
        with open(path(f"npy/version{version}.npy"), "wb") as file:
            np.lib.format.write_array(file, values, (version, 0))
        expect(f"npy/version{version}.npy", flattened(values, "array"))
    objects = np.array([np.ones(2), {"w": np.zeros(1)}], dtype=object)
    np.save(path("npy/objects.npy"), objects)
    expect("npy/objects.npy", flattened(objects))
    record = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])
    for name, write in (("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)):
        write(path("npz/" + name), weight=values, text=np.array("abc"), objects=objects, record=record,
              zeros=np.zeros((40, 50), "f4"))
        with np.load(path("npz/" + name), allow_pickle=True) as file:
            expect("npz/" + name, [entry for key in file.files for entry in flattened(file[key], key)])


pytorch()
pickles()
numpy()
for folder in ("pytorch", "legacy", "tar", "torchscript", "pickle", "npy", "npz"):
    part = {name.split("/")[1]: value for name, value in expected.items() if name.startswith(folder + "/")}
    with open(path(f"{folder}/expected.json"), "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in part.items()) + "\n}\n")
