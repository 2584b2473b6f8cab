"""Mixing matrices: w[i, j] is the weight with which node i hears node j."""
import functools
import pathlib

import numpy as np

from key import Key


def metropolis(edges, n):
    """Metropolis and Hastings: w_ij = 1 / (1 + max(deg_i, deg_j)); the rest stays at home."""
    linked = np.zeros((n, n), dtype=bool)
    for i, j in edges:
        if i != j:
            linked[i, j] = linked[j, i] = True
    degree = linked.sum(axis=1)
    w = np.where(linked, 1.0 / (1 + np.maximum.outer(degree, degree)), 0.0)
    return w + np.diag(1 - w.sum(axis=1))


def sides(n):
    """Rows and columns of the grid: the rows are the largest divisor not above the root."""
    rows = max(m for m in range(1, n + 1) if n % m == 0 and m * m <= n)
    return rows, n // rows


def ring(n):
    return metropolis([(i, (i + 1) % n) for i in range(n)], n)


def complete(n):
    return np.full((n, n), 1.0 / n)


def star(n):
    return metropolis([(0, i) for i in range(n)], n)


def lattice(n, wraps):
    rows, columns = sides(n)
    edges = []
    for r in range(rows):
        for c in range(columns):
            for down, right in ((r + 1, c), (r, c + 1)):
                if wraps or (down < rows and right < columns):
                    edges.append((r * columns + c, down % rows * columns + right % columns))
    return metropolis(edges, n)


def hops(n):
    """1, 2, 4, ... below n: as many as ceil(log2 n)."""
    return [2**t for t in range((n - 1).bit_length())]


def shift(n, hop):
    """Node i hears node i - hop."""
    return np.roll(np.eye(n), hop, axis=0)


def exponential(n):
    return (np.eye(n) + sum(shift(n, hop) for hop in hops(n))) / (len(hops(n)) + 1)


def hypercube(n):
    return metropolis([(i, i ^ hop) for i in range(n) for hop in hops(n)], n)


def one_peer(n, phase):
    if n == 1:
        return np.eye(1)
    return (np.eye(n) + shift(n, hops(n)[phase % len(hops(n))])) / 2


def push(n, phase):
    """push(degree=1): every node halves what it has with one other, drawn anew in every round."""
    to = np.array([Key(0).at("topology").at(phase).at(i).below(n - 1) for i in range(n)])
    to += to >= np.arange(n)
    w = np.eye(n) / 2
    w[to, np.arange(n)] = 0.5
    return w


@functools.lru_cache
def best_pull(n):
    """Of half a ring's matchings: minimises the norm of E[W'W] - J, where with L = (L_even + L_odd) / 2
    E[W'W] = I - 2 a L + a^2 (L^2 + L)."""
    values = 1 - np.cos(2 * np.pi * np.arange(1, n) / n)  # of L
    low, high = 0.0, 1.0
    for _ in range(6):
        pulls = np.linspace(low, high, 101)
        rates = np.abs(1 - 2 * np.outer(pulls, values) + np.outer(pulls**2, values**2 + values))
        best = rates.max(axis=1).argmin()
        low, high = pulls[max(0, best - 1)], pulls[min(100, best + 1)]
    return pulls[best]


def matcha(n, phase):
    """The two matchings of an even ring, each in half of the rounds."""
    even, odd = (np.roll(np.kron(np.eye(n // 2), [[1, -1], [-1, 1]]), (k, k), (0, 1)) for k in (0, 1))
    on = Key(0).at("topology").at(phase).uniform(np.arange(2)) < 0.5
    return np.eye(n) - best_pull(n) * (on[0] * even + on[1] * odd)


def weights_file(path, n):
    """Lines `i j weight`, i hears j; what is not named is zero."""
    w = np.zeros((n, n))
    for line in pathlib.Path(path).read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            w[int(words[0]), int(words[1])] = float(words[2])
    return w


FIXED = {
    "ring": ring,
    "complete": complete,
    "star": star,
    "grid": lambda n: lattice(n, wraps=False),
    "torus": lambda n: lattice(n, wraps=True),
    "exponential": exponential,
    "hypercube": hypercube,
}


ROUNDS = {"one_peer": one_peer, "push": push, "matcha": matcha}


def mixing(name, n, phase):
    if name in ROUNDS:
        return ROUNDS[name](n, phase)
    if name.startswith("file"):
        return weights_file(pathlib.Path(__file__).with_name("push.txt"), n)
    return FIXED[name](n)
