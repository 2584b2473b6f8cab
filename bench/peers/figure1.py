#!/usr/bin/python3
"""The logistic experiment of Gossip-PGA, Figure 1, in NumPy: the peer that the simulator is measured against.

All nodes and trials advance together. What made it fast, each tried against alternatives: float32; labels multiplied
into the rows; rows padded to one cache line; indices drawn in blocks; one gather of a single number a row, which
misses the cache in parallel where a gather of rows does not, just before the gather of the rows; parameters with the
coordinate first, so that every loop runs over all nodes and trials; every result written into a buffer that exists.

With --plain it is the program that one writes first: the same arithmetic as array expressions over nodes and trials.
With --serve it makes its data, prints a line when it is ready, and then answers each line "run" with a line of JSON.
"""
import argparse
import json
import multiprocessing
import resource
import sys
import time

import numpy as np

PADDED = 16  # float32 numbers in a cache line
BLOCK = 16  # steps whose indices are drawn at once
VARIANCE, RATE, HALVING = 10.0, 0.2, 1000
NEIGHBOUR = np.float32(1 / 3)


def aligned(shape):
    size = int(np.prod(shape)) * 4
    memory = np.empty(size + 64, dtype=np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(np.float32).reshape(shape)


class Design:
    """Rows y * h of every node, trial and sample, and the exact minimiser of every trial."""

    def __init__(self, args, trials, seed):
        self.nodes, self.trials, self.dim, self.samples = args.nodes, trials, args.dim, args.samples
        rng = np.random.default_rng(seed)
        self.rows = aligned((self.nodes, trials, self.samples, PADDED))
        shared = self.teachers(rng)
        for node in range(self.nodes):
            teachers = shared if args.iid else self.teachers(rng)
            for trial in range(trials):
                self.draw(rng, teachers[trial], self.rows[node, trial])
        self.optimum = np.array([self.minimiser(trial) for trial in range(trials)]).T.astype(np.float32)

    def teachers(self, rng):
        drawn = rng.standard_normal((self.trials, self.dim))
        return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)

    def draw(self, rng, teacher, rows):
        h = rng.standard_normal((self.samples, self.dim), dtype=np.float32) * np.float32(VARIANCE**0.5)
        plus = 1 / (1 + np.exp(-(h @ teacher)))
        sign = np.where(rng.random(self.samples, dtype=np.float32) <= plus, np.float32(1), np.float32(-1))
        rows[:, : self.dim] = h * sign[:, None]
        rows[:, self.dim :] = 0

    def minimiser(self, trial):
        """Newton, with the Hessian of every 16th row: its error only makes the convergence linear, at about 1 %."""
        x = np.zeros(self.dim)
        for _ in range(8):
            slope, curvature, few = np.zeros(self.dim), np.zeros((self.dim, self.dim)), 0
            for node in range(self.nodes):
                a = self.rows[node, trial, :, : self.dim]
                p = 1 / (1 + np.exp(a @ x.astype(np.float32)))
                slope -= p @ a
                some, weight = a[::16].astype(float), (p * (1 - p))[::16, None]
                curvature += (some * weight).T @ some
                few += len(some)
            x -= np.linalg.solve(curvature / few, slope / (self.nodes * self.samples))
        return x


class Swarm:
    """The parameters of all nodes and trials, coordinate first, and the buffers of a step."""

    def __init__(self, design, args, seed):
        self.design, self.args, self.rng = design, args, np.random.default_rng(seed)
        self.shape = (design.dim, design.nodes, design.trials)
        self.count = design.nodes * design.trials
        self.rows = design.rows.reshape(-1, PADDED)
        self.base = np.arange(self.count) * design.samples
        self.first = np.empty(self.count, dtype=np.int64)
        self.touched = np.empty(self.count, dtype=np.float32)
        self.batch = aligned((self.count, PADDED))
        self.a, self.x, self.y, self.term = (aligned((design.dim, self.count)) for _ in range(4))
        self.weight = aligned((self.count,))
        self.mean = aligned((design.dim, 1, design.trials))
        self.global_step, self.gossip_step = {
            "parallel": (lambda k: True, False),
            "gossip": (lambda k: False, True),
            "local": (lambda k: (k + 1) % args.period == 0, False),
            "pga": (lambda k: (k + 1) % args.period == 0, True),
        }[args.method]

    def indices(self):
        drawn = self.rng.integers(0, self.design.samples, (BLOCK, self.count))
        drawn += self.base
        return drawn

    def gather(self, index):
        np.multiply(index, PADDED, out=self.first)
        np.take(self.rows.reshape(-1), self.first, out=self.touched, mode="wrap")
        np.take(self.rows, index, axis=0, out=self.batch, mode="clip")
        np.copyto(self.a, self.batch[:, : self.design.dim].T)

    def descend(self, rate):
        """y = x + rate * sigmoid(-a.x) a"""
        w = self.weight
        np.einsum("ij,ij->j", self.a, self.x, out=w)
        np.exp(w, out=w)
        np.add(w, 1, out=w)
        np.divide(np.float32(rate), w, out=w)
        np.multiply(self.a, w, out=self.term)
        np.add(self.x, self.term, out=self.y)

    def mix(self):
        x, y = self.x.reshape(self.shape), self.y.reshape(self.shape)
        np.add(y[:, :-2], y[:, 2:], out=x[:, 1:-1])
        np.add(y[:, 1], y[:, -1], out=x[:, 0])
        np.add(y[:, 0], y[:, -2], out=x[:, -1])
        np.add(self.x, self.y, out=self.x)
        np.multiply(self.x, NEIGHBOUR, out=self.x)

    def average(self):
        np.mean(self.y.reshape(self.shape), axis=1, keepdims=True, out=self.mean)
        np.copyto(self.x.reshape(self.shape), self.mean)

    def error(self):
        """Of every trial, the mean over nodes of the squared distance from the optimum."""
        distance = self.x.reshape(self.shape) - self.design.optimum[:, None, :]
        return np.einsum("dnt,dnt->t", distance, distance, dtype=float) / self.design.nodes

    def run(self):
        self.x[:] = 0
        curve = []
        for k in range(self.args.steps):
            if k % BLOCK == 0:
                block = self.indices()
            self.gather(block[k % BLOCK])
            self.descend(RATE * 0.5 ** (k // HALVING))
            if self.global_step(k):
                self.average()
            elif self.gossip_step:
                self.mix()
            else:
                self.x, self.y = self.y, self.x
            if (k + 1) % self.args.sample == 0:
                curve.append(self.error())
        return curve


class Plain(Swarm):
    """The same steps as array expressions, with parameters of shape (nodes, trials, dim)."""

    def run(self):
        rows, dim = self.design.rows, self.design.dim
        node, trial = np.ogrid[: self.design.nodes, : self.design.trials]
        x, curve = np.zeros((self.design.nodes, self.design.trials, dim), dtype=np.float32), []
        for k in range(self.args.steps):
            drawn = self.rng.integers(0, self.design.samples, x.shape[:2])
            a = rows[node, trial, drawn][..., :dim]
            slope = 1 / (1 + np.exp((a * x).sum(axis=2)))
            x = x + np.float32(RATE * 0.5 ** (k // HALVING)) * slope[..., None] * a
            if self.global_step(k):
                x[:] = x.mean(axis=0)
            elif self.gossip_step:
                x = (x + np.roll(x, 1, axis=0) + np.roll(x, -1, axis=0)) * NEIGHBOUR
            if (k + 1) % self.args.sample == 0:
                curve.append(((x - self.design.optimum.T) ** 2).sum(axis=2).mean(axis=0))
        return curve


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def work(pipe, args, trials, seed):
    """One process with its share of the trials: makes data, then runs as often as it is asked to."""
    np.seterr(over="ignore")
    start = time.perf_counter()
    swarm = (Plain if args.plain else Swarm)(Design(args, trials, seed), args, seed + 1000)
    pipe.send(time.perf_counter() - start)
    while pipe.recv():
        before = cpu_s()
        curve = swarm.run()
        pipe.send((curve, cpu_s() - before))


class Crew:
    """As many processes as threads were asked for, the trials divided among them."""

    def __init__(self, args):
        self.args, self.pipes = args, []
        for worker in range(args.threads):
            trials = (args.trials + worker) // args.threads
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.Process(target=work, args=(theirs, args, trials, args.seed + worker), daemon=True)
            process.start()
            self.pipes.append(ours)
        self.data_s = max(pipe.recv() for pipe in self.pipes)

    def run(self):
        start = time.perf_counter()
        for pipe in self.pipes:
            pipe.send(True)
        answers = [pipe.recv() for pipe in self.pipes]
        seconds = time.perf_counter() - start
        by_trial = np.concatenate([np.array(curve) for curve, _ in answers], axis=1)
        return {
            "seconds": seconds,
            "cpu_s": sum(used for _, used in answers),
            "ns": 1e9 * seconds / (self.args.nodes * self.args.trials * self.args.steps),
            "steps": list(range(self.args.sample, self.args.steps + 1, self.args.sample)),
            "mse": by_trial.mean(axis=1).tolist(),
            "mse_error": (by_trial.std(axis=1, ddof=1) / by_trial.shape[1] ** 0.5).tolist(),
        }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in dict(nodes=100, trials=50, steps=300, dim=10, samples=8000, period=16, seed=1).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--sample", type=int, default=25, help="steps between points of the curve")
    parser.add_argument("--method", choices=["parallel", "gossip", "pga", "local"], default="pga")
    parser.add_argument("--threads", type=int, choices=[1, 2], default=1)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--iid", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true")
    return parser.parse_args()


def main():
    args = arguments()
    crew = Crew(args)
    if args.serve:
        print(json.dumps({"ready": True, "data_s": crew.data_s}), flush=True)
        for line in sys.stdin:
            if line.strip() == "run":
                print(json.dumps(crew.run()), flush=True)
        return
    crew.run()  # warm-up
    result = crew.run()
    if args.json:
        print(json.dumps(result | {"data_s": crew.data_s}))
        return
    print(f"data {crew.data_s:.1f} s, run {result['seconds']:.3f} s, {result['ns']:.1f} ns a node, step and trial")
    for step, mse, error in zip(result["steps"], result["mse"], result["mse_error"]):
        print(f"{step:6d}  {mse:.4e} ± {error:.1e}")


if __name__ == "__main__":
    main()
