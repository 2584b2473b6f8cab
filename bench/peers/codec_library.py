"""The library calls that one writes first, on whole vectors and into buffers that exist."""
import numpy as np
import torch

from codec_numpy import BUCKET, LEVELS
from codec_torch import moved, room


class Peer:
    tunable = False

    def __init__(self, x, _piece):
        self.x = torch.from_numpy(x)
        self.buffer = room(x.size)
        self.mask = room(x.size, bool)


class TwoMeans(Peer):
    def run(self):
        torch.ge(self.x, 0, out=self.mask)
        above = torch.masked_select(self.x, self.mask, out=self.buffer.resize_(0))
        self.plus = above.mean()
        self.minus = (self.x.sum() - above.sum()) / (self.x.numel() - above.numel())

    def message(self):
        self.run()
        return [np.array([float(self.plus), float(self.minus)], dtype=np.float32)]


class Residual(TwoMeans):
    heard = None

    def run(self):
        super().run()
        plus, minus = self.heard or (self.plus, self.minus)
        self.x.add_(torch.where(self.mask, plus - self.plus, minus - self.minus))

    def message(self):
        return moved(self)


class TopK(Peer):
    density = 0.01

    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.k = max(1, int(self.density * x.size))
        self.chosen = (room(self.k), room(self.k, np.int64))

    def run(self):
        torch.abs(self.x, out=self.buffer)
        torch.topk(self.buffer, self.k, sorted=False, out=self.chosen)
        self.values = self.x[self.chosen[1]]

    def message(self):
        self.run()
        index, order = torch.sort(self.chosen[1])
        return [index.numpy().astype(np.uint32), self.values[order].numpy()]


class TopKTenth(TopK):
    density = 0.001


class ArgPartition(TopK):
    def run(self):
        x, buffer = self.x.numpy(), self.buffer.numpy()
        np.abs(x, out=buffer)
        self.index = np.argpartition(buffer, x.size - self.k)[-self.k :]
        self.values = x[self.index]

    def message(self):
        self.run()
        order = np.argsort(self.index)
        return [self.index[order].astype(np.uint32), self.values[order]]


class ArgPartitionTenth(ArgPartition):
    density = 0.001


class Qsgd(Peer):
    def __init__(self, x, piece):
        super().__init__(x, piece)
        self.noise = room(x.size)
        self.codes = room(x.size, np.int8)

    def run(self):
        rows, scaled = self.x.view(-1, BUCKET), self.buffer.view(-1, BUCKET)
        self.norms = torch.linalg.vector_norm(rows, dim=1)
        torch.abs(rows, out=scaled)
        scaled.mul_((LEVELS / self.norms).view(-1, 1))
        self.noise.uniform_()
        self.buffer.add_(self.noise).floor_()
        torch.sign(self.x, out=self.noise)
        self.buffer.mul_(self.noise)
        self.codes.copy_(self.buffer)

    def message(self):
        self.run()
        rows = [self.norms.numpy().view(np.int8).reshape(-1, 4), self.codes.numpy().reshape(-1, BUCKET)]
        return [np.concatenate(rows, axis=1)]


PEERS = {
    "two_means/library-torch": TwoMeans,
    "residual/library-torch": Residual,
    "topk-1%/library-torch": TopK,
    "topk-1%/library-numpy": ArgPartition,
    "topk-0.1%/library-torch": TopKTenth,
    "topk-0.1%/library-numpy": ArgPartitionTenth,
    "qsgd/library-torch": Qsgd,
}
