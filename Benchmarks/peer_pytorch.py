"""One training step in PyTorch for every line on standard input; answers with its time in milliseconds.

Usage: peer_pytorch.py CELL I H O B T THREADS

Forward over the sequence, cross-entropy at each time step, backward, clipping of the global norm to 1, fused Adam:
what `Trainer.advance` does.
"""
import sys
import time

import torch

cell, sizes = sys.argv[1], [int(word) for word in sys.argv[2:]]
i, h, o, b, t, threads = sizes
torch.set_num_threads(threads)
torch.manual_seed(0)
model, head = getattr(torch.nn, cell.upper())(i, h), torch.nn.Linear(h, o)
parameters = [*model.parameters(), *head.parameters()]
adam = torch.optim.Adam(parameters, 1e-3, fused=True)
x, y = torch.randn(t, b, i), torch.randint(0, o, (t * b,))

for _ in sys.stdin:
    start = time.perf_counter()
    adam.zero_grad()
    states, _ = model(x)
    torch.nn.functional.cross_entropy(head(states).reshape(t * b, o), y).backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    adam.step()
    print(1e3 * (time.perf_counter() - start), flush=True)
