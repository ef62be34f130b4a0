#!/usr/bin/env python3
"""Breaks the sources in named ways, one at a time, and sees that the ordinary tests notice.

Usage: test_mutants.py [--list] [NAME...]      NAME: a mutant's name, or the beginning of some

A mutant in mutants.json says which `file` it changes, what it `find`s there (exactly once) and puts in
its place (`replace`), and by which `tests` (a filter of `swift test`) it must be caught. The work is
done in a copy of the sources with a build of its own, .build-mutants. A mutant that doesn't compile
proves nothing and is an error; so is a filter whose tests fail, or are none, before anything is broken.

Exit code: 0 all caught, 1 some survived, 2 the question could not be answered.
"""

import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRATCH = ROOT / ".build-mutants"
TREE = SCRATCH / "tree"
COPIED = ["Package.swift", "Package.resolved", "Sources", "Tests", "docs", "scripts", "reports/example"]
TEST_SECONDS = 300


class CannotAnswer(Exception):
    """What, where, what to do."""


def main():
    arguments = parse_arguments()
    mutants = chosen(json.loads((ROOT / "scripts/mutants.json").read_text()), arguments.names)
    if arguments.list:
        for mutant in mutants:
            print(f"{mutant['name']:44} {mutant['file']}")
        return 0
    for mutant in mutants:
        mutated(mutant, (ROOT / mutant["file"]).read_text())
    copy_sources()
    check_unbroken(sorted({mutant["tests"] for mutant in mutants}))
    survivors = [mutant["name"] for mutant in mutants if not is_caught(mutant)]
    print(f"{len(mutants) - len(survivors)} caught, {len(survivors)} survived")
    return 1 if survivors else 0


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n")[2].removeprefix("Usage: "))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def chosen(mutants, prefixes):
    names = [mutant["name"] for mutant in mutants]
    if len(set(names)) < len(names):
        raise CannotAnswer("mutants.json has two mutants of one name; rename one.")
    for prefix in prefixes:
        if not any(name.startswith(prefix) for name in names):
            raise CannotAnswer(f"no mutant's name begins with {prefix}; --list shows them.")
    return [m for m in mutants if not prefixes or any(m["name"].startswith(p) for p in prefixes)]


def mutated(mutant, text):
    """The broken text of the mutant's file."""
    found = text.count(mutant["find"])
    if found != 1:
        raise CannotAnswer(
            f"{mutant['name']}: its pattern occurs {found} times in {mutant['file']}, not once; mend mutants.json."
        )
    return text.replace(mutant["find"], mutant["replace"])


# The copy


def copy_sources():
    """Makes the copy equal to the sources, touching only what differs, so that builds stay incremental."""
    wanted = set()
    for name in COPIED:
        start = ROOT / name
        for source in [start] if start.is_file() else sorted(start.rglob("*")):
            if source.is_file():
                relative = source.relative_to(ROOT)
                wanted.add(relative)
                put(TREE / relative, source.read_bytes())
    for old in TREE.rglob("*"):
        if old.is_file() and old.relative_to(TREE) not in wanted:
            old.unlink()


def put(target, content):
    if target.exists() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


# Builds and tests


def swift(*arguments, seconds=None):
    """(exit code or None if it took too long, output)."""
    command = ["swift", *arguments, "--package-path", str(TREE), "--scratch-path", str(SCRATCH / "build")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except BaseException as stop:
        # The tests run in a process of their own below `swift test`: end the whole group.
        end_group(process)
        output, _ = process.communicate()
        if not isinstance(stop, subprocess.TimeoutExpired):
            raise
        return None, output
    return process.returncode, output


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def build():
    return swift("build", "--build-tests")


def run_tests(tests):
    return swift("test", "--skip-build", "--filter", tests, seconds=TEST_SECONDS)


def check_unbroken(filters):
    print("building the unbroken sources", file=sys.stderr)
    code, output = build()
    if code != 0:
        raise CannotAnswer(f"the unbroken sources don't build:\n{tail(output)}")
    for tests in filters:
        code, output = run_tests(tests)
        count = re.search(r"Test run with (\d+) tests?", output)
        if code != 0:
            raise CannotAnswer(f"{tests} fails on the unbroken sources; mend that first:\n{tail(output)}")
        if not count or count.group(1) == "0":
            raise CannotAnswer(f"{tests} matches no test; mend the filter in mutants.json.")


def is_caught(mutant):
    started = time.monotonic()
    file = TREE / mutant["file"]
    whole = file.read_text()
    file.write_text(mutated(mutant, whole))
    try:
        code, output = build()
        if code != 0:
            raise CannotAnswer(f"{mutant['name']} doesn't compile:\n{tail(output)}")
        code, output = run_tests(mutant["tests"])
    finally:
        file.write_text(whole)
    caught = code != 0
    how = witness(code, output) if caught else f"{mutant['tests']} passed"
    seconds = time.monotonic() - started
    print(f"{'caught' if caught else 'SURVIVED':9} {mutant['name']:44} {how} ({seconds:.0f} s)", flush=True)
    return caught


def witness(code, output):
    """Who noticed: the first failed test, or how the run ended without one."""
    if code is None:
        return f"no end within {TEST_SECONDS} s"
    failed = re.search(r'✘ Test ("[^"]+"|\w+).*recorded an issue', output)
    return failed.group(1) if failed else "the test run crashed"


def tail(output):
    errors = [line for line in output.splitlines() if "error:" in line]
    return "\n".join((errors or output.splitlines()[-10:])[:10])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotAnswer as reason:
        print(f"test-mutants: {reason}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
