#!/usr/bin/env python3
"""Checks the recurrent layers of published models against numbers that are known of them.

Usage: interop_layers.py DIAGNOSE FOLDER
FOLDER holds the unpacked packages (interop_models.py). Each file must have the layers that it is known to have. For those of the table
`diagnose check` must find spectral norm and spectral radius of each gate's W_hh, and the norm of the gates stacked, to 1e-3; the
files that hold one model in several formats must give the same layers bit for bit; of all layers that there are as many must have a largest
singular value above 1 as the report of a model says; a model without recurrence must say so and be no error; and the largest Lyapunov exponents on an input must lie where they are known to. Ends with 1 otherwise.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

from safetensors.numpy import load_file

# File, layer, its number and direction; the norm of the stack; norm and radius of i, f, g, o, or of z, r, n.
LAYERS = [
    ("Resemblyzer*/resemblyzer/pretrained.pt", "model_state.lstm", 0, "forward", 61.2084,
     "35.833 / 7.266", "39.412 / 7.822", "11.666 / 2.676", "37.198 / 6.728"),
    ("Resemblyzer*/resemblyzer/pretrained.pt", "model_state.lstm", 2, "forward", 45.9389,
     "32.010 / 3.925", "32.136 / 3.677", "6.656 / 2.899", "17.778 / 4.317"),
    ("BeatNet*/BeatNet/models/model_1_weights.pt", "lstm", 0, "forward", 9.0286,
     "4.837 / 1.295", "5.231 / 1.158", "2.530 / 1.746", "5.667 / 1.201"),
    ("BeatNet*/BeatNet/models/model_2_weights.pt", "lstm", 1, "forward", 7.9384,
     "4.282 / 1.392", "3.781 / 1.157", "2.861 / 1.818", "5.909 / 1.540"),
    ("g2p_en*/g2p_en/checkpoint20.npz", "enc", 0, "forward", 18.2307, "12.238 / 1.888", "9.445 / 1.960", "10.665 / 4.464"),
    ("shakkala*/shakkala/model/simple_model.h5", "gru_1", 0, "forward", 14.6988,
     "14.100 / 2.159", "6.694 / 1.577", "4.016 / 1.751"),
    ("ddddocr*/ddddocr/common.onnx", "LSTM_79", 0, "forward", 15.9796,
     "10.573 / 1.524", "12.300 / 1.367", "8.874 / 4.188", "6.696 / 1.207"),
    ("silero*/silero_vad/data/silero_vad_half.onnx", "/decoder/If_1/then_branch//decoder/rnn/LSTM", 0, "forward", 22.6359,
     "14.303 / 4.623", "13.722 / 4.952", "13.422 / 5.694", "14.007 / 5.863"),
    ("textgenrnn*/textgenrnn/textgenrnn_weights.hdf5", "rnn_1", 0, "forward", 69.07),
]
GATES = {"lstm": ["i", "f", "g", "o"], "gru": ["z", "r", "n"]}
# What layers a file has: cell, hidden size, and r for those that walk backwards.
INVENTORY = {
    "silero*/silero_vad/data/silero_vad.jit": "lstm:128 lstm:128",
    "silero*/silero_vad/data/silero_vad.onnx": "lstm:128 lstm:128 lstm:128 lstm:128",
    "silero*/silero_vad/data/silero_vad_16k.safetensors": "lstm:128",
    "silero*/silero_vad/data/silero_vad_half.onnx": "lstm:128 lstm:128",
    "Resemblyzer*/resemblyzer/pretrained.pt": "lstm:256 lstm:256 lstm:256",
    "g2p_en*/g2p_en/checkpoint20.npz": "gru:256 gru:256",
    "g2pM*/g2pM/np_ckpt.pkl": "lstm:32 lstm:32r",
    "BeatNet*/BeatNet/models/model_[123]_weights.pt": "lstm:150 lstm:150",
    "textgenrnn*/textgenrnn/textgenrnn_weights.hdf5": "lstm:128 lstm:128",
    "chars2vec*/chars2vec/trained_models/eng_50/weights.h5": "lstm:50 lstm:50",
    "chars2vec*/chars2vec/trained_models/eng_100/weights.h5": "lstm:100 lstm:100",
    "chars2vec*/chars2vec/trained_models/eng_300/weights.h5": "lstm:300 lstm:300",
    "shakkala*/shakkala/model/simple_model.h5": "gru:256",
    "ddddocr*/ddddocr/common.onnx": "lstm:512 lstm:512r",
    "ddddocr*/ddddocr/common_det.onnx": "",
    "madmom*/madmom/models/onsets/2013/onsets_brnn_1.pkl": " ".join(3 * ["rnn-tanh:25r rnn-tanh:25"]),
    "madmom*/madmom/models/beats/2016/beats_lstm_1.pkl": "lstm:25 lstm:25 lstm:25",
}
# File, layer, its input, and where the exponent lies: known as -0.005, 0.05, 0.06 and -0.147.
TEXT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "Lessons", "Resources", "shakespeare.txt")
DYNAMICS = [
    ("textgenrnn*/textgenrnn/textgenrnn_weights.hdf5", "rnn_1", ["--text", TEXT], -0.02, 0),
    ("textgenrnn*/textgenrnn/textgenrnn_weights.hdf5", "rnn_1", ["--inputs", "gaussian:1"], 0.03, 0.07),
    ("textgenrnn*/textgenrnn/textgenrnn_weights.hdf5", "rnn_1", ["--inputs", "zeros"], 0.05, 0.07),
    ("silero*/silero_vad/data/silero_vad.jit", "_model.decoder.rnn", ["--inputs", "gaussian:1"], -0.16, -0.13),
]
NONE = "ddddocr*/ddddocr/common_det.onnx"
SAME = ["silero_vad.jit", "silero_vad.onnx", "silero_vad_16k_op15.onnx", "silero_vad_openvino_16k.onnx",
        "silero_vad_16k_sequence.onnx"]


def artifact(diagnose, file, *words):
    done = subprocess.run([diagnose, "check", file, "--format", "json", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"check {file} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)["artifacts"][0]


def differs(layer, stack, gates):
    """What of a layer isn't as expected."""
    matrices = {matrix["gate"]: matrix for matrix in layer["matrices"]}
    expected = {("stacked", "spectralNorm"): stack}
    for gate, numbers in zip(GATES[layer["cell"]], gates):
        norm, radius = map(float, numbers.split("/"))
        expected |= {(gate, "spectralNorm"): norm, (gate, "spectralRadius"): radius}
    found = {key: matrices[key[0]][key[1]] for key in expected}
    return [f"{key}: {found[key]}, not {value}" for key, value in expected.items() if abs(found[key] / value - 1) > 1e-3]


def inventory(diagnose, folder):
    failures = 0
    for pattern, expected in INVENTORY.items():
        for file in glob.glob(os.path.join(folder, pattern)) or [None]:
            if not file:
                print(f"skipped: {pattern}")
                continue
            found = artifact(diagnose, file)["layers"]
            words = " ".join(f"{layer['cell']}:{layer['hiddenSize']}{'r' * (layer['direction'] == 'reverse')}" for layer in found)
            print(f"{os.path.basename(file)}: {words or 'no layer'}")
            failures += words != expected
    return failures


def table(diagnose, folder):
    failures = 0
    for pattern, name, number, direction, stack, *gates in LAYERS:
        files = glob.glob(os.path.join(folder, pattern))
        if not files:
            print(f"skipped: {pattern}")
            continue
        layers = [layer for layer in artifact(diagnose, files[0])["layers"]
                  if (layer["name"], layer["layer"], layer["direction"]) == (name, number, direction)]
        wrong = differs(layers[0], stack, gates) if len(layers) == 1 else [f"{len(layers)} such layers"]
        print(f"{os.path.basename(files[0])} {name} {number} {direction}: {'; '.join(wrong) or 'as expected'}")
        failures += bool(wrong)
    return failures


def criterion(diagnose, folder):
    """How many layers have a largest singular value above 1 in a gate: a number that the report of a model quotes."""
    done = subprocess.run([diagnose, "check", folder, "--format", "json"], capture_output=True, text=True, check=False)
    found = [layer for entry in json.loads(done.stdout)["artifacts"] for layer in entry.get("layers", [])]
    above = sum(max(matrix["spectralNorm"] for matrix in layer["matrices"] if matrix["gate"] != "stacked") > 1 for layer in found)
    print(f"{above} of {len(found)} layers have a largest singular value above 1")
    return int((above, len(found)) != (342, 344))


def layers(diagnose, file):
    """The layers of a file, each as the bytes of its tensors."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "layers.safetensors")
        subprocess.run([diagnose, "convert", file, path], capture_output=True, check=True)
        tensors = load_file(path)
    modules = {}
    for name, tensor in sorted(tensors.items()):
        modules.setdefault(name.rsplit(".", 1)[0], []).append(tensor.tobytes())
    return set(map(tuple, modules.values()))


def same(diagnose, folder):
    """Whether the files of one model share its layer at 16 kHz."""
    files = [file for name in SAME for file in glob.glob(os.path.join(folder, "silero*/silero_vad/data", name))]
    if not files:
        print("skipped: silero")
        return 0
    common = set.intersection(*(layers(diagnose, file) for file in files))
    print(f"silero: {len(files)} files share {len(common)} layer bit for bit")
    return int(len(files) != len(SAME) or len(common) != 1)


def none(diagnose, folder):
    failures = 0
    for file in glob.glob(os.path.join(folder, NONE)):
        found = artifact(diagnose, file)
        print(f"{os.path.basename(file)}: {len(found['layers'])} layers, {len(found['passedOver'])} passed over")
        failures += bool(found["layers"] or found["passedOver"])
    return failures


def dynamics(diagnose, folder):
    failures = 0
    for pattern, name, words, low, high in DYNAMICS:
        for file in glob.glob(os.path.join(folder, pattern)):
            if "--text" in words:
                words = words + ["--vocabulary", file.replace("weights.hdf5", "vocab.json")]
            found = artifact(diagnose, file, *words, "--steps", "1000", "--layer", name)["layers"]
            trace = next(layer["trace"] for layer in found if layer["name"] == name)
            exponent = trace["lyapunovExponents"][0]
            print(f"{name} on {trace['input']}: largest exponent {exponent:.3f}")
            failures += not low < exponent < high
    return failures


if __name__ == "__main__":
    sys.exit(1 if sum(part(*sys.argv[1:3]) for part in (inventory, table, criterion, same, none, dynamics)) else 0)
