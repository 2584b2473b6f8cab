"""A method at play on the task mlp, in float64 and for all seeds and nodes at once.

Arrays have the axes seed, node and entry. Only codecs and adaptive schedules, which keep a state of their own, are made
once a seed; the codecs speak float32.
"""
import dataclasses

import numpy as np

from coding import AVERAGE, F32, GOSSIP, GRADIENTS, Draws
from mixing import mixing
from policies import Agreed, Schedule, Sgd


@dataclasses.dataclass
class Method:
    """What a recipe chooses; policies that keep a state are given as makers."""
    gradients: object = None  # a maker of a codec; True: dense
    topology: str = "none"
    schedule: object = Schedule
    codec: object = None
    pull: float = 1.0
    global_codec: object = None
    outer: object = None
    outer_every: int = 1
    correct: str = "none"
    groups: int = 1
    fragments: int = 1
    merge: float = 0.0
    lag: int = 0
    inner: object = Sgd
    mix: float = 1.0  # of the task

    def text(self):
        plain = {field.name: field.default for field in dataclasses.fields(Method)}
        result = {"schedule": self.schedule().text, "inner": self.inner().text}
        for name in ("topology", "pull", "outer_every", "correct", "groups", "fragments", "merge", "lag"):
            if getattr(self, name) != plain[name]:
                result[name] = getattr(self, name)
        for name in ("gradients", "codec", "global_codec", "outer"):
            make = getattr(self, name)
            if make:
                result[name] = "dense" if make is True else make().text
        return result


def cuts(parts, count):
    """Ends of about equal pieces, moved back to the row in which they fall."""
    dim = parts[-1][3] + parts[-1][1] * parts[-1][2]
    for k in range(1, count + 1):
        end = dim * k // count
        for _, rows, cols, offset in parts:
            if offset <= end < offset + rows * cols and rows > 1:
                end -= (end - offset) % cols
        yield end


class Codecs:
    """One codec a seed, on one channel."""

    def __init__(self, make, task, channel):
        self.task, self.channel = task, channel
        self.codecs = [make() for _ in task.seeds]
        for codec in self.codecs:
            codec.start(task.nodes, [(rows, cols) for _, rows, cols, _ in task.parts])

    def each(self, verb, v, step):
        rows = []
        for seed, codec, own in zip(self.task.seeds, self.codecs, v.astype(F32)):
            draws = Draws.at(int(seed), self.task.nodes, step, self.channel)
            rows.append(getattr(codec, verb)(own, draws))
        return np.array(rows, dtype=np.float64)

    def exchange(self, v, step):
        return self.each("exchange", v, step)

    def say(self, v, step):
        return self.each("say", v, step)


class Replicas:
    def __init__(self, method, task, steps):
        self.method, self.task, self.n = method, task, task.nodes
        self.x = task.start()
        self.w = np.ones((self.n, 1))  # the mass of push-sum, the same in all seeds
        self.anchor = self.x[:, 0].copy()
        self.inner = method.inner()
        self.inner.start(self.x.shape)
        self.paces = [method.schedule() for _ in task.seeds]
        for pace in self.paces:
            pace.start(steps)
        self.losses, self.counted = np.zeros(len(task.seeds)), np.zeros(len(task.seeds))
        self.averages = np.zeros(len(task.seeds), dtype=int)
        ends = list(cuts(task.parts, method.fragments))
        self.pieces = [slice(a, b) for a, b in zip([0] + ends, ends)]
        self.outer = method.outer() if method.outer else None
        if self.outer:
            self.outer.start(self.anchor.shape)
        self.flight, self.waiting = None, False
        self.psi, self.q, self.g_old = self.x, np.zeros_like(self.x), 0.0
        self.spoken, self.heard = np.zeros_like(self.x), np.zeros_like(self.x)
        channels = [("gradients", GRADIENTS), ("codec", GOSSIP), ("global_codec", AVERAGE)]
        self.codecs = {name: Codecs(getattr(method, name), task, channel) for name, channel in channels
                       if callable(getattr(method, name))}

    def model(self):
        return self.x / self.w

    def shared(self, g, step, due):
        """What nodes make of each other's gradients."""
        if "gradients" in self.codecs:
            return self.codecs["gradients"].exchange(g, step)
        size = self.n if self.method.gradients or due[0] == "gradients" else self.method.groups
        return np.repeat(g.reshape(len(g), -1, size, g.shape[2]).mean(axis=2), size, axis=1)

    def local(self, step, due):
        losses, g = self.task.gradient(self.model(), step)
        self.losses += losses.mean(axis=1)
        self.counted += 1
        g = self.shared(g, step, due)
        if self.method.correct == "tracking":
            self.q = self.q + g - self.g_old
            self.g_old, g = g, self.q
        psi = self.x - self.inner.direction(self.model(), g, step)
        if self.method.correct == "d2":
            self.x, self.psi = psi + self.x - self.psi, psi
        else:
            self.x = psi

    def weights(self, step):
        """Between groups the k-th node of one mixes with the k-th of others."""
        size, phase = self.method.groups, step // max(1, self.method.lag)
        return np.kron(mixing(self.method.topology, self.n // size, phase), np.eye(size))

    def gossip(self, x, step):
        w, pull = self.weights(step), self.method.pull
        if "codec" not in self.codecs:
            return (1 - pull) * x + pull * (w @ x)
        codec = self.codecs["codec"]
        if codec.codecs[0].text in ("bf16", "fp16"):
            said = codec.say(x, step)
            return x + pull * (w @ said - said)
        said = codec.say(x - self.spoken, step)  # CHOCO (Koloskova et al. 2019)
        self.spoken, self.heard = self.spoken + said, self.heard + w @ said
        return x + pull * (self.heard - self.spoken)

    def agreed(self, seeds, piece, step):
        x, anchor = self.x[seeds, :, piece], self.anchor[seeds, None, piece]
        if "global_codec" not in self.codecs:
            return x.mean(axis=1)
        return anchor[:, 0] + self.codecs["global_codec"].exchange(x - anchor, step)[:, 0]

    def after_average(self, seeds, agreed, piece, step):
        """What becomes of an average of some seeds: the outer optimizer's step, but for which it is the new anchor."""
        self.averages[seeds] += piece.stop == self.task.dim  # once all pieces have been averaged
        if self.outer:
            if self.averages[seeds[0]] % self.method.outer_every:
                return agreed
            at = (slice(None), piece)
            agreed = self.outer.step(at, self.anchor[at], agreed, self.inner.rate(step))
        self.anchor[seeds, piece] = agreed
        return agreed

    def average(self, seeds, step):
        """A global average of these seeds, at once."""
        x, rate = self.x[seeds], self.inner.rate(step)
        spread = ((x - x.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1)
        for seed, apart in zip(seeds, spread):
            self.paces[seed].learn(Agreed(step, self.losses[seed] / self.counted[seed], apart, rate))
        self.losses[seeds] = self.counted[seeds] = 0
        everything = self.pieces[0]
        return self.after_average(seeds, self.agreed(seeds, everything, step), everything, step)[:, None]

    def settle(self, step, due):
        """What is done without lag: gossip, except in those seeds that average."""
        everything = np.array([d == "everything" for d in due])
        mixed = self.x
        if self.method.topology != "none" and not everything.all() and due[0] != "gradients":
            mixed = self.gossip(self.x, step)
            if self.method.correct == "tracking":
                self.q = self.gossip(self.q, step)
            self.w = self.weights(step) @ self.w
        if everything.any():
            seeds = np.flatnonzero(everything)
            mixed = mixed.copy()
            mixed[seeds] = self.average(seeds, step)
            self.spoken[seeds] = self.heard[seeds] = mixed[seeds]
            self.w = np.ones_like(self.w)
        self.x = mixed

    def depart(self, step, average):
        everybody = np.full((self.n, self.n), 1 / self.n)
        w = everybody if average else self.weights(step)
        self.flight = (step, average, self.x, self.w, w @ self.x, w @ self.w)
        self.waiting = False

    def arrive(self):
        step, average, x_then, w_then, x, w = self.flight
        if average:
            x = self.after_average(np.arange(len(x)), x[:, 0], self.pieces[0], step)[:, None]
        self.x, self.w, self.flight = x + (self.x - x_then), w + (self.w - w_then), None

    def fly(self, step, due):
        """With lag: receive what is due back, only then send."""
        self.waiting |= due[0] == "everything"
        if self.flight and self.flight[0] + self.method.lag == step:
            self.arrive()
        if self.flight is None and (self.waiting or self.method.topology != "none"):
            self.depart(step, self.waiting)

    def stream(self, step):
        """Streaming DiLoCo: a piece of the model every so many steps."""
        apart = self.paces[0].period // len(self.pieces)
        if (step + 1) % apart:
            return
        piece, seeds = self.pieces[((step + 1) // apart - 1) % len(self.pieces)], np.arange(len(self.x))
        agreed = self.after_average(seeds, self.agreed(seeds, piece, step), piece, step)
        self.x[..., piece] = (1 - self.method.merge) * agreed[:, None] + self.method.merge * self.x[..., piece]

    def step(self, step):
        due = [pace.due(step) for pace in self.paces]
        self.local(step, due)
        if self.method.fragments > 1:
            self.stream(step)
        elif self.method.lag:
            self.fly(step, due)
        else:
            self.settle(step, due)

    def finish(self, steps):
        if self.flight:
            self.arrive()
        if self.waiting:
            self.depart(steps, True)
            self.arrive()
