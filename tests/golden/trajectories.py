#!/usr/bin/python3
"""An independent program for the methods of tacit, in float64 on the task quadratic, without noise.

    trajectories.py          writes trajectories.json

Node i minimises 1/2 |x - c_i|^2 from x = 0. What is recorded is x of every node after so many completed steps (divided
by its mass under push-sum); the last record comes after the run has finished what was pending: a round in flight is
received, then a global average that is still due is made. `globals` counts global averages; `gossip_messages` what each
node sent to neighbours. In recipes GOLDEN stands for the folder of this file.
"""
import dataclasses
import json
import pathlib

import numpy as np

from key import Key
from mixing import mixing
from policies import NEVER, AdamW, Nesterov, Sgd, SlowMo, every, growing, warmup

DIM, STEPS, SEED, SPREAD = 12, 60, 7, 1.5
RECORDED = (1, 10, 41, STEPS)
PUSH = 'file(path="GOLDEN/push.txt")'


@dataclasses.dataclass
class Recipe:
    parallel: bool = False
    topology: str = "none"
    schedule: tuple = NEVER
    outer: object = None
    outer_every: int = 1
    inner: object = dataclasses.field(default_factory=Sgd)
    momentum: str = "keep"
    lag: int = 0
    groups: int = 1

    def text(self):
        result = {"schedule": self.schedule[0], "inner": self.inner.text, "seed": SEED}
        if self.parallel:
            result["gradients"] = "dense"
        if self.topology != "none":
            result["topology"] = self.topology
        if self.outer:
            result |= {"outer": self.outer.text, "outer_every": self.outer_every}
        plain = {"momentum": "keep", "lag": 0, "groups": 1}
        return result | {key: getattr(self, key) for key in plain if getattr(self, key) != plain[key]}


class Run:
    """All nodes at once: x holds a row a node, under push-sum the numerator, whose mass is w."""

    def __init__(self, recipe, n):
        self.recipe, self.n = recipe, n
        draws = np.arange(DIM)
        self.c = SPREAD * np.array([Key(SEED).at("data").at(i).normal(draws) for i in range(n)])
        self.x, self.w = np.zeros((n, DIM)), np.ones((n, 1))
        self.anchor = np.zeros((n, DIM))
        self.flight = None  # kind, step it was opened, snapshots of x and w, what was agreed
        self.waiting = False  # a global average fell due while a round was in flight
        self.globals = 0
        self.sent = np.zeros(n, dtype=int)
        recipe.inner.start((n, DIM))

    def model(self):
        return self.x / self.w

    def local(self, step, due):
        g = self.model() - self.c
        size = self.recipe.groups
        if self.recipe.parallel or due == "gradients":
            g = np.broadcast_to(g.mean(axis=0), g.shape)
        elif size > 1:
            g = np.repeat(g.reshape(-1, size, DIM).mean(axis=1), size, axis=0)
        self.x = self.x - self.recipe.inner.direction(self.model(), g)

    def weights(self, phase):
        """Between groups the k-th node of one mixes with the k-th of others."""
        size = self.recipe.groups
        return np.kron(mixing(self.recipe.topology, self.n // size, phase), np.eye(size))

    def open(self, step, everything):
        if everything:
            self.globals += 1
            w = np.full((self.n, self.n), 1.0 / self.n)
        else:
            w = self.weights(step // max(1, self.recipe.lag))
            self.sent += ((w > 0) & ~np.eye(self.n, dtype=bool)).sum(axis=0)
        self.flight = ("everything" if everything else "gossip", step, self.x, self.w, w @ self.x, w @ self.w)

    def receive(self):
        kind, _, x_then, w_then, x_agreed, w_agreed = self.flight
        self.flight = None
        outer = self.recipe.outer
        if kind == "everything":
            if outer and self.globals % self.recipe.outer_every == 0:
                x_agreed = self.anchor = outer.step(self.anchor, x_agreed, self.recipe.inner.rate)
            self.treat_momentum()
        self.x = x_agreed + (self.x - x_then)
        self.w = w_agreed + (self.w - w_then)

    def treat_momentum(self):
        inner = self.recipe.inner
        if self.recipe.momentum == "reset":
            inner.start((self.n, DIM))
        if self.recipe.momentum == "average":
            inner.state = [np.broadcast_to(s.mean(axis=0), s.shape).copy() for s in inner.state]

    def step(self, step):
        due, lag = self.recipe.schedule[1](step), self.recipe.lag
        self.local(step, due)
        if due == "everything":
            self.waiting = True
        if self.flight and self.flight[1] + lag == step:
            self.receive()
        if self.flight is None:
            if self.waiting:
                self.open(step, everything=True)
                self.waiting = False
            elif self.recipe.topology != "none" and due != "gradients":
                self.open(step, everything=False)
        if lag == 0 and self.flight:
            self.receive()

    def finish(self):
        if self.flight:
            self.receive()
        if self.waiting:
            self.open(STEPS, everything=True)
            self.receive()


def play(name, recipe, n):
    run, found = Run(recipe, n), {}
    for step in range(STEPS):
        run.step(step)
        if step + 1 == STEPS:
            run.finish()
        if step + 1 in RECORDED:
            found[str(step + 1)] = [[float(f"{v:.8g}") for v in row] for row in run.model()]
    return {
        "name": f"{name}, {n} nodes",
        "recipe": recipe.text(),
        "task": f"quadratic(dim={DIM}, spread={SPREAD})",
        "nodes": n,
        "steps": STEPS,
        "x": found,
        "globals": run.globals,
        "gossip_messages": run.sent.tolist(),
    }


ANY, POWERS, PUSHED, GROUPED = (1, 2, 5, 8), (1, 2, 8), (5,), (2, 8)


def plain_cases():
    yield "parallel", lambda: Recipe(parallel=True), ANY
    yield "parallel with momentum and decay", lambda: Recipe(parallel=True, inner=Sgd(0.1, 0.9, True, 0.01)), ANY
    yield "local", lambda: Recipe(schedule=every(6)), ANY
    yield "post-local", lambda: Recipe(schedule=warmup(10, every(5)), inner=Sgd(momentum=0.9)), ANY
    yield "growing", lambda: Recipe(schedule=growing(4, 1, 5, STEPS)), ANY
    for name in ("ring", "grid", "torus", "exponential", "one_peer", "star", "complete", "hypercube"):
        nodes = POWERS if name == "hypercube" else (9,) + ANY if name == "torus" else ANY
        yield f"gossip on {name}", lambda name=name: Recipe(topology=name), nodes
    for name in ("ring", "one_peer"):
        yield f"PGA on {name}", lambda name=name: Recipe(topology=name, schedule=every(6)), ANY


def outer_cases():
    for name in ("none", "ring"):
        yield f"SlowMo over {name}", lambda name=name: Recipe(
            topology=name, schedule=every(12), outer=SlowMo(0.5), inner=Sgd(momentum=0.9)), ANY
    yield "SlowMo at every fourth average", lambda: Recipe(
        schedule=every(3), outer=SlowMo(0.5, 0.8), outer_every=4), ANY
    yield "DiLoCo", lambda: Recipe(schedule=every(10), outer=Nesterov(0.7, 0.9), inner=AdamW(0.05)), ANY
    for policy in ("reset", "average"):
        for name in ("none", "ring"):
            yield f"momentum {policy} over {name}", lambda policy=policy, name=name: Recipe(
                topology=name, schedule=every(6), inner=Sgd(momentum=0.9), momentum=policy), ANY
    yield "momentum reset of AdamW", lambda: Recipe(schedule=every(6), inner=AdamW(0.05), momentum="reset"), ANY


def lag_cases():
    for lag in (1, 2, 3):
        for name in ("one_peer", "ring"):
            yield f"lag {lag} on {name}", lambda lag=lag, name=name: Recipe(topology=name, lag=lag), ANY
            yield f"lag {lag} on {name} with averages", lambda lag=lag, name=name: Recipe(
                topology=name, lag=lag, schedule=every(6)), ANY
        yield f"delayed averaging, lag {lag}", lambda lag=lag: Recipe(lag=lag, schedule=every(6)), ANY
    yield "lag 2 out of phase with averages", lambda: Recipe(
        topology="one_peer", lag=2, schedule=every(7), inner=Sgd(momentum=0.9)), ANY


def group_and_push_cases():
    yield "groups of two", lambda: Recipe(topology="one_peer", groups=2), GROUPED
    yield "groups of two with averages", lambda: Recipe(topology="one_peer", groups=2, schedule=every(6)), GROUPED
    yield "push-sum", lambda: Recipe(topology=PUSH), PUSHED
    yield "push-sum with averages", lambda: Recipe(topology=PUSH, schedule=every(6)), PUSHED
    for lag in (1, 2):
        yield f"push-sum with lag {lag}", lambda lag=lag: Recipe(topology=PUSH, lag=lag), PUSHED


def main():
    cases = []
    for family in (plain_cases, outer_cases, lag_cases, group_and_push_cases):
        for name, make, nodes in family():
            cases += [play(name, make(), n) for n in nodes]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    pathlib.Path(__file__).with_name("trajectories.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
