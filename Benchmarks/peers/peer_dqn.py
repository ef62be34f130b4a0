"""PyTorch and Gymnasium at deep Q-learning in CartPole-v1, with the numbers of CleanRL's dqn.py.

Usage: peer_dqn.py WORK CELL I H O B T THREADS     (of these only B, the batch, and THREADS are looked at)

One piece of work is ten steps of the environment, chosen with epsilon 0.05, and one update: 120-84 hidden units, mean
squared error, Adam 2.5e-4, a replay memory of 10,000 transitions that is full before the clock starts, the target copied
every 500 steps. CleanRL wraps the environment in a vector of one and the memory in another library; here both are
plain, which is faster.
"""
import sys

from turns import pin, serve

batch, threads = int(sys.argv[6]), int(sys.argv[8])
pin(threads)

import gymnasium
import numpy
import torch

torch.set_num_threads(threads)
torch.manual_seed(0)

CAPACITY, TRAIN_EVERY, TARGET_EVERY, EPSILON, GAMMA = 10_000, 10, 500, 0.05, 0.99


class Memory:
    """A ring of transitions."""

    def __init__(self):
        self.observations = numpy.zeros((CAPACITY, 4), numpy.float32)
        self.next_observations = numpy.zeros((CAPACITY, 4), numpy.float32)
        self.actions = numpy.zeros((CAPACITY, 1), numpy.int64)
        self.rewards = numpy.zeros(CAPACITY, numpy.float32)
        self.terminal = numpy.zeros(CAPACITY, numpy.float32)
        self.stored = 0

    def append(self, observation, action, reward, next_observation, terminal):
        slot = self.stored % CAPACITY
        self.observations[slot] = observation
        self.next_observations[slot] = next_observation
        self.actions[slot] = action
        self.rewards[slot] = reward
        self.terminal[slot] = terminal
        self.stored += 1

    def sample(self, generator):
        chosen = generator.integers(0, min(self.stored, CAPACITY), batch)
        parts = self.observations, self.actions, self.rewards, self.next_observations, self.terminal
        return (torch.from_numpy(part[chosen]) for part in parts)


def network():
    return torch.nn.Sequential(
        torch.nn.Linear(4, 120), torch.nn.ReLU(), torch.nn.Linear(120, 84), torch.nn.ReLU(), torch.nn.Linear(84, 2)
    )


class Agent:
    def __init__(self):
        self.environment = gymnasium.make("CartPole-v1")
        self.generator = numpy.random.default_rng(0)
        self.memory, self.online, self.target = Memory(), network(), network()
        self.target.load_state_dict(self.online.state_dict())
        self.adam = torch.optim.Adam(self.online.parameters(), lr=2.5e-4)
        self.observation, _ = self.environment.reset(seed=0)
        self.steps = 0

    def act(self):
        if self.generator.random() < EPSILON:
            action = int(self.generator.integers(2))
        else:
            with torch.no_grad():
                action = int(self.online(torch.from_numpy(self.observation)).argmax())
        seen, reward, terminated, truncated, _ = self.environment.step(action)
        self.memory.append(self.observation, action, reward, seen, terminated)
        self.observation = self.environment.reset()[0] if terminated or truncated else seen
        self.steps += 1

    def learn(self):
        observations, actions, rewards, next_observations, terminal = self.memory.sample(self.generator)
        with torch.no_grad():
            targets = rewards + GAMMA * (1 - terminal) * self.target(next_observations).max(1).values
        values = self.online(observations).gather(1, actions).squeeze(1)
        loss = torch.nn.functional.mse_loss(targets, values)
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()

    def work(self):
        for _ in range(TRAIN_EVERY):
            self.act()
        self.learn()
        if self.steps % TARGET_EVERY == 0:
            self.target.load_state_dict(self.online.state_dict())


agent = Agent()
while agent.memory.stored < CAPACITY:
    agent.act()
serve(f"PyTorch {torch.__version__.split('+')[0]} with Gymnasium {gymnasium.__version__}", agent.work)
