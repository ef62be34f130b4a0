"""Writes the numbers in Reference/ that the tests compare with: Gymnasium's tables and cart-pole, and a simulation in NumPy.

Run it with `make reference`. Numbers are written with all their digits.

- worlds.json: `env.unwrapped.P` of the toy-text worlds, and values solved here from those tables.
- cartpole.json: every state of 1,000 episodes with random actions and of 3 under a controller.
- maximization-bias.json: Sutton and Barto's example 6.7, many runs side by side.
"""

import base64
import json
import pathlib

import gymnasium
import numpy as np

FOLDER = pathlib.Path(__file__).parent / "Reference"
MADE_BY = f"Gymnasium {gymnasium.__version__}, NumPy {np.__version__}"


def write(name, lines):
    """A JSON object with an entry a line."""
    made = {"madeBy": MADE_BY, **lines}
    body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in made.items())
    (FOLDER / f"{name}.json").write_text("{\n" + body + "\n}\n")


# Worlds


def arrays(table):
    """P [S, A, S] of outcomes that don't end the episode, r [S, A]."""
    states, actions = len(table), len(table[0])
    transitions = np.zeros((states, actions, states))
    rewards = np.zeros((states, actions))
    for s in range(states):
        for a in range(actions):
            for p, following, reward, terminal in table[s][a]:
                rewards[s, a] += p * reward
                if not terminal:
                    transitions[s, a, following] += p
    return transitions, rewards


def evaluate(transitions, rewards, policy, gamma):
    over = np.einsum("sa,sat->st", policy, transitions)
    return np.linalg.solve(np.eye(len(over)) - gamma * over, (policy * rewards).sum(1))


def optimum(transitions, rewards, gamma):
    """Value iteration until nothing moves; below gamma = 1 then the exact values of its greedy policy."""
    values = np.zeros(len(rewards))
    for _ in range(100_000):
        q = rewards + gamma * transitions @ values
        change = np.abs(q.max(1) - values).max()
        values = q.max(1)
        if change == 0 or change < 1e-16:
            break
    if gamma < 1:
        policy = np.eye(rewards.shape[1])[q.argmax(1)]
        values = evaluate(transitions, rewards, policy, gamma)
    best = (rewards + gamma * transitions @ values).max(1)
    assert np.abs(best - values).max() < 1e-11, "no optimum"
    return values


def world(name, random, optimal, **options):
    table = gymnasium.make(name, **options).unwrapped
    start = [float(p) for p in table.initial_state_distrib]
    table = {s: {a: [tuple(o) for o in row] for a, row in rows.items()} for s, rows in table.P.items()}
    transitions, rewards = arrays(table)
    uniform = np.full(rewards.shape, 1 / rewards.shape[1])
    solutions = [
        {"policy": "random", "discount": g, "values": evaluate(transitions, rewards, uniform, g).tolist()}
        for g in random
    ] + [
        {"policy": "optimal", "discount": g, "values": optimum(transitions, rewards, g).tolist()}
        for g in optimal
    ]
    rows = [
        [[float(p), int(s2), float(r), int(t)] for p, s2, r, t in table[s][a]]
        for s in range(len(table))
        for a in range(len(table[0]))
    ]
    return {"name": name, "start": start, "outcomes": rows, "solutions": solutions}


def worlds():
    write(
        "worlds",
        {
            "frozenlake-4x4": world("FrozenLake-v1", [0.99, 1], [0.9, 0.99, 1], map_name="4x4"),
            "frozenlake-8x8": world("FrozenLake-v1", [0.99, 1], [0.9, 0.99], map_name="8x8"),
            "cliffwalking": world("CliffWalking-v1", [0.99], [0.9, 1]),
            "taxi": world("Taxi-v3", [0.9], [0.9, 0.99]),
        },
    )


# Cart-pole


def cartpole():
    environment = gymnasium.make("CartPole-v1")
    environment.action_space.seed(0)
    states, actions, lengths, ends = [], [], [], []
    for episode in range(1003):
        observation, _ = environment.reset(seed=episode)
        states.append(environment.unwrapped.state)
        over, length = False, 0
        while not over:
            random = int(environment.action_space.sample())
            leaning = int(observation[2] + 0.2 * observation[3] > 0)
            action = random if episode < 1000 else leaning
            observation, reward, terminated, truncated, _ = environment.step(action)
            assert reward == 1
            over, length = terminated or truncated, length + 1
            states.append(environment.unwrapped.state)
            actions.append(str(action))
        lengths.append(length)
        ends.append("terminated" if terminated else "truncated")
    flat = np.array(states, dtype="<f8").reshape(-1)
    write(
        "cartpole",
        {
            "lengths": lengths,
            "ends": ends,
            "actions": "".join(actions),
            "states": base64.b64encode(flat.tobytes()).decode(),
        },
    )


# Maximisation bias


def pick(generator, q, epsilon):
    """Epsilon-greedy along the last axis, ties at random."""
    noise = generator.random(q.shape)
    greedy = np.where(q == q.max(-1, keepdims=True), noise, -1).argmax(-1)
    uniform = generator.integers(q.shape[-1], size=len(q))
    return np.where(generator.random(len(q)) < epsilon, uniform, greedy)


def left_share(double, runs, episodes=300, actions=10, epsilon=0.1, alpha=0.1):
    generator = np.random.default_rng(7)
    tables = 2 if double else 1
    at_a = np.zeros((tables, runs, 2))
    at_b = np.zeros((tables, runs, actions))
    every = np.arange(runs)
    shares = []
    for _ in range(episodes):
        first = pick(generator, at_a.sum(0), epsilon)
        second = pick(generator, at_b.sum(0), epsilon)
        learner = generator.integers(tables, size=runs)
        judge = tables - 1 - learner
        noise = generator.random((runs, actions))
        mine = at_b[learner, every]
        best = np.where(mine == mine.max(-1, keepdims=True), noise, -1).argmax(-1)
        target = np.where(first == 0, at_b[judge, every, best], 0)
        at_a[learner, every, first] += alpha * (target - at_a[learner, every, first])
        learner = generator.integers(tables, size=runs)
        went = first == 0
        reward = generator.normal(-0.1, 1, size=runs)
        old = at_b[learner, every, second]
        at_b[learner, every, second] = np.where(went, old + alpha * (reward - old), old)
        shares.append(float(went.mean()))
    return shares


def maximization_bias(runs=40_000):
    write(
        "maximization-bias",
        {
            "runs": runs,
            "Q-learning": left_share(False, runs),
            "Double Q-learning": left_share(True, runs),
        },
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    worlds()
    cartpole()
    maximization_bias()
