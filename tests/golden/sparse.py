#!/usr/bin/python3
"""What sparse codecs choose, from their definitions in coding.py.

    sparse.py       writes sparse.json, which gaussiank_test.cpp and randk_test.cpp expect
"""
import json
import pathlib

import numpy as np

from coding import F32, Draws, GaussianK, RandK
from key import Key


def gaussian(name, v, density):
    v = np.asarray(v, dtype=F32)
    codec = GaussianK(density)
    codec.start(1, [(1, v.size)])
    chosen = codec.chosen(v)
    assert codec.margin > 1e-6, f"{name}: too near a threshold to be sure"
    return {"name": name, "density": density, "v": v.tolist(), "places": np.flatnonzero(chosen).tolist()}


def random(seed, size, density):
    codec = RandK(density)
    codec.start(1, [(1, size)])
    v = np.arange(1, size + 1, dtype=F32)[None, :]  # no zeros, which would not be seen
    said = codec.say(v, Draws(0, [], Key(seed)))
    return {"seed": seed, "size": size, "density": density, "places": np.flatnonzero(said).tolist()}


def main():
    normal = Key(3).normal(np.arange(200))
    gaussiank = [
        gaussian("normal", normal, 0.05),
        gaussian("normal with a mean", normal + 5, 0.05),
        gaussian("of five values", np.round(normal), 0.1),
        gaussian("of two values", np.where(normal > 0, 1.0, -1.02), 0.4),
        gaussian("heavy tails", normal**5, 0.1),
        gaussian("very heavy tails", np.exp(4 * normal), 0.2),
        gaussian("light tails", np.sin(9 * normal) + 0.01 * normal, 0.25),
        gaussian("mostly zero", np.where(normal > 2, normal, 0), 0.3),
    ]
    randk = [random(0, 1, 1), random(1, 100, 0.1), random(2, 1001, 0.0301), random(2**64 - 1, 37, 0.5)]
    text = json.dumps({"gaussiank": gaussiank, "randk": randk})
    pathlib.Path(__file__).with_name("sparse.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
