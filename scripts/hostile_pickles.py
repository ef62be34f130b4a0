#!/usr/bin/env python3
"""Lets `diagnose tensors` read pickles that would run a command, under strace, and sees that nothing runs.

Usage: hostile_pickles.py DIAGNOSE FOLDER
Each file uses one of the instructions by which a pickle calls or imports. Once the pickle is open, no program may be started and
no file be opened, removed or connected to. Says "skipped" where strace isn't allowed.
"""
import os
import subprocess
import sys

PICKLES = {
    "REDUCE": b"cos\nsystem\n(S'%'\ntR.", "INST": b"(S'%'\nios\nsystem\n.", "OBJ": b"(cos\nsystem\nS'%'\no.",
    "NEWOBJ": b"\x80\x02cos\nsystem\n(S'%'\nt\x81.", "NEWOBJ_EX": b"\x80\x04cos\nsystem\n(S'%'\nt}\x92.",
    "BUILD": b"cos\nsystem\n(S'%'\ntR}S'__setstate__'\ncos\nsystem\nsb.",
    "STACK_GLOBAL": b"\x80\x04S'os'\nS'system'\n\x93(S'%'\ntR.", "EXT1": b"\x80\x02\x82\x01(S'%'\ntR.",
    "EXT2": b"\x80\x02\x83\x01\x00(S'%'\ntR.", "EXT4": b"\x80\x02\x84\x01\x00\x00\x00(S'%'\ntR.",
    "PERSID": b"\x80\x02P%\n.", "BINPERSID": b"\x80\x02S'%'\nQ.",
}


def main(diagnose, folder):
    os.makedirs(folder, exist_ok=True)
    proof, log = os.path.join(folder, "proof"), os.path.join(folder, "calls")
    trace = ["strace", "-f", "-e", "trace=execve,execveat,openat,open,creat,connect,unlink,rename", "-o", log]
    try:
        subprocess.run([*trace, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print("skipped: strace isn't there or isn't allowed")
        return 0
    failures = 0
    for name, pickle in PICKLES.items():
        path = os.path.join(folder, name + ".pkl")
        with open(path, "wb") as file:
            file.write(pickle.replace(b"%", f"touch {proof}".encode()))
        subprocess.run([*trace, diagnose, "tensors", path], check=False, capture_output=True)
        with open(log, encoding="utf-8") as file:
            calls = [line for line in file if "ENOENT" not in line]
        opened = next(place for place, line in enumerate(calls) if path in line and "open" in line)
        # Before it the loader starts the program and its libraries; after it nothing may be traced at all.
        suspect = [line for line in calls[1:opened] if "exec" in line or "connect(" in line]
        suspect += [line for line in calls[opened + 1:] if "+++ exited" not in line]
        fine = not suspect and not os.path.exists(proof)
        print(f"{name}: {'nothing ran and nothing was opened' if fine else 'FAILED'}")
        for line in suspect:
            print("  " + line.strip())
        failures += not fine
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
