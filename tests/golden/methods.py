"""All nodes of a run at once, as a recipe plays them on the task quadratic; the methods are those of their papers.

Node i minimises 1/2 |x - c_i|^2 from x = 0, in float64. Where a codec decides by thresholds everything is carried in
float32 and in tacit's order of operations instead: a decision that fell differently would be another trajectory.
"""
import copy
import dataclasses

import numpy as np

from coding import AVERAGE, F32, GOSSIP, GRADIENTS, Codec, Dense, Draws, mean
from gossip import mixer, rounded
from key import Key
from mixing import mixing
from policies import Agreed, Schedule, Sgd


@dataclasses.dataclass(frozen=True)
class Quadratic:
    nodes: int
    dim: int = 12
    spread: float = 1.5
    seed: int = 7
    rows: int = 1

    @property
    def text(self):
        rows = f", rows={self.rows}" if self.rows > 1 else ""
        return f"quadratic(dim={self.dim}, spread={self.spread}{rows})"

    @property
    def parts(self):
        return [(self.rows, self.dim // self.rows)]

    def centres(self):
        draws = np.arange(self.dim)
        return self.spread * np.array([Key(self.seed).at("data").at(i).normal(draws) for i in range(self.nodes)])


@dataclasses.dataclass
class Recipe:
    gradients: Codec = None
    topology: str = "none"
    schedule: Schedule = dataclasses.field(default_factory=Schedule)
    codec: Codec = dataclasses.field(default_factory=Dense)
    pull: float = 1
    global_codec: Codec = dataclasses.field(default_factory=Dense)
    outer: object = None
    outer_every: int = 1
    inner: object = dataclasses.field(default_factory=Sgd)
    momentum: str = "keep"
    correct: str = "none"
    groups: int = 1
    fragments: int = 1
    merge: float = 0
    lag: int = 0

    def text(self):
        default = Recipe()
        result = {"schedule": self.schedule.text, "inner": self.inner.text}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name not in result and value is not None:
                value, usual = (getattr(v, "text", v) for v in (value, getattr(default, field.name)))
                if value != usual:
                    result[field.name] = str(value) if isinstance(value, float) else value
        return result

    def lossy(self):
        return any(codec and not isinstance(codec, Dense) for codec in (self.gradients, self.codec, self.global_codec))


class Traffic:
    """What each node sends, in all."""

    def __init__(self, nodes):
        self.messages, self.bytes = np.zeros(nodes), np.zeros(nodes)

    def mean(self, members, size):
        """An all-reduce in two halves."""
        self.messages += 2 * (members - 1)
        self.bytes += 2 * (members - 1) / members * size

    def send(self, receivers, size):
        self.messages += receivers
        self.bytes += receivers * size

    def exchange(self, codec, riders):
        if codec.averaged:
            self.mean(len(self.bytes), codec.bytes + riders)
            self.messages += 2 * (len(self.bytes) - 1) * (codec.turns - 1)
        else:
            self.send(len(self.bytes) - 1, codec.bytes + riders)


@dataclasses.dataclass
class Flight:
    """A parameter round: what was sent in which step, and what came of it."""
    everything: bool
    step: int
    piece: slice
    x: np.ndarray
    w: np.ndarray
    x_agreed: np.ndarray
    w_agreed: np.ndarray
    loss: float = 0
    spread: float = 0


class Run:
    """x holds a row a node, under push-sum the numerator, whose mass is w."""

    def __init__(self, recipe, task, steps):
        self.recipe, self.task, self.n, self.steps = recipe, task, task.nodes, steps
        self.dtype = F32 if recipe.lossy() else float
        self.c = task.centres().astype(self.dtype)
        shape = self.c.shape
        self.x, self.w = np.zeros(shape, self.dtype), np.ones((self.n, 1))
        self.anchor = np.zeros(task.dim, self.dtype)
        self.carries_mass = recipe.topology.startswith("file")
        self.known_gradient = self.tracked = None
        self.known_psi = self.x
        self.flight = None
        self.waiting = None  # the piece of a global average that fell due while a round was in flight
        self.globals = 0
        self.losses = []
        self.rate_told = 0
        self.traffic = Traffic(self.n)
        self.start_policies(shape)

    def start_policies(self, shape):
        recipe, part = self.recipe, self.task.parts
        recipe.inner.start(shape, self.dtype)
        recipe.schedule.start(self.steps)
        for codec in (recipe.gradients, recipe.codec):
            if codec:
                codec.start(self.n, part)
        if recipe.outer:
            recipe.outer.start(self.task.dim, self.dtype)
        self.mixer = mixer(recipe.codec, recipe.pull)
        ends = [f * self.task.dim // recipe.fragments for f in range(recipe.fragments + 1)]
        self.pieces = [slice(*ends[f:f + 2]) for f in range(recipe.fragments)]
        self.averagers = []
        for piece in self.pieces:
            self.averagers.append(copy.deepcopy(recipe.global_codec))
            self.averagers[-1].start(self.n, [(1, piece.stop - piece.start)])

    def model(self):
        return (1 / self.w).astype(self.dtype) * self.x if self.carries_mass else self.x

    def draws(self, step, channel):
        return Draws.at(self.task.seed, self.n, step, channel)

    def due(self, step):
        """In pieces the average of each comes a piece's share of the period after that of the one before."""
        fragments = self.recipe.fragments
        if fragments == 1:
            return self.recipe.schedule.due(step), 0
        share = self.recipe.schedule.period // fragments
        return "everything" if (step + 1) % share == 0 else "nothing", ((step + 1) // share - 1) % fragments

    def gradients(self, step, due):
        """After what is averaged of them."""
        g = self.model() - self.c
        self.losses.append(0.5 * (g.astype(float) ** 2).sum(axis=1).mean())
        codec, size, dense = self.recipe.gradients, self.recipe.groups, 4 * self.task.dim
        if codec:
            rate = self.recipe.inner.rate(step)
            fade = self.rate_told / rate if self.rate_told > 0 and rate > 0 else 1
            self.rate_told = rate
            g = codec.exchange(g, self.draws(step, GRADIENTS), fade)
            self.traffic.exchange(codec, 24)
        elif due == "gradients":
            g = np.broadcast_to(mean(g), g.shape)
            self.traffic.mean(self.n, dense + 24)
        elif size > 1:
            g = np.repeat(g.reshape(-1, size, self.task.dim).mean(axis=1), size, axis=0)
            self.traffic.mean(size, dense + 24)
        return g

    def local(self, step, due):
        g = self.gradients(step, due)
        if self.recipe.correct == "tracking":
            self.tracked = g if self.tracked is None else self.tracked + (g - self.known_gradient)
            self.known_gradient, g = g, self.tracked
        psi = self.x - self.recipe.inner.direction(self.model(), g, step)
        if self.recipe.correct == "d2":
            self.x, self.known_psi = psi + self.x - self.known_psi, psi
        else:
            self.x = psi

    def open(self, step, everything, piece=0):
        agree = self.average if everything else self.gossip
        self.flight = agree(step, self.pieces[piece], piece)

    def gossip(self, step, whole, _):
        """Between groups the k-th node of one mixes with the k-th of others."""
        size = self.recipe.groups
        phase = step // max(1, self.recipe.lag)
        w = np.kron(mixing(self.recipe.topology, self.n // size, phase), np.eye(size))
        if self.dtype == F32:
            w = rounded(w)
        x_agreed = self.mixer.mix(self.x, w, self.draws(step, GOSSIP))
        receivers = ((w > 0) & ~np.eye(self.n, dtype=bool)).sum(axis=0)
        self.traffic.send(receivers, self.recipe.codec.bytes + (8 if self.carries_mass else 0))
        if self.recipe.correct == "tracking":
            self.tracked = self.mixer.mix(self.tracked, w, None)
            self.traffic.send(receivers, self.recipe.codec.bytes)
        return Flight(False, step, whole, self.x, self.w, x_agreed, w @ self.w)

    def average(self, step, piece, number):
        x, codec = self.x[:, piece], self.averagers[number]
        if isinstance(codec, Dense):
            codec.bytes[:] = 4 * x.shape[1]
            agreed = mean(x)
        else:
            anchor = self.anchor[piece]
            agreed = anchor + codec.exchange(x - anchor, self.draws(step, AVERAGE))[0]
        self.traffic.exchange(codec, 40)
        spread = ((x.astype(float) - x.astype(float).mean(axis=0)) ** 2).sum(axis=1).mean()
        loss = self.losses[-1] if self.recipe.schedule.last_loss else np.mean(self.losses)
        self.losses = []
        return Flight(True, step, piece, self.x, self.w, agreed, np.ones_like(self.w), loss, spread)

    def receive(self, step):
        flight, self.flight = self.flight, None
        merges = flight.everything and self.merges()
        if flight.everything:
            self.use_average(flight, step)
        else:
            self.x = self.arrived(flight.x_agreed, flight)
        kept = self.recipe.merge
        self.w = (1 - kept) * flight.w_agreed + kept * self.w if merges else flight.w_agreed + (self.w - flight.w)

    def merges(self):
        return self.recipe.fragments > 1 or self.recipe.merge > 0

    def arrived(self, agreed, flight):
        """Keeps the local steps made meanwhile."""
        return agreed + self.x - flight.x if self.recipe.lag else np.broadcast_to(agreed, self.x.shape)

    def use_average(self, flight, step):
        recipe, piece, agreed = self.recipe, flight.piece, flight.x_agreed
        rate = recipe.inner.rate(step)
        self.globals += piece.stop == self.task.dim  # once every piece has been averaged
        if not recipe.outer:
            self.anchor[piece] = agreed
        elif self.globals % recipe.outer_every == 0:
            agreed = self.anchor[piece] = recipe.outer.step(piece, self.anchor[piece], agreed, rate)
        x = self.x.copy()
        if self.merges():
            x[:, piece] = (1 - recipe.merge) * agreed + recipe.merge * x[:, piece]
        else:
            x = self.arrived(agreed, flight)
        self.x = x
        self.mixer.reset(np.broadcast_to(agreed, x[:, piece].shape))
        self.treat_momentum()
        recipe.schedule.learn(Agreed(step, flight.loss, flight.spread, rate))

    def treat_momentum(self):
        inner = self.recipe.inner
        if self.recipe.momentum == "reset":
            inner.start(self.x.shape, self.dtype)
        if self.recipe.momentum == "average" and inner.state:
            inner.state = [np.broadcast_to(mean(s), s.shape).copy() for s in inner.state]
            self.traffic.mean(self.n, 4 * self.task.dim * len(inner.state))

    def step(self, step):
        due, piece = self.due(step)
        self.local(step, due)
        if due == "everything":
            self.waiting = piece
        if self.flight and self.flight.step + self.recipe.lag == step:
            self.receive(step)
        if self.flight is None:
            if self.waiting is not None:
                self.open(step, True, self.waiting)
                self.waiting = None
            elif self.recipe.topology != "none" and due != "gradients":
                self.open(step, False)
        if self.recipe.lag == 0 and self.flight:
            self.receive(step)

    def finish(self):
        """What is in flight arrives, and an average that had to wait is made."""
        if self.flight:
            self.receive(self.steps - 1)
        if self.waiting is not None:
            self.open(self.steps - 1, True, self.waiting)
            self.receive(self.steps - 1)

    def margin(self):
        """How near any decision came to falling the other way."""
        recipe = self.recipe
        deciding = [recipe.schedule, recipe.codec, *self.averagers] + [recipe.gradients] * bool(recipe.gradients)
        return min(policy.margin for policy in deciding)
