"""A recording of deep Q-learning that PyTorch writes with the function that docs/bellman-recording.md shows.

Usage: record_bellman.py DOCUMENT RECORDING [broken]

Five states in a row, of which the last one ends the episode with a reward of 1; transitions are drawn uniformly. With
"broken", targets go on after the end.
"""
import json
import re
import sys

import torch

GAMMA, STATES, STEPS, EVERY, COPY = 0.9, 5, 4000, 40, 100


def documented(path):
    """The document's one block of Python, as a function."""
    with open(path, encoding="utf-8") as file:
        code = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
    names = {"torch": torch}
    exec(code[0], names)
    return names["point"]


def draw(generator):
    """64 transitions: left or right, rewards only at the end."""
    state = torch.randint(0, STATES, (64,), generator=generator)
    action = torch.randint(0, 2, (64,), generator=generator)
    following = (state + 2 * action - 1).clamp(0)
    done = following == STATES
    one_hot = lambda i: torch.nn.functional.one_hot(i.clamp(max=STATES - 1), STATES).float()
    return one_hot(state), action, done.float(), one_hot(following), done


def main(document, recording, broken):
    point, generator = documented(document), torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    online, target = torch.nn.Linear(STATES, 2), torch.nn.Linear(STATES, 2)
    adam = torch.optim.Adam(online.parameters(), lr=0.01)
    with open(recording, "w", encoding="utf-8") as file:
        header = {"schema": "gradientflow-bellman-recording", "version": 1, "discount": GAMMA, "targetEvery": COPY}
        print(json.dumps(header), file=file)
        for step in range(1, STEPS + 1):
            s, a, r, s2, done = draw(generator)
            with torch.no_grad():
                y = r + GAMMA * target(s2).max(1).values * (1 if broken else ~done)
            loss = torch.nn.functional.mse_loss(online(s).gather(1, a[:, None])[:, 0], y)
            adam.zero_grad()
            loss.backward()
            adam.step()
            if step % EVERY == 0:
                print(json.dumps(point(step, online, target, s, a, r, s2, done, y, GAMMA, 1.0)), file=file)
            if step % COPY == 0:
                target.load_state_dict(online.state_dict())


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:] == ["broken"])
