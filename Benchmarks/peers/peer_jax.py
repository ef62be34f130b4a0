"""JAX at the training step: jit over lax.scan, Adam and clipping written out, buffers given back.

Usage: peer_jax.py step CELL I H O B T THREADS
"""
import os
import sys

from turns import pin, serve

cell = sys.argv[2]
i, h, o, b, t, threads = (int(word) for word in sys.argv[3:])
pin(threads)
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}[cell]


def rnn(p, s, a):
    s = jnp.tanh(a + s @ p["u"].T + p["bh"])
    return s, s


def lstm(p, s, a):
    hidden, c = s
    i_, f, g, o_ = jnp.split(a + hidden @ p["u"].T + p["bh"], 4, 1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i_) * jnp.tanh(g)
    hidden = jax.nn.sigmoid(o_) * jnp.tanh(c)
    return (hidden, c), hidden


def gru(p, s, a):
    v = s @ p["u"].T + p["bh"]
    r, z = jax.nn.sigmoid(a[:, :h] + v[:, :h]), jax.nn.sigmoid(a[:, h : 2 * h] + v[:, h : 2 * h])
    s = (1 - z) * jnp.tanh(a[:, 2 * h :] + r * v[:, 2 * h :]) + z * s
    return s, s


def loss(p, x, y):
    inputs = jnp.einsum("tbi,gi->tbg", x, p["w"]) + p["b"]
    step = {"RNN": rnn, "LSTM": lstm, "GRU": gru}[cell]
    zero = jnp.zeros((b, h))
    start = (zero, zero) if cell == "LSTM" else zero
    _, states = jax.lax.scan(lambda s, a: step(p, s, a), start, inputs)
    logits = states @ p["v"].T + p["c"]
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[..., None], -1))


def training_step(p, m, v, n, x, y):
    value, gradient = jax.value_and_grad(loss)(p, x, y)
    norm = jnp.sqrt(sum(jnp.sum(a * a) for a in jax.tree.leaves(gradient)))
    gradient = jax.tree.map(lambda a: a * jnp.minimum(1.0, 1.0 / (norm + 1e-6)), gradient)
    m = jax.tree.map(lambda a, d: 0.9 * a + 0.1 * d, m, gradient)
    v = jax.tree.map(lambda a, d: 0.999 * a + 0.001 * d * d, v, gradient)
    mean, square = 1 / (1 - 0.9**n), 1 / (1 - 0.999**n)
    p = jax.tree.map(lambda q, a, d: q - 1e-3 * a * mean / (jnp.sqrt(d * square) + 1e-8), p, m, v)
    return p, m, v, n + 1, value


def uniform(key, *shape):
    return jax.random.uniform(key, shape, minval=-(h**-0.5), maxval=h**-0.5)


key = jax.random.split(jax.random.PRNGKey(0), 8)
shapes = {"w": (GATES * h, i), "u": (GATES * h, h), "b": (GATES * h,), "bh": (GATES * h,), "v": (o, h), "c": (o,)}
parameters = {name: uniform(k, *shape) for k, (name, shape) in zip(key, shapes.items())}
x, y = jax.random.normal(key[6], (t, b, i)), jax.random.randint(key[7], (t, b), 0, o)
zeros = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
state = [parameters, *zeros, jnp.float32(1)]
step = jax.jit(training_step, donate_argnums=(0, 1, 2, 3))


def work():
    *state[:], value = step(*state, x, y)
    value.block_until_ready()


work()
serve(f"JAX {jax.__version__}", work)
