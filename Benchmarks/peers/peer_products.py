"""torch.mm at any product: for a line "count m n k AB" answers with the mean milliseconds of op(A) op(B).

Usage: peer_products.py THREADS      A and B are N or T, as stored row by row.
"""
import sys
import time

from turns import pin

threads = int(sys.argv[1])
pin(threads)

import torch

torch.set_num_threads(threads)
print(f"PyTorch {torch.__version__}", flush=True)


def stored(rows, columns, letter):
    return torch.randn(rows, columns) if letter == "N" else torch.randn(columns, rows).T


for line in sys.stdin:
    *sizes, letters = line.split()
    count, m, n, k = (int(word) for word in sizes)
    a, b, c = stored(m, k, letters[0]), stored(k, n, letters[1]), torch.empty(m, n)
    torch.mm(a, b, out=c)
    start = time.perf_counter()
    for _ in range(count):
        torch.mm(a, b, out=c)
    print(1e3 * (time.perf_counter() - start) / count, flush=True)
