"""Lists HDF5 and .keras files as h5py reads them: a line of JSON a file, with name, dtype, shape and crc32 of each tensor.

The checksum is zlib.crc32 of the elements in row-major order, least significant byte first.
Usage: interop_hdf5.py FILE...
"""

import io
import json
import sys
import zipfile
import zlib

import h5py
import numpy as np

NAMES = {
    "f8": "F64", "f4": "F32", "f2": "F16", "i8": "I64", "i4": "I32", "i2": "I16", "i1": "I8",
    "u8": "U64", "u4": "U32", "u2": "U16", "u1": "U8", "b1": "BOOL",
}


def tensor(name, dataset):
    """The description of a dataset; None if its elements are no numbers."""
    if dataset.shape is None:
        return None
    kind = dataset.dtype
    dtype = NAMES.get(kind.kind + str(kind.itemsize))
    if kind.kind == "V" and kind.itemsize == 2 and dataset.attrs.get("dtype") == "bfloat16":
        dtype = "BF16"
    if dtype is None:
        return None
    values = np.asarray(dataset[()])
    if kind.kind != "V":
        values = values.astype(kind.newbyteorder("<"))
    crc32 = zlib.crc32(np.ascontiguousarray(values).tobytes())
    return {"name": name, "dtype": dtype, "shape": list(dataset.shape), "crc32": crc32}


def tensors(group, path="", groups=None):
    """All numeric datasets below a group by hard links, names in the order of their bytes.

    A group that is reached twice is listed by the path that comes first.
    """
    groups = set() if groups is None else groups
    address = h5py.h5o.get_info(group.id).addr
    if address in groups:
        return []
    groups.add(address)
    found = []
    for name in sorted(group, key=str.encode):
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            continue
        inner = f"{path}/{name}" if path else name
        item = group[name]
        if isinstance(item, h5py.Group):
            found += tensors(item, inner, groups)
        elif isinstance(item, h5py.Dataset):
            try:
                found.append(tensor(inner, item))
            except OSError:
                continue
    return [entry for entry in found if entry]


def read(path):
    """All tensors of a file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            path = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(path, "r") as file:
        return tensors(file)


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(json.dumps({"tensors": read(file)}))
