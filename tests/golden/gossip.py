"""How nodes mix what they hold with their neighbours: w[i, j] is the weight with which node i hears node j."""
import numpy as np

from coding import F32, Bf16, Dense


def rounded(w):
    """Weights in float32; what is kept is what others do not take, also after rounding, so that sums are kept."""
    others = (w * ~np.eye(len(w), dtype=bool)).astype(F32)
    return others + np.diag(1 - others.astype(float).sum(axis=0)).astype(F32)


def blend(w, rows, onto=0):
    """Row i becomes the sum over j of w[i, j] * row j, added to `onto` in rank order."""
    result = onto
    for j in range(len(rows)):
        result = result + w[:, j:j + 1] * rows[j]
    return result


class Exact:
    """x += pull * (W x - x)"""

    def __init__(self, codec, pull):
        self.codec, self.pull = codec, pull

    def mix(self, x, w, draws):
        self.codec.bytes[:] = 4 * x.shape[1]
        return blend(self.pull * w + (1 - self.pull) * np.eye(len(x), dtype=w.dtype), x)

    def reset(self, x):
        """A global average has made x the model of every node."""


class Cast(Exact):
    """x_i += pull * (sum over j of w_ij x^_j - x^_i), where x^ is what a receiver decodes: this keeps the mean."""

    def mix(self, x, w, draws):
        return blend(self.pull * (w - np.eye(len(x), dtype=w.dtype)), self.codec.say(x, draws), onto=x)


class Choco(Exact):
    """CHOCO-SGD (Koloskova et al. 2019): x^ is what all know of a node, s the sum of w_ij x^_j."""

    def __init__(self, codec, pull):
        super().__init__(codec, pull)
        self.known = self.sum = 0

    def mix(self, x, w, draws):
        said = self.codec.say(x - self.known, draws)
        self.known = self.known + said
        self.sum = blend(w, said, onto=self.sum)
        return x + self.pull * self.sum - self.pull * self.known

    def reset(self, x):
        self.known = self.sum = x


def mixer(codec, pull):
    if isinstance(codec, Dense):
        return Exact(codec, pull)
    return Cast(codec, pull) if isinstance(codec, Bf16) else Choco(codec, pull)
