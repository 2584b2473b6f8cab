"""The codecs of tacit for all nodes at once: float32 arrays with a row a node.

    codec = TopK(0.05)
    codec.start(nodes, parts)                   parts: (rows, columns) of each tensor, in order
    codec.exchange(gradients, draws)            what every node makes of everybody's messages
    codec.say(v, draws)                         what receivers make of each row of v, without memory

After either, `codec.bytes` holds what each node's message takes on the wire, and `codec.margin` how near any decision
so far (which to send, which code) came to falling the other way, as a share of the numbers decided upon.
"""
import dataclasses
import statistics

import numpy as np

from key import Key

GRADIENTS, GOSSIP, AVERAGE = 0, 2, 3  # channels
F32 = np.float32


@dataclasses.dataclass
class Draws:
    """What may be drawn from in a step: a key for each node, and one that is the same for all."""
    step: int
    own: list
    shared: Key

    @staticmethod
    def at(seed, nodes, step, channel):
        def place(node):
            return Key(seed).at(node).at(step).at("codec").at(channel)

        return Draws(step, [place(node) for node in range(nodes)], place(2**64 - 1))


def mean(rows):
    """Added in rank order, divided once."""
    total = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total / rows.dtype.type(len(rows))


def buckets(size, bucket):
    return [slice(begin, min(begin + bucket, size)) for begin in range(0, size, bucket)]


class Codec:
    biased = True     # keeps what was not said, and says it later
    averaged = False  # messages are averaged in place of what they say; otherwise all hear all
    turns = 1         # exchanges that depend on one another

    def start(self, nodes, parts):
        ends = np.cumsum([rows * columns for rows, columns in parts]).tolist()
        self.parts = [(slice(end - r * c, end), r, c) for (r, c), end in zip(parts, ends)]
        self.memory = np.zeros((nodes, ends[-1]), dtype=F32)
        self.margin = np.inf
        self.bytes = np.zeros(nodes)

    def fresh(self, u, fade):
        return u + F32(fade) * self.memory if self.biased else u

    def exchange(self, u, draws, fade=1.0):
        v = self.fresh(u, fade)
        said = self.say(v, draws)
        if self.biased:
            self.memory = v - said
        return np.broadcast_to(mean(said), said.shape)

    def note(self, margins):
        """Rows of zeros decide nothing."""
        margins = np.asarray(margins)[np.isfinite(margins)]
        if margins.size:
            self.margin = min(self.margin, float(margins.min()))


class Dense(Codec):
    text, biased, averaged = "dense", False, True

    def say(self, v, draws):
        self.bytes[:] = 4 * v.shape[1]
        return v


class Bf16(Codec):
    text, biased, averaged = "bf16", False, True

    @staticmethod
    def cast(v):
        """To the upper half of the bits, to nearest even."""
        bits = np.ascontiguousarray(v, dtype=F32).view(np.uint32)
        rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
        return (rounded & np.uint32(0xFFFF0000)).view(F32)

    def say(self, v, draws):
        self.bytes[:] = 2 * v.shape[1]
        return self.cast(v)

    def exchange(self, u, draws, fade=1.0):
        return np.broadcast_to(self.cast(mean(self.say(u, draws))), u.shape)


class Fp16(Bf16):
    text = "fp16"

    @staticmethod
    def cast(v):
        return np.clip(v, -65504, 65504).astype(np.float16).astype(F32)


class TopK(Codec):
    """The largest in size, of equals the first."""

    def __init__(self, density, warmup=0):
        self.density, self.warmup = density, warmup
        self.text = f"topk(density={density}, warmup={warmup})"

    def count(self, size, step):
        density = self.density
        if self.warmup:
            density = max(density, 0.25 / 4.0 ** (step // self.warmup))
        return max(1, int(density * size))

    def say(self, v, draws):
        size = v.shape[1]
        k = self.count(size, draws.step)
        order = np.argsort(-np.abs(v), axis=1, kind="stable")
        said = np.zeros_like(v)
        np.put_along_axis(said, order[:, :k], np.take_along_axis(v, order[:, :k], axis=1), axis=1)
        self.bytes[:] = 8 * k
        if k < size:
            edge = np.abs(np.take_along_axis(v, order[:, k - 1:k + 1], axis=1)).astype(float)
            with np.errstate(invalid="ignore"):
                self.note((edge[:, 0] - edge[:, 1]) / edge[:, 0])
        return said


class GaussianK(Codec):
    """The threshold that a normal distribution would have, mended at most three times."""

    def __init__(self, density):
        self.density = density
        self.text = f"gaussiank(density={density})"

    def chosen(self, v):
        v = v.astype(float)
        size, deviation = np.abs(v), v.std()
        if deviation == 0:
            return np.zeros(v.shape, dtype=bool)
        target = max(1, int(self.density * v.size))
        threshold = abs(v.mean()) + deviation * abs(statistics.NormalDist().inv_cdf(self.density / 2))
        for _ in range(3):
            chosen = size > threshold
            self.note(np.abs(size - threshold) / threshold)
            count = int(chosen.sum())
            if 2 * target <= 3 * count and count <= 4 * target // 3:
                return chosen
            threshold *= 1.5 if count > target else 0.5
        largest = np.argsort(-size, kind="stable")[:target]
        behind, last = np.sort(size)[-target - 1:][:2] if target < v.size else (0, 1)
        if behind < last:  # of equals the first is taken
            self.note((last - behind) / last)
        chosen = np.zeros(v.shape, dtype=bool)
        chosen[largest] = size[largest] > 0
        return chosen

    def say(self, v, draws):
        chosen = np.array([self.chosen(row) for row in v])
        self.bytes[:] = 4 + 8 * chosen.sum(axis=1)
        return np.where(chosen, v, F32(0))


class RandK(Codec):
    """One of each stratum, the same on all nodes."""
    averaged = True

    def __init__(self, density, unbiased=False):
        self.density, self.biased = density, not unbiased
        self.text = f"randk(density={density}, unbiased={str(unbiased).lower()})"

    def say(self, v, draws):
        size = v.shape[1]
        k = max(1, int(self.density * size))
        said = np.zeros_like(v)
        for j in range(k):
            begin, end = j * size // k, (j + 1) * size // k
            at = begin + draws.shared.below(end - begin, j)
            said[:, at] = v[:, at] if self.biased else v[:, at] * F32(end - begin)
        self.bytes[:] = 4 * k
        return said


class Qsgd(Codec):
    """Levels of the length of a bucket, rounded up or down by chance."""
    biased = False

    def __init__(self, bits=8, bucket=512):
        self.bits, self.bucket = bits, bucket
        self.text = f"qsgd(bits={bits}, bucket={bucket})"

    def say(self, v, draws):
        top = F32(2 ** (self.bits - 1) - 1)
        index = np.arange(v.shape[1])
        chance = np.array([key.bits16(index) for key in draws.own]).astype(F32) / F32(65536)
        said = np.zeros_like(v)
        pieces = buckets(v.shape[1], self.bucket)
        for piece in pieces:
            length = np.sqrt((v[:, piece].astype(float) ** 2).sum(axis=1, keepdims=True)).astype(F32)
            some = length > 0
            steps = np.divide(top, length, out=np.zeros_like(length), where=some)
            height = np.abs(v[:, piece]) * steps + chance[:, piece]
            level = np.minimum(np.floor(height), top)
            said[:, piece] = np.copysign(level * (length / top), v[:, piece])
            self.note(np.where(some, np.abs(height - np.rint(height)) / top, np.inf))
        self.bytes[:] = sum(4 + -(-(p.stop - p.start) * self.bits // 8) for p in pieces)
        return said


class Sign(Codec):
    """The sign, at the mean size of the tensor; zero counts as positive."""
    text = "sign"

    def say(self, v, draws):
        said = np.zeros_like(v)
        for part, _, _ in self.parts:
            size = np.abs(v[:, part].astype(float)).mean(axis=1, keepdims=True).astype(F32)
            said[:, part] = np.where(v[:, part] >= 0, size, -size)
            with np.errstate(divide="ignore", invalid="ignore"):
                self.note(np.abs(v[:, part]) / size)
        self.bytes[:] = 4 * len(self.parts) + -(-v.shape[1] // 8)
        return said


class Int8(Codec):
    def __init__(self, bucket=512):
        self.bucket = bucket
        self.text = f"int8(bucket={bucket})"

    def say(self, v, draws):
        said = np.zeros_like(v)
        pieces = buckets(v.shape[1], self.bucket)
        for piece in pieces:
            scale = np.abs(v[:, piece]).max(axis=1, keepdims=True) / F32(127)
            some = scale > 0
            height = np.divide(v[:, piece], scale, out=np.zeros_like(v[:, piece]), where=some)
            said[:, piece] = np.clip(np.rint(height), -127, 127) * scale
            self.note(np.where(some, np.abs(height - np.floor(height) - 0.5) / 127, np.inf))
        self.bytes[:] = sum(4 + p.stop - p.start for p in pieces)
        return said


class TwoMeans(Codec):
    """A2SGD: only the means of what is positive and what is negative are averaged; the rest stays at home."""
    biased, averaged = False, True

    def __init__(self, empty="count", scope="model"):
        self.empty, self.scope = empty, scope
        self.text = f"two_means(empty={empty}, scope={scope})"

    def start(self, nodes, parts):
        super().start(nodes, parts)
        whole = slice(0, self.memory.shape[1])
        self.groups = [whole] if self.scope == "model" else [part for part, _, _ in self.parts]

    def exchange(self, u, draws, fade=1.0):
        out = u.copy()
        for group in self.groups:
            v = u[:, group]
            for those in (v >= 0, v < 0):
                count = those.sum(axis=1)
                own = (np.where(those, v.astype(float), 0).sum(axis=1) / np.maximum(count, 1)).astype(F32)
                heard, full = mean(own), mean((count > 0).astype(F32))
                if self.empty == "exclude" and full > 0:
                    heard = heard / full
                out[:, group] += np.where(those, (heard - own)[:, None], F32(0))
            self.note(np.abs(v) / np.abs(v).max())
        self.bytes[:] = len(self.groups) * (16 if self.empty == "exclude" else 8)
        return out
