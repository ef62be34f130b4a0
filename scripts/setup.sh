#!/bin/sh
# Sees to it that Swift, git and the system libraries are there: GSL, OpenBLAS, oneDNN, zlib (on macOS OpenMP too).
# Silent when they are; otherwise installs them with apt-get or Homebrew. Where it can't, it says in
# one sentence what to do and exits 2. Looks for files only: nothing is compiled, so it costs no time.
#
# GRADIENTFLOW_ROOT puts another folder in place of / (the tests' made-up file systems).
set -u

root=${GRADIENTFLOW_ROOT:-}
updated=

give_up() {
  printf 'setup: %s\n' "$1" >&2
  exit 2
}

# The first argument is a list of folders separated by colons, the others are names: is one in one?
# A symbolic link that leads nowhere is not there.
any_exists() {
  folders=$1
  shift
  old_separator=$IFS
  IFS=:
  for folder in $folders; do
    for name in "$@"; do
      if [ -n "$folder" ] && [ -e "$root$folder/$name" ]; then
        IFS=$old_separator
        return 0
      fi
    done
  done
  IFS=$old_separator
  return 1
}

# Where the compiler and the linker look: their own folders, and those that the user tells them.
look_in() {
  case $system in
  Darwin)
    if [ -n "${HOMEBREW_PREFIX:-}" ]; then prefix=$HOMEBREW_PREFIX
    elif [ -d "$root/opt/homebrew" ]; then prefix=/opt/homebrew
    else prefix=/usr/local; fi
    headers=$prefix/include:$prefix/opt/openblas/include:${CPATH:-}
    libraries=$prefix/lib:$prefix/opt/openblas/lib:$prefix/opt/libomp/lib:${LIBRARY_PATH:-}
    ending=dylib
    ;;
  *)
    triplet=$machine-linux-gnu
    headers=/usr/include:/usr/include/$triplet:/usr/local/include:${CPATH:-}
    libraries=/usr/lib/$triplet:/usr/lib64:/usr/lib:/usr/local/lib:/lib/$triplet:${LIBRARY_PATH:-}
    ending=so
    ;;
  esac
}

# Sets `missing` to the names of the packages whose header, library or program isn't found.
find_missing() {
  missing=
  command -v git >/dev/null 2>&1 || missing="$missing git" # SwiftPM fetches packages with it
  any_exists "$headers" gsl/gsl_linalg.h && any_exists "$libraries" "libgsl.$ending" libgsl.a ||
    missing="$missing $gsl"
  any_exists "$libraries" "libopenblas.$ending" libopenblas.a || missing="$missing $openblas"
  any_exists "$headers" dnnl.h oneapi/dnnl/dnnl.h && any_exists "$libraries" "libdnnl.$ending" ||
    missing="$missing $onednn"
  # macOS has zlib in its SDK.
  [ "$system" = Darwin ] || { any_exists "$headers" zlib.h && any_exists "$libraries" libz.so; } ||
    missing="$missing zlib1g-dev"
  if [ "$system" = Darwin ]; then
    any_exists "$libraries" libomp.dylib || missing="$missing libomp"
  fi
  missing=${missing# }
}

# Runs the installer given as arguments; on failure says why, and the command to type.
install_with() {
  printf 'setup: installing %s with %s; this happens once.\n' "$missing" "$installer" >&2
  if ! said=$("$@" 2>&1); then
    # Without a network `apt-get update` says so, succeeds, and leaves `install` to miss the packages.
    reason=$(printf '%s\n%s\n' "$updated" "$said" | grep -m 1 -E '^(W: Failed|E:|Error:|sudo:)')
    give_up "$installer could not install $missing (${reason:-no reason given}); once that is mended, type \"$by_hand\" and run this again."
  fi
}

command -v swift >/dev/null 2>&1 ||
  give_up 'Swift 6.2 or later is not on the PATH; install it as https://www.swift.org/install says and run this again.'

system=$(uname -s)
machine=$(uname -m)
case $system in
Darwin) gsl=gsl openblas=openblas onednn=onednn ;;
Linux) gsl=libgsl-dev openblas=libopenblas-dev onednn=libdnnl-dev ;;
*) give_up "$system is not supported; use Linux or macOS." ;;
esac

look_in
find_missing
[ -z "$missing" ] && exit 0

if [ "$system" = Darwin ]; then
  by_hand="brew install $missing"
  installer=Homebrew
  command -v brew >/dev/null 2>&1 ||
    give_up "$missing not found, and neither is Homebrew; install it from https://brew.sh and run this again."
  # shellcheck disable=SC2086 # the list of packages is to be split
  install_with brew install $missing
else
  installer=apt-get
  command -v apt-get >/dev/null 2>&1 ||
    give_up 'GSL, OpenBLAS, oneDNN or zlib is missing and there is no apt-get; install all four with their headers by the package manager of this system and run this again.'
  if [ "$(id -u)" = 0 ]; then
    as_root=
    by_hand="apt-get install $missing"
  else
    as_root=sudo
    by_hand="sudo apt-get install $missing"
    command -v sudo >/dev/null 2>&1 ||
      give_up "$missing not found, and there is no sudo to install them with; type \"apt-get install $missing\" as root and run this again."
  fi
  # Its failure isn't fatal: one unreachable source among several, and the packages may still be had.
  updated=$($as_root apt-get update 2>&1)
  # shellcheck disable=SC2086
  install_with $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
    --no-install-recommends -o DPkg::Lock::Timeout=120 $missing
fi

installed=$missing
find_missing
[ -z "$missing" ] ||
  give_up "$installer installed $installed, yet $missing is not where the compiler looks; set CPATH and LIBRARY_PATH to its headers and libraries and run this again."
