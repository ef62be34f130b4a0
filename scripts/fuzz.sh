#!/bin/sh
# Usage: scripts/fuzz.sh [INPUTS] [READER...]
# Throws INPUTS (200,000) changed files at each reader, under libFuzzer and the address sanitiser, starting from the
# small files of the tests. A crash is kept in .build-fuzz with its input, and ends the run with 1. What was tried is
# added up in Fuzzing/inputs.txt.
set -eu
cd "$(dirname "$0")/.."
inputs=${1:-200000}
[ $# -gt 0 ] && shift
models=Tests/CheckpointsTests/Models
[ $# -gt 0 ] || set -- $(ls $models)
out=.build-fuzz
mkdir -p $out/corpus $out/crashes

# Without this a crash waits for the debugger to be done.
export SWIFT_BACKTRACE=enable=no
flags="-sanitize=fuzzer,address -parse-as-library -O -swift-version 6 -I $out -I Sources/CZlib"
for module in Buffers Checkpoints; do
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -emit-module -emit-module-path $out/$module.swiftmodule -emit-library -static -o $out/lib$module.a \
    -wmo -module-name $module $(find Sources/$module -name '*.swift')
done
# shellcheck disable=SC2086
swiftc $flags -use-ld=lld -o $out/fuzz Fuzzing/ReaderFuzzer.swift -L $out -lCheckpoints -lBuffers -lz

failed=0
for reader; do
  mkdir -p $out/corpus/"$reader"
  log=$out/"$reader".log
  $out/fuzz -runs="$inputs" -max_len=32768 -timeout=10 -rss_limit_mb=1024 -artifact_prefix=$out/crashes/"$reader"- \
    $out/corpus/"$reader" $models/"$reader" >"$log" 2>&1 || failed=1
  tried=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log")
  printf '%s: %s inputs%s\n' "$reader" "${tried:-no}" "$([ -n "$tried" ] || echo ', then a crash; see '"$log")"
  [ -z "$tried" ] || printf '%s %s\n' "$reader" "$tried" >>Fuzzing/inputs.txt
done
awk '{ sum[$1] += $2 } END { for (reader in sum) print reader, sum[reader] }' Fuzzing/inputs.txt | sort >$out/inputs.txt
mv $out/inputs.txt Fuzzing/inputs.txt
exit $failed
