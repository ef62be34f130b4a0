"""PyTorch at the work of a case.

Usage: peer_pytorch.py WORK CELL I H O B T THREADS     (WORK mm: CELL is two letters, N or T, and I H O is m n k)

WORK: step (forward, cross-entropy at each time step, backward, clipping of the global norm to 1, fused Adam: what
`Trainer.advance` does); jacrev, svdvals, gram (the spectral norm of every step Jacobian: by jacrev and svdvals, with
Jacobians written out and svdvals, and with the eigenvalues of J'J); lyapunov (every exponent, Float64, Jacobians
written out, QR at each step); mm (one product).
"""
import sys

from turns import pin, serve

work_name, cell = sys.argv[1:3]
i, h, o, b, t, threads = (int(word) for word in sys.argv[3:])
pin(threads)

import torch
from torch.func import jacrev, vmap

torch.set_num_threads(threads)
torch.manual_seed(0)


def training_step():
    model, head = getattr(torch.nn, cell)(i, h), torch.nn.Linear(h, o)
    parameters = [*model.parameters(), *head.parameters()]
    adam = torch.optim.Adam(parameters, 1e-3, fused=True)
    x, y = torch.randn(t, b, i), torch.randint(0, o, (t * b,))

    def work():
        adam.zero_grad()
        states, _ = model(x)
        torch.nn.functional.cross_entropy(head(states).reshape(t * b, o), y).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()

    return work


class Cell:
    """A cell's step and its Jacobian over the whole state (h; for an LSTM h, then c), on batches of states."""

    def __init__(self, dtype=torch.float32):
        reference = getattr(torch.nn, cell + "Cell")(i, h).to(dtype)
        self.w, self.u = reference.weight_ih.detach(), reference.weight_hh.detach()
        self.bias = (reference.bias_ih + reference.bias_hh).detach()
        self.n = 2 * h if cell == "LSTM" else h

    def rnn(self, s, wx):
        s = torch.tanh(wx + s @ self.u.T)
        return s, (1 - s * s)[:, :, None] * self.u

    def lstm(self, s, wx):
        old = s[:, h:]
        a = wx + s[:, :h] @ self.u.T
        i_, f = torch.sigmoid(a[:, :h]), torch.sigmoid(a[:, h : 2 * h])
        g, o_ = torch.tanh(a[:, 2 * h : 3 * h]), torch.sigmoid(a[:, 3 * h :])
        c = f * old + i_ * g
        tc = torch.tanh(c)
        dch = (
            (old * f * (1 - f))[:, :, None] * self.u[h : 2 * h]
            + (g * i_ * (1 - i_))[:, :, None] * self.u[:h]
            + (i_ * (1 - g * g))[:, :, None] * self.u[2 * h : 3 * h]
        )
        slope = o_ * (1 - tc * tc)
        dhh = (tc * o_ * (1 - o_))[:, :, None] * self.u[3 * h :] + slope[:, :, None] * dch
        upper = torch.cat([dhh, torch.diag_embed(slope * f)], 2)
        j = torch.cat([upper, torch.cat([dch, torch.diag_embed(f)], 2)], 1)
        return torch.cat([o_ * tc, c], 1), j

    def step(self, s, wx):
        return self.lstm(s, wx) if cell == "LSTM" else self.rnn(s, wx)

    def one(self, s, x):
        """The next state of one sequence, for jacrev."""
        return self.step(s[None], (self.w @ x + self.bias)[None])[0][0]


def spectral_norms(how):
    network, x = Cell(), torch.randn(t, b, i)

    @torch.no_grad()
    def work():
        s, js, wx = torch.zeros(b, network.n), [], x @ network.w.T + network.bias
        for k in range(t):
            s, j = network.step(s, wx[k])
            js.append(j)
        js = torch.cat(js)
        return torch.linalg.svdvals(js)[:, 0] if how == "svdvals" else torch.linalg.eigvalsh(js.mT @ js)[:, -1].sqrt()

    derivative = vmap(jacrev(network.one))

    def by_jacrev():
        s, norms = torch.zeros(b, network.n), []
        for k in range(t):
            norms.append(torch.linalg.svdvals(derivative(s, x[k]))[:, 0])
            s = network.step(s, x[k] @ network.w.T + network.bias)[0]
        return norms

    return by_jacrev if how == "jacrev" else work


def lyapunov():
    network, x = Cell(torch.float64), torch.randn(t, i, dtype=torch.float64)

    @torch.no_grad()
    def work():
        s, q = torch.zeros(1, network.n, dtype=torch.float64), torch.eye(network.n, dtype=torch.float64)
        sums, wx = torch.zeros(network.n, dtype=torch.float64), x @ network.w.T + network.bias
        for k in range(t):
            s, j = network.step(s, wx[k : k + 1])
            q, r = torch.linalg.qr(j[0] @ q)
            sums += torch.log(torch.abs(torch.diagonal(r)))
        return sums / t

    return work


def product():
    m, n, k = i, h, o
    a = torch.randn(m, k) if cell[0] == "N" else torch.randn(k, m).T
    c = torch.randn(k, n) if cell[1] == "N" else torch.randn(n, k).T
    out = torch.empty(m, n)
    return lambda: torch.mm(a, c, out=out)


works = {"step": training_step, "lyapunov": lyapunov, "mm": product}
serve(f"PyTorch {torch.__version__}", works[work_name]() if work_name in works else spectral_norms(work_name))
