"""PowerSGD (Vogels, Karimireddy, Jaggi 2019) for all nodes at once, as the codecs of coding.py."""
import numpy as np

from coding import F32, Codec, mean
from key import Key


def orthonormal(p):
    """Gram and Schmidt, column after column."""
    p = p.copy()
    for k in range(p.shape[1]):
        for before in range(k):
            p[:, k] -= (p[:, before] @ p[:, k]) * p[:, before]
        p[:, k] /= np.sqrt(p[:, k] @ p[:, k]) + F32(1e-8)
    return p


class PowerSgd(Codec):
    """Matrices as P Q', each factor from the last of the other; what is too small travels as it is."""
    averaged, turns = True, 2

    def __init__(self, rank=2, min_compression=2):
        self.rank, self.min_compression = rank, min_compression
        self.text = f"powersgd(rank={rank}, min_compression={min_compression})"

    def start(self, nodes, parts):
        super().start(nodes, parts)
        self.q = {}
        for i, (_, rows, columns) in enumerate(self.parts):
            rank = min(self.rank, rows, columns)
            if rows * columns >= self.min_compression * rank * (rows + columns):
                normals = Key(0).at(i).at("codec").normal(np.arange(columns * rank))
                self.q[i] = normals.reshape(columns, rank).astype(F32)

    def exchange(self, u, draws, fade=1.0):
        v = self.fresh(u, fade)
        heard, said = np.broadcast_to(mean(v), v.shape).copy(), v.copy()
        self.bytes[:] = 4 * v.shape[1]
        for i, (part, rows, columns) in enumerate(self.parts):
            if i in self.q:
                matrices = v[:, part].reshape(-1, rows, columns)
                p = orthonormal(mean(matrices @ self.q[i]))
                own = matrices.transpose(0, 2, 1) @ p
                self.q[i] = mean(own)
                heard[:, part] = (p @ self.q[i].T).ravel()
                said[:, part] = (p @ own.transpose(0, 2, 1)).reshape(len(v), -1)
                self.bytes += 4 * (p.size + self.q[i].size - rows * columns)
        self.memory = v - said
        return heard
