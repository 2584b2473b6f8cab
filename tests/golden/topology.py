"""Writes topology.json: what mixing matrices do, by brute force or by many draws.

Run: python3 topology.py (a minute). W[i, j] is the weight with which node i hears node j.
"""
import itertools
import json
import pathlib

import numpy as np

import mixing


def norm(matrix):
    return float(np.linalg.norm(matrix, 2))


def flat(n):
    return np.full((n, n), 1.0 / n)


def one_peer(n):
    """The norm of W - J for the first round and for a whole period."""
    product = np.eye(n)
    for phase in range(len(mixing.hops(n))):
        product = mixing.one_peer(n, phase) @ product
    return {"n": n, "step": norm(mixing.one_peer(n, 0) - flat(n)), "period": norm(product - flat(n))}


def regular(n, degree, rng):
    """A connected simple regular graph by the pairing model: stubs are joined at random until the graph is simple."""
    while True:
        stubs = rng.permutation(np.repeat(np.arange(n), degree)).reshape(-1, 2)
        keys = {tuple(sorted(pair)) for pair in stubs.tolist()}
        if len(keys) < len(stubs) or any(a == b for a, b in keys):
            continue
        w = mixing.metropolis(keys, n)
        beta = norm(w - flat(n))
        if beta < 1 - 1e-9:
            return beta


def random_regular(n, degree, draws=300):
    rng = np.random.default_rng(n * 10 + degree)
    betas = [regular(n, degree, rng) for _ in range(draws)]
    spread = float(np.std(betas, ddof=1))
    return {"n": n, "degree": degree, "draws": draws, "mean": float(np.mean(betas)), "deviation": spread}


def push(n, degree):
    """The root of the norm of E[(I - J) W'W (I - J)], the mean taken over all choices that there are."""
    choices = [list(itertools.combinations([i for i in range(n) if i != j], degree)) for j in range(n)]
    mean = np.zeros((n, n))
    count = 0
    for chosen in itertools.product(*choices):
        w = np.eye(n)
        for j, receivers in enumerate(chosen):
            w[list(receivers), j] = 1
        w /= degree + 1
        rest = w @ (np.eye(n) - flat(n))
        mean += rest.T @ rest
        count += 1
    return {"n": n, "degree": degree, "beta": float(np.sqrt(norm(mean / count)))}


def laplacian(edges, n):
    result = np.zeros((n, n))
    for a, b in edges:
        result[a, a] += 1
        result[b, b] += 1
        result[a, b] -= 1
        result[b, a] -= 1
    return result


def matcha(n, matchings, budget):
    """Three matchings: the best probabilities lie on a triangle, searched by ever finer grids; a by a fine scan."""
    parts = [laplacian(edges, n) for edges in matchings]
    total = budget * 3

    def connectivity(p):
        return np.linalg.eigvalsh(sum(q * part for q, part in zip(p, parts)))[1]

    def fits(p):
        return all(-1e-12 <= q <= 1 + 1e-12 for q in p)

    best, width = (total / 3,) * 3, 1.0
    for _ in range(12):
        steps = np.linspace(-width, width, 21)
        around = [(best[0] + s, best[1] + t, total - best[0] - s - best[1] - t) for s in steps for t in steps]
        best = max(filter(fits, around), key=connectivity)
        width /= 3

    # E[W'W] over all eight rounds that can happen, without the closed form.
    def rate(a):
        mean = np.zeros((n, n))
        for active in itertools.product((0, 1), repeat=3):
            chance = np.prod([q if on else 1 - q for q, on in zip(best, active)])
            w = np.eye(n) - a * sum(on * part for on, part in zip(active, parts))
            mean += chance * w.T @ w
        return norm(mean - flat(n))

    pulls = np.linspace(0, 1, 2001)
    pull = min(pulls, key=rate)
    for _ in range(3):
        width = pulls[1] - pulls[0]
        pulls = np.linspace(pull - width, pull + width, 201)
        pull = min(pulls, key=rate)
    return {
        "n": n, "matchings": matchings, "budget": budget, "connectivity": float(connectivity(best)),
        "probabilities": [float(q) for q in best], "pull": float(pull), "beta": float(np.sqrt(rate(pull))),
    }


RING_5 = [[[0, 1], [2, 3]], [[1, 2], [3, 4]], [[4, 0]]]
RING_9 = [[[0, 1], [2, 3], [4, 5], [6, 7]], [[1, 2], [3, 4], [5, 6], [7, 8]], [[8, 0]]]
LADDER_6 = [[[0, 1], [3, 4]], [[1, 2], [4, 5]], [[0, 3], [1, 4], [2, 5]]]

if __name__ == "__main__":
    document = {
        "one_peer": [one_peer(n) for n in (2, 6, 8, 12, 20, 24, 32, 50, 100)],
        "random": [random_regular(n, degree) for n in (20, 50, 100) for degree in (3, 4)],
        "push": [push(4, 1), push(5, 1), push(4, 2)],
        "matcha": [matcha(5, RING_5, 1.0), matcha(9, RING_9, 0.5), matcha(6, LADDER_6, 0.4)],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    lines = [f' "{kind}": [\n  ' + ",\n  ".join(map(json.dumps, cases)) + "\n ]" for kind, cases in document.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
