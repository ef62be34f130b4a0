#!/bin/sh
# Usage: scripts/test-pages.sh [FOLDER]
# Looks at a report in a real browser (scripts/test_pages.py). Without a folder, makes the report of all lessons first.
# Installs Debian's chromium with apt-get when no browser is found, and the Python packages into .venv.
# GRADIENTFLOW_BROWSER names a Chromium to use instead.
set -u

cd "$(dirname "$0")/.." || exit 2

give_up() {
  printf 'test-pages: %s\n' "$1" >&2
  exit 2
}

find_browser() {
  for name in ${GRADIENTFLOW_BROWSER:-chromium chromium-browser google-chrome}; do
    command -v "$name" 2>/dev/null && return 0
  done
  return 1
}

if ! browser=$(find_browser); then
  [ -z "${GRADIENTFLOW_BROWSER:-}" ] || give_up "there is no browser $GRADIENTFLOW_BROWSER."
  command -v apt-get >/dev/null 2>&1 ||
    give_up 'no Chromium found and no apt-get to install it with; install Chromium and run this again.'
  as_root=
  [ "$(id -u)" = 0 ] || as_root=sudo
  printf 'test-pages: installing chromium with apt-get; this happens once.\n' >&2
  $as_root apt-get update >/dev/null 2>&1
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    chromium >/dev/null 2>&1 ||
    give_up 'could not install chromium; type "sudo apt-get install chromium" and run this again.'
  browser=$(find_browser) || give_up 'chromium is installed but not on the PATH.'
fi

folder=${1:-}
slider=
if [ -z "$folder" ]; then
  slider=--slider
  folder=.build/pages
  # Exit 1 means that a claim failed: its page is still to be looked at.
  swift run diagnose --output "$folder" >/dev/null
  [ $? -le 1 ] || give_up "swift run diagnose could not write a report to $folder."
fi

# shellcheck disable=SC2086 # no flag is no word
exec scripts/python.sh playwright axe-playwright-python -- \
  scripts/test_pages.py --browser "$browser" $slider "$folder"
