#!/bin/sh
# Usage: scripts/python.sh PACKAGE... -- SCRIPT [ARGUMENT...]
# Runs a Python script in the project's own environment, .venv, where the packages are installed first.
# GRADIENTFLOW_PYTHON names an interpreter that has them already; nothing is installed then.
set -u

packages=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  packages="$packages $1"
  shift
done
shift

give_up() {
  printf 'python: %s\n' "$1" >&2
  exit 2
}

if [ -n "${GRADIENTFLOW_PYTHON:-}" ]; then
  exec "$GRADIENTFLOW_PYTHON" "$@"
fi

cd "$(dirname "$0")/.." || exit 2
if [ ! -x .venv/bin/python ]; then
  python3 -m venv .venv >/dev/null 2>&1 || {
    rm -rf .venv
    give_up 'python3 with its venv module is needed; type "sudo apt-get install python3-venv" and run this again.'
  }
fi

# What is installed is noted in a file: asking pip takes a second.
noted=$(cat .venv/installed 2>/dev/null)
if [ "$noted" != "$packages" ]; then
  # shellcheck disable=SC2086 # the list of packages is to be split
  .venv/bin/python -m pip install --quiet $packages >&2 ||
    give_up "could not install$packages into .venv; check the network and run this again."
  # Each script has its own list, and what an earlier one installed stays: only the last list is noted.
  printf '%s' "$packages" >.venv/installed
fi
exec .venv/bin/python "$@"
