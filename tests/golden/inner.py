#!/usr/bin/env python3
"""Trajectories of the inner optimizers in float64, from their papers and PyTorch's conventions: inner.json."""
import json
import os

import numpy as np

PARTS = [("weights", 2, 3, True), ("bias", 1, 2, False), ("last", 1, 4, True), ("empty", 2, 2, True)]
SIZE = sum(rows * cols for _, rows, cols, _ in PARTS)
STEPS = 50
REPORTED = (1, 2, 10, 50)

INDEX = np.arange(SIZE)
CURVATURE = 0.5 + 0.1 * INDEX
TARGET = np.sin(1.0 + INDEX)
START = np.where(INDEX < SIZE - 4, np.cos(2.0 * INDEX), 0.0)  # the last part starts with length zero


def gradient(x, step):
    return CURVATURE * (x - TARGET) + 0.3 * np.cos(0.7 * step + 1.3 * INDEX)


def slices():
    offset = 0
    for _, rows, cols, decays in PARTS:
        yield slice(offset, offset + rows * cols), decays
        offset += rows * cols


DECAYS = np.concatenate([np.full(s.stop - s.start, float(d)) for s, d in slices()])


def sgd(rates, momentum=0.0, nesterov=False, decay=0.0):
    x, buffer = START.copy(), None
    for step, rate in enumerate(rates):
        g = gradient(x, step) + decay * DECAYS * x
        if momentum:
            buffer = g if buffer is None else momentum * buffer + g
            g = g + momentum * buffer if nesterov else buffer
        x = x - rate * g
        yield x


def adam_directions(beta1, beta2, epsilon):
    m, v, t = np.zeros(SIZE), np.zeros(SIZE), 0

    def direction(g):
        nonlocal m, v, t
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        return m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)

    return direction


def adamw(rates, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.01):
    x, direction = START.copy(), adam_directions(beta1, beta2, epsilon)
    for step, rate in enumerate(rates):
        d = direction(gradient(x, step))
        x = x * (1 - rate * decay * DECAYS) - rate * d
        yield x


def lamb(rates, beta1=0.9, beta2=0.999, epsilon=1e-6, decay=0.01):
    x, direction = START.copy(), adam_directions(beta1, beta2, epsilon)
    for step, rate in enumerate(rates):
        r = direction(gradient(x, step)) + decay * DECAYS * x
        moved = x.copy()
        for part, _ in slices():
            length, reach = np.linalg.norm(x[part]), np.linalg.norm(r[part])
            trust = length / reach if length > 0 and reach > 0 else 1.0
            moved[part] = x[part] - rate * trust * r[part]
        x = moved
        yield x


def constant(height):
    return [height] * STEPS


def cosine(height, to, warmup):
    def at(k):
        if k < warmup:
            return height * k / warmup
        return height * (to + (1 - to) * (1 + np.cos(np.pi * (k - warmup) / (STEPS - warmup))) / 2)

    return [at(k) for k in range(STEPS)]


CASES = [
    ("sgd", sgd(constant(0.1))),
    ("sgd(rate=0.05, decay=0.2)", sgd(constant(0.05), decay=0.2)),
    ("sgd(rate=0.05, momentum=0.9)", sgd(constant(0.05), momentum=0.9)),
    ("sgd(rate=0.05, momentum=0.9, decay=0.01)", sgd(constant(0.05), momentum=0.9, decay=0.01)),
    ("sgd(rate=0.05, momentum=0.9, nesterov=true, decay=0.01)",
     sgd(constant(0.05), momentum=0.9, nesterov=True, decay=0.01)),
    ("sgd(rate=0.2, schedule=halving(every=10))", sgd([0.2 * 0.5 ** (k // 10) for k in range(STEPS)])),
    ("sgd(rate=0.2, momentum=0.5, schedule=cosine(to=0.1, warmup=5))", sgd(cosine(0.2, 0.1, 5), momentum=0.5)),
    ("adamw(rate=0.01)", adamw(constant(0.01))),
    ("adamw(rate=0.03, beta1=0.8, beta2=0.95, epsilon=0.001, decay=0.1)",
     adamw(constant(0.03), 0.8, 0.95, 1e-3, 0.1)),
    ("lamb(rate=0.01)", lamb(constant(0.01))),
    ("lamb(rate=0.03, beta1=0.8, beta2=0.95, epsilon=0.001, decay=0)", lamb(constant(0.03), 0.8, 0.95, 1e-3, 0.0)),
]


def main():
    cases = []
    for spelling, run in CASES:
        path = list(run)
        cases.append({"inner": spelling, "x": {str(k): path[k - 1].tolist() for k in REPORTED}})
    result = {
        "steps": STEPS,
        "parts": [{"name": n, "rows": r, "cols": c, "decay": d} for n, r, c, d in PARTS],
        "start": START.tolist(),
        "cases": cases,
    }
    with open(os.path.join(os.path.dirname(__file__), "inner.json"), "w") as out:
        json.dump(result, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
