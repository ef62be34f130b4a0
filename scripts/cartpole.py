#!/usr/bin/env python3
"""Learns CartPole from ten seeds that were fixed before anything was tuned, and prints what all ten score.

Usage: cartpole.py [SEED...]      (0 to 9 where none are given)

For every seed the mean over 100 fresh episodes: of the kept network, which scored best in the evaluations on the way,
of the last one, and of random actions. Ends with 1 unless the kept network scores at least 475 on eight of ten seeds.
"""
import json
import os
import subprocess
import sys
import tempfile

SOLVED = 475


def scores(command, seed, folder):
    """What a run of one seed comes to, as its summary.json says it."""
    subprocess.run(
        [command, "dqn", "--env", "cartpole", "--seed", str(seed), "--output", folder],
        check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)


def main():
    command = os.environ.get("DIAGNOSE", ".build/debug/diagnose")
    seeds = [int(word) for word in sys.argv[1:]] or list(range(10))
    solved = {"kept": 0, "last": 0}
    print("seed   kept   last  random")
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            result = scores(command, seed, folder)
        print(f"{seed:4} {result['kept']:6.1f} {result['last']:6.1f} {result['random']:6.1f}", flush=True)
        for name in solved:
            solved[name] += result[name] >= SOLVED
    print(f"at least {SOLVED}: kept on {solved['kept']}, last on {solved['last']} of {len(seeds)} seeds")
    return 0 if 10 * solved["kept"] >= 8 * len(seeds) else 1


if __name__ == "__main__":
    sys.exit(main())
