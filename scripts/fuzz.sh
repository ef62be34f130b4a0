#!/bin/sh
# Usage: scripts/fuzz.sh [INPUTS] [READER...]
# Throws INPUTS (200,000) changed files at each reader, and at what is done with the layers in them, under libFuzzer and
# the address sanitiser, starting from the small files of the tests. A crash is kept in .build-fuzz with its input, and
# ends the run with 1. What was tried is added up in Fuzzing/inputs.txt.
set -eu
cd "$(dirname "$0")/.."
inputs=${1:-200000}
[ $# -gt 0 ] && shift
models=Tests/CheckpointsTests/Models
[ $# -gt 0 ] || set -- $(ls $models)
out=.build-fuzz
mkdir -p $out/corpus $out/crashes $out/layers/onnx $out/layers/keras $out/layers/pytorch

# Without this a crash waits for the debugger to be done.
export SWIFT_BACKTRACE=enable=no
# Products of a few numbers are no work for two threads.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
printf 'module CKernels { umbrella header "%s" export * }\n' "$PWD/Sources/CKernels/include/CKernels.h" >$out/module.modulemap
flags="-parse-as-library -O -swift-version 6 -package-name gradientflow -I $out -I Sources/CZlib -I Sources/CGSL -I Sources/COneDNN"
flags="$flags -Xcc -fmodule-map-file=$out/module.modulemap"
# Only what walks over bytes of a file tells the fuzzer which way it went.
for module in Buffers Checkpoints LinearAlgebra Autodiff Recurrent Recognition Files Training FlowAnalysis; do
  case $module in
  Buffers | Checkpoints | Recognition) sanitizers=fuzzer,address ;;
  *) sanitizers=address ;;
  esac
  # shellcheck disable=SC2046,SC2086
  swiftc -sanitize=$sanitizers $flags -emit-module -emit-module-path $out/$module.swiftmodule -emit-library -static \
    -o $out/lib$module.a -wmo -module-name $module $(find Sources/$module -name '*.swift')
done
for source in Sources/CKernels/*.c; do
  clang -O2 -fsanitize=address -I Sources/CKernels/include -c "$source" -o "$out/$(basename "$source" .c).o"
done
# shellcheck disable=SC2086
swiftc -sanitize=fuzzer,address $flags -use-ld=lld -o $out/fuzz Fuzzing/ReaderFuzzer.swift $out/*.o -L $out \
  -lFlowAnalysis -lTraining -lFiles -lRecognition -lRecurrent -lAutodiff -lLinearAlgebra -lCheckpoints -lBuffers \
  -lz -lgsl -lopenblas -ldnnl -lgomp

# The small models of layers, by the reader that opens them.
layers=Tests/RecognitionTests/Models
cp $layers/*.pt $out/layers/pytorch
cp $layers/keras/* $out/layers/keras
cp $layers/onnx/* $out/layers/onnx

failed=0
for reader; do
  mkdir -p $out/corpus/"$reader" $out/layers/"$reader"
  log=$out/"$reader".log
  $out/fuzz -runs="$inputs" -max_len=32768 -timeout=10 -rss_limit_mb=1024 -artifact_prefix=$out/crashes/"$reader"- \
    $out/corpus/"$reader" $models/"$reader" $out/layers/"$reader" >"$log" 2>&1 || failed=1
  tried=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log")
  printf '%s: %s inputs%s\n' "$reader" "${tried:-no}" "$([ -n "$tried" ] || echo ', then a crash; see '"$log")"
  [ -z "$tried" ] || printf '%s %s\n' "$reader" "$tried" >>Fuzzing/inputs.txt
done
awk '{ sum[$1] += $2 } END { for (reader in sum) print reader, sum[reader] }' Fuzzing/inputs.txt | sort >$out/inputs.txt
mv $out/inputs.txt Fuzzing/inputs.txt
exit $failed
