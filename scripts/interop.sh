#!/bin/sh
# Trains a small text model, and sees that PyTorch, given the saved weights, has the same validation loss to 1e-4; then
# lets PyTorch write recordings of deep Q-learning as the documentation shows it, and sees that they are judged right; then
# reads the models that published packages carry, and holds every tensor against the format's own library; runs one of them by
# its converted layers, and sees that large files and many layers take little time and memory.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
text=Sources/Lessons/Resources/shakespeare.txt

for cell in rnn lstm gru; do
  swift run diagnose train --text $text --cell $cell --hidden 32 --layers 2 --length 40 --steps 60 --output "$folder" >/dev/null
  ours=$(grep -o '"validation":[0-9.]*' "$folder/metrics.jsonl" | cut -d: -f2 | sort -g | head -n 1)
  theirs=$(scripts/python.sh torch==2.13.0 -- scripts/validate_weights.py "$folder/best.safetensors" $text)
  difference=$(awk "BEGIN { d = $ours - $theirs; print (d < 0 ? -d : d) }")
  printf '%s: ours %s, PyTorch %s, difference %s\n' "$cell" "$ours" "$theirs" "$difference"
  awk "BEGIN { exit !($difference < 1e-4) }"
done

for fault in "" broken; do
  scripts/python.sh torch==2.13.0 -- scripts/record_bellman.py docs/bellman-recording.md "$folder/bellman.jsonl" $fault
  status=0
  swift run diagnose report "$folder/bellman.jsonl" --output "$folder" >"$folder/judged" || status=$?
  printf 'recording %s: ' "${fault:-honest}"
  head -n 1 "$folder/judged"
  if [ -z "$fault" ]; then [ $status -eq 0 ]; else [ $status -eq 1 ] && grep -q "^fail: bootstraps-through-terminal" "$folder/judged"; fi
done

swift build --product diagnose >/dev/null
scripts/python.sh torch==2.13.0 onnx==1.23.2 h5py==3.16.0 safetensors==0.8.0 numpy==2.4.6 -- \
  scripts/interop_models.py "$PWD/.build/debug/diagnose" "$PWD/.build-interop"
scripts/python.sh onnx==1.23.2 numpy==2.4.6 -- \
  scripts/interop_onnx_cells.py "$PWD/.build/debug/diagnose" "$PWD/.build-interop"
scripts/python.sh safetensors==0.8.0 numpy==2.4.6 -- \
  scripts/interop_layers.py "$PWD/.build/debug/diagnose" "$PWD/.build-interop"
weights=.build-interop/textgenrnn-2.0.0/textgenrnn
if [ -d "$weights" ]; then
  scripts/python.sh h5py==3.16.0 safetensors==0.8.0 numpy==2.4.6 -- \
    scripts/interop_textgenrnn.py "$PWD/.build/debug/diagnose" "$weights"
else
  echo "skipped: textgenrnn could not be downloaded"
fi
scripts/python.sh numpy==2.4.6 -- scripts/interop_sizes.py "$PWD/.build/debug/diagnose" "$folder"
python3 scripts/hostile_pickles.py .build/debug/diagnose "$folder"
