"""The task mlp in NumPy, from its description in the manual: data, start, batches, gradient and score of all seeds and
nodes at once. Arrays begin with the axes seed and node; models, losses and gradients are in float64."""
import numpy as np

from key import Key

# Small, so that all methods play all seeds in seconds.
SETTINGS = {"hidden": 16, "layers": 2, "features": 10, "classes": 8, "clusters": 2, "batch": 8, "samples": 128,
            "evaluated": 512, "noise": 0.8, "mix": 1.0}


def whole(values):
    return np.asarray(values, dtype=np.uint64)


def normals(key, count):
    """`count` numbers of every key: blocks of 16 cosines and 16 sines by Box and Muller."""
    bits = Key(0, state=key.state[..., None]).bits(np.arange(-(-count // 32) * 16))
    height = (bits >> np.uint64(33)).astype(np.float32) + np.float32(0.5)
    radius = np.sqrt(-2 * np.log(height.astype(np.float64) * 2.0**-31))
    angle = 2 * np.pi * (bits & np.uint64(0xFFFFFFFF)).astype(np.float64) / 2.0**32
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    blocks = pairs.reshape(*bits.shape[:-1], -1, 16, 2)
    return np.swapaxes(blocks, -1, -2).reshape(*bits.shape[:-1], -1)[..., :count].astype(np.float32)


def shuffled(key, count, position):
    """Where a random permutation of range(count) puts `position`: a Feistel network of eight rounds."""
    bits = max(1, (count - 1).bit_length())
    low_bits = whole(bits // 2)
    low_mask, high_mask = whole(2 ** (bits // 2) - 1), whole(2 ** (bits - bits // 2) - 1)
    two, one, at, left = whole(2), whole(1), whole(position), None
    while left is None or left.any():
        high, low = at >> low_bits, at & low_mask
        for r in range(0, 8, 2):
            high = high ^ (key.bits(two * low + whole(r << 40)) & high_mask)
            low = low ^ (key.bits(two * high + one + whole(r << 40)) & low_mask)
        moved = high << low_bits | low
        at = moved if left is None else np.where(left, moved, at)
        left = at >= count
    return at.astype(int)


class Mlp:
    def __init__(self, seeds, nodes, **changes):
        self.settings = s = SETTINGS | changes
        self.seeds, self.nodes = np.asarray(seeds), nodes
        self.run = Key(whole(seeds)[:, None])
        self.widths = [s["features"]] + [s["hidden"]] * s["layers"] + [s["classes"]]
        self.parts = []  # name, rows, cols, offset
        for k, (rows, cols) in enumerate(zip(self.widths, self.widths[1:])):
            self.parts += [(f"w{k}", rows, cols, self.dim), (f"b{k}", 1, cols, self.dim + rows * cols)]
        key = self.run.at("data")
        self.centres = normals(key.at(0).at(whole(np.arange(s["classes"] * s["clusters"]))), s["features"])
        self.shards = self.draw(key.at(2 + np.arange(nodes)), s["samples"], s["mix"])
        self.evaluated = self.draw(key.at(np.array([1])), s["evaluated"], 1.0)

    @property
    def dim(self):
        return sum(rows * cols for _, rows, cols, _ in self.parts)

    def text(self):
        return "mlp(" + ", ".join(f"{name}={value}" for name, value in self.settings.items()) + ")"

    def draw(self, key, count, mix):
        s, i = self.settings, np.arange(count)
        key = Key(0, state=key.state[..., None])
        place, node = key.at(2).uniform(i), np.arange(self.nodes)[: key.state.shape[1], None]
        at = np.where(key.at(3).uniform(i) < mix, place, (node + place) / self.nodes)
        labels = np.minimum(s["classes"] - 1, (at * s["classes"]).astype(int))
        cluster = labels * s["clusters"] + key.at(1).below(s["clusters"], i)
        centres = self.centres[np.arange(len(self.seeds))[:, None, None], cluster]
        noise = normals(key.at(0).at(i), s["features"])
        return (centres + np.float32(s["noise"]) * noise).astype(np.float64), labels

    def start(self):
        x = np.zeros((len(self.seeds), self.dim), dtype=np.float32)
        for name, rows, cols, offset in self.parts:
            if name[0] == "w":
                i = np.arange(offset, offset + rows * cols)
                x[:, i] = np.sqrt(2 / rows) * self.run.at("start").at("start").normal(i)
        return np.repeat(x[:, None].astype(np.float64), self.nodes, axis=1)

    def layers(self, x):
        """Weights and biases of each stage."""
        pieces = [x[..., o:o + r * c].reshape(*x.shape[:-1], r, c) for _, r, c, o in self.parts]
        return list(zip(pieces[::2], pieces[1::2]))

    @staticmethod
    def losses(said, labels):
        """-ln softmax at the label, and softmax minus one there."""
        said = said - said.max(axis=-1, keepdims=True)
        slope = np.exp(said)
        total = slope.sum(axis=-1, keepdims=True)
        chosen = np.take_along_axis(said, labels[..., None], axis=-1)
        slope /= total
        np.put_along_axis(slope, labels[..., None], np.exp(chosen) / total - 1, axis=-1)
        return (np.log(total) - chosen)[..., 0], slope

    def forward(self, x, inputs):
        seen = [inputs]
        layers = self.layers(x)
        for k, (weights, biases) in enumerate(layers):
            said = seen[-1] @ weights + biases
            seen.append(said if k + 1 == len(layers) else np.maximum(said, 0))
        return seen

    def batch(self, step):
        count, size = self.settings["samples"], self.settings["batch"]
        drawn = step * size + np.arange(size)
        order = self.run.at("batch").at(np.arange(self.nodes))
        at = shuffled(Key(0, state=order.state[..., None]).at(drawn // count), count, drawn % count)
        inputs, labels = self.shards
        return np.take_along_axis(inputs, at[..., None], axis=2), np.take_along_axis(labels, at, axis=2)

    def gradient(self, x, step):
        inputs, labels = self.batch(step)
        seen = self.forward(x, inputs)
        losses, slope = self.losses(seen[-1], labels)
        slope /= labels.shape[-1]
        gradient, layers = [], self.layers(x)
        for k in reversed(range(len(layers))):
            weights = np.swapaxes(seen[k], -1, -2) @ slope
            gradient = [weights.reshape(*x.shape[:-1], -1), slope.sum(axis=-2)] + gradient
            if k > 0:
                slope = (slope @ np.swapaxes(layers[k][0], -1, -2)) * (seen[k] > 0)
        return losses.mean(axis=-1), np.concatenate(gradient, axis=-1)

    def score(self, x):
        """Loss and accuracy of one model a seed."""
        inputs, labels = self.evaluated
        said = self.forward(x[:, None], inputs)[-1]
        losses, _ = self.losses(said, labels)
        return losses.mean(axis=(1, 2)), (said.argmax(axis=-1) == labels).mean(axis=(1, 2))
