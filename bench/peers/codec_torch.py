"""Tuned peers in torch."""
import numpy as np
import torch

import codec_numpy
from codec_numpy import BUCKET, HEARD, LEVELS

torch.set_num_threads(1)
torch.set_grad_enabled(False)


def room(count, dtype=np.float32):
    """Through NumPy, which asks for huge pages; torch does not."""
    return torch.from_numpy(np.empty(count, dtype=dtype))


def moved(residual):
    """The vector as a run leaves it; the peer's own stays as it was."""
    kept, residual.heard = residual.x.clone(), HEARD
    residual.run()
    result, residual.heard = residual.x.clone(), None
    residual.x.copy_(kept)
    return [result.numpy()]


class Peer:
    tunable = True

    def __init__(self, x, piece):
        self.x, self.piece = torch.from_numpy(x), piece
        self.pieces = list(torch.split(self.x, piece))
        self.buffer = room(piece)


class TwoMeans(Peer):
    def run(self):
        whole = above = count = 0.0
        for part in self.pieces:
            buffer = self.buffer[: part.numel()]
            torch.clamp(part, min=0, out=buffer)
            above += float(buffer.sum())
            whole += float(part.sum())
            torch.ge(part, 0, out=buffer)  # into floats twice as fast as into bools
            count += float(buffer.sum())
        self.means = (above / max(count, 1), (whole - above) / max(self.x.numel() - count, 1))

    def message(self):
        self.run()
        return [np.array(self.means, dtype=np.float32)]


class Residual(TwoMeans):
    heard = None

    def run(self):
        super().run()
        plus, minus = (theirs - mine for theirs, mine in zip(self.heard or self.means, self.means))
        for part in self.pieces:
            buffer = self.buffer[: part.numel()]
            torch.ge(part, 0, out=buffer)
            torch.add(part, buffer, alpha=plus - minus, out=part)
            part.add_(minus)

    def message(self):
        return moved(self)


class Sign(Peer):
    """Eight bools seen as one whole number; one product gathers them in its highest byte."""

    gather = 0x0102040810204080

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.mask = room(piece, bool)
        self.words = room(piece // 8, np.int64)
        self.bits = room(x.size // 8, np.uint8)

    def run(self):
        total = 0.0
        for at, part in zip(range(0, self.x.numel(), self.piece), self.pieces):
            count = part.numel()
            torch.abs(part, out=self.buffer[:count])
            total += float(self.buffer[:count].sum())
            words = self.words[: count // 8]
            torch.ge(part, 0, out=self.mask[:count])
            torch.mul(self.mask[:count].view(torch.int64), self.gather, out=words)
            torch.bitwise_right_shift(words, 56, out=words)
            self.bits[at // 8 : (at + count) // 8].copy_(words)
        self.scale = total / self.x.numel()

    def message(self):
        self.run()
        return [np.array([self.scale], dtype=np.float32), self.bits.numpy()]


class Bf16(Peer):
    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.out = room(x.size, np.int16).view(torch.bfloat16)

    def run(self):
        for at, part in zip(range(0, self.x.numel(), self.piece), self.pieces):
            self.out[at : at + part.numel()].copy_(part)

    def message(self):
        self.run()
        return [self.out.view(torch.int16).numpy()]


class TopK(Peer):
    density = 0.01

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.mask = room(piece, bool)

    def run(self):
        k = max(1, int(self.density * self.x.numel()))
        threshold = float(codec_numpy.sampled_threshold(self.x.numpy(), k))
        found, values = [], []
        for at, part in zip(range(0, self.x.numel(), self.piece), self.pieces):
            buffer, mask = self.buffer[: part.numel()], self.mask[: part.numel()]
            torch.abs(part, out=buffer)
            torch.ge(buffer, threshold, out=mask)
            index = torch.nonzero(mask).view(-1)
            values.append(part[index])
            found.append(index.add_(at))
        self.choose(k, torch.cat(found), torch.cat(values))

    def choose(self, k, index, values):
        assert index.numel() >= k
        size = values.abs()
        last = torch.topk(size, k, sorted=False).values.min()
        keep = size > last
        missing = k - int(keep.sum())
        keep[torch.nonzero(size == last).view(-1)[:missing]] = True
        self.index, self.values = index[keep].to(torch.int32), values[keep]

    def message(self):
        self.run()
        return [self.index.numpy(), self.values.numpy()]


class TopKTenth(TopK):
    density = 0.001


class Qsgd(Peer):
    """Noise in [-1/2, 1/2) and rounding to nearest in place of noise in [0, 1) and floor: one pass less."""

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.random = room(piece // 4, np.int64)
        self.noise = room(piece)
        self.norms = room(x.size // BUCKET)
        self.codes = room(x.size, np.int8)

    def run(self):
        for at, part in zip(range(0, self.x.numel(), self.piece), self.pieces):
            count = part.numel()
            rows, buffer = part.view(-1, BUCKET), self.buffer[:count]
            norms = self.norms[at // BUCKET : (at + count) // BUCKET]
            torch.linalg.vector_norm(rows, 2, 1, out=norms)
            torch.mul(rows, (LEVELS / norms).view(-1, 1), out=buffer.view(-1, BUCKET))
            self.random[: count // 4].random_(-(2**63), None)
            self.noise[:count].copy_(self.random.view(torch.int16)[:count])
            torch.add(buffer, self.noise[:count], alpha=2.0**-16, out=buffer)
            torch.round(buffer, out=buffer)
            self.codes[at : at + count].copy_(buffer)

    def message(self):
        self.run()
        rows = [self.norms.numpy().view(np.int8).reshape(-1, 4), self.codes.numpy().reshape(-1, BUCKET)]
        return [np.concatenate(rows, axis=1)]


class Norm(Peer):
    def run(self):
        self.norm = sum(float(torch.linalg.vector_norm(part)) ** 2 for part in self.pieces) ** 0.5

    def message(self):
        self.run()
        return [np.array([self.norm], dtype=np.float32)]


PEERS = {
    "two_means/tuned-torch": TwoMeans,
    "residual/tuned-torch": Residual,
    "sign/tuned-torch": Sign,
    "bf16/tuned-torch": Bf16,
    "topk-1%/tuned-torch": TopK,
    "topk-0.1%/tuned-torch": TopKTenth,
    "qsgd/tuned-torch": Qsgd,
    "norm/tuned-torch": Norm,
}
