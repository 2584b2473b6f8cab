"""Tuned peers in NumPy."""
import numpy as np

BUCKET, LEVELS = 512, 127
HEARD = (0.5, -0.25)  # the means that a saved residual puts in place of its own


class Peer:
    """Works on `x` piece by piece; `buffer` and `mask` hold a piece."""

    tunable = True

    def __init__(self, x, piece):
        self.x, self.piece = x, piece
        self.pieces = [x[at : at + piece] for at in range(0, x.size, piece)]
        self.buffer = np.empty(piece, dtype=np.float32)
        self.mask = np.empty(piece, dtype=bool)

    def fitting(self, part):
        return self.buffer[: part.size], self.mask[: part.size]


class TwoMeans(Peer):
    def run(self):
        whole = above = count = 0.0
        for part in self.pieces:
            buffer, mask = self.fitting(part)
            np.maximum(part, 0, out=buffer)
            above += float(buffer.sum())
            whole += float(part.sum())
            np.greater_equal(part, 0, out=mask)
            count += np.count_nonzero(mask)
        self.means = (above / max(count, 1), (whole - above) / max(self.x.size - count, 1))

    def message(self):
        self.run()
        return [np.array(self.means, dtype=np.float32)]


class Residual(TwoMeans):
    """Both means, then each number moved by its class's difference, in place. A run hears its own means, so that the
    vector stays as it is."""

    heard = None

    def run(self):
        super().run()
        plus, minus = (np.float32(theirs - mine) for theirs, mine in zip(self.heard or self.means, self.means))
        for part in self.pieces:
            buffer, mask = self.fitting(part)
            np.greater_equal(part, 0, out=mask)
            np.copyto(buffer, mask)
            np.multiply(buffer, plus - minus, out=buffer)
            np.add(buffer, minus, out=buffer)
            np.add(part, buffer, out=part)

    def message(self):
        kept, self.heard = self.x.copy(), HEARD
        self.run()
        moved, self.heard = self.x.copy(), None
        self.x[:] = kept
        return [moved]


class Sign(Peer):
    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.bits = np.empty((x.size + 7) // 8, dtype=np.uint8)

    def run(self):
        total, at = 0.0, 0
        for part in self.pieces:
            buffer, mask = self.fitting(part)
            np.abs(part, out=buffer)
            total += float(buffer.sum())
            np.greater_equal(part, 0, out=mask)
            packed = np.packbits(mask, bitorder="little")
            self.bits[at : at + packed.size] = packed
            at += packed.size
        self.scale = total / self.x.size

    def message(self):
        self.run()
        return [np.array([self.scale], dtype=np.float32), self.bits]


class Bf16(Peer):
    """Rounded to nearest even by whole numbers: (u + 0x7fff + (u >> 16 & 1)) >> 16."""

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.words = np.empty(piece, dtype=np.uint32)
        self.out = np.empty(x.size, dtype=np.uint16)

    def run(self):
        for at, part in zip(range(0, self.x.size, self.piece), self.pieces):
            words, source = self.words[: part.size], part.view(np.uint32)
            np.right_shift(source, 16, out=words)
            np.bitwise_and(words, 1, out=words)
            np.add(words, 0x7FFF, out=words)
            np.add(words, source, out=words)
            np.right_shift(words, 16, out=words)
            np.copyto(self.out[at : at + part.size], words, casting="unsafe")

    def message(self):
        self.run()
        return [self.out]


def sampled_threshold(x, k):
    """A magnitude that surely, by five standard errors, at least k numbers reach."""
    stride = 256 if x.size >= 1 << 22 else 16
    sample = np.abs(x[::stride])
    rank = k / stride
    rank = min(sample.size, int(rank + 5 * rank**0.5) + 1)
    return np.partition(sample, sample.size - rank)[sample.size - rank]


class TopK(Peer):
    """Survivors of a sampled threshold, then the exact choice among them; ties by lower index."""

    density = 0.01

    def run(self):
        k = max(1, int(self.density * self.x.size))
        threshold = sampled_threshold(self.x, k)
        found, values = [], []
        for at, part in zip(range(0, self.x.size, self.piece), self.pieces):
            buffer, mask = self.fitting(part)
            np.abs(part, out=buffer)
            np.greater_equal(buffer, threshold, out=mask)
            index = np.flatnonzero(mask)
            values.append(part[index])
            found.append(index + at)
        self.choose(k, np.concatenate(found), np.concatenate(values))

    def choose(self, k, index, values):
        assert index.size >= k
        size = np.abs(values)
        last = np.partition(size, size.size - k)[size.size - k]
        keep = size > last
        missing = k - np.count_nonzero(keep)
        keep[np.flatnonzero(size == last)[:missing]] = True
        self.index, self.values = index[keep].astype(np.uint32), values[keep]

    def message(self):
        self.run()
        return [self.index, self.values]


class TopKTenth(TopK):
    density = 0.001


class Qsgd(Peer):
    """floor(v * levels / norm + u): for negative numbers this rounds as fairly as by magnitude and costs less."""

    bits = 16

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.draw = np.random.SFC64(1).random_raw
        self.noise = np.empty(piece, dtype=np.float32)
        self.norms = np.empty(x.size // BUCKET, dtype=np.float32)
        self.codes = np.empty(x.size, dtype=np.int8)

    def run(self):
        for at, part in zip(range(0, self.x.size, self.piece), self.pieces):
            rows = part.reshape(-1, BUCKET)
            norms = self.norms[at // BUCKET : (at + part.size) // BUCKET]
            buffer, noise = self.buffer[: part.size], self.noise[: part.size]
            np.einsum("ij,ij->i", rows, rows, out=norms)
            np.sqrt(norms, out=norms)
            np.multiply(rows, (LEVELS / norms)[:, None], out=buffer.reshape(-1, BUCKET))
            np.copyto(noise, self.draw(part.size * self.bits // 64).view(f"u{self.bits // 8}"))
            np.multiply(noise, np.float32(2.0**-self.bits), out=noise)
            np.add(buffer, noise, out=buffer)
            np.floor(buffer, out=buffer)
            np.copyto(self.codes[at : at + part.size], buffer, casting="unsafe")

    def message(self):
        self.run()
        rows = [self.norms.view(np.int8).reshape(-1, 4), self.codes.reshape(-1, BUCKET)]
        return [np.concatenate(rows, axis=1)]


class Qsgd8(Qsgd):
    bits = 8


class Norm(Peer):
    def run(self):
        self.norm = sum(float(np.einsum("i,i->", part, part)) for part in self.pieces) ** 0.5

    def message(self):
        self.run()
        return [np.array([self.norm], dtype=np.float32)]


PEERS = {
    "two_means/tuned-numpy": TwoMeans,
    "residual/tuned-numpy": Residual,
    "sign/tuned-numpy": Sign,
    "bf16/tuned-numpy": Bf16,
    "topk-1%/tuned-numpy": TopK,
    "topk-0.1%/tuned-numpy": TopKTenth,
    "qsgd/tuned-numpy-16-bit": Qsgd,
    "qsgd/tuned-numpy-8-bit": Qsgd8,
    "norm/tuned-numpy": Norm,
}
