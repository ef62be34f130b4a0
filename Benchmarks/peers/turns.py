"""The protocol of a peer: for every number n on standard input, do the work n times and answer with the mean
milliseconds."""
import os
import sys
import time


def pin(threads):
    """The same cores as ours: the first ones that the process may use. Before any library starts its threads."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def serve(name, work):
    """Says what it is, then works on demand. `work` returns only when its result is there."""
    print(name, flush=True)
    for line in sys.stdin:
        n = int(line)
        start = time.perf_counter()
        for _ in range(n):
            work()
        print(1e3 * (time.perf_counter() - start) / n, flush=True)
