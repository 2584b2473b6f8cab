#!/usr/bin/python3
"""The draws of tacit's Key in NumPy, written from its definition, not from its code.

    key.py          writes key.json, the values that key_test.cpp expects
"""
import json
import pathlib

import numpy as np

GAP = np.uint64(0x9E3779B97F4A7C15)
PURPOSES = {"data": 1, "batch": 2, "start": 3, "topology": 4, "straggler": 5, "noise": 6, "partition": 7,
            "codec": 8}


def mix(z):
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


class Key:
    """Key(seed).at(node).at("batch").uniform(i); i may be an array."""

    def __init__(self, seed, state=None):
        with np.errstate(over="ignore"):
            self.state = mix(mix(np.uint64(seed) + GAP)) if state is None else state

    def at(self, coordinate):
        with np.errstate(over="ignore"):
            place = np.asarray(PURPOSES[coordinate] if isinstance(coordinate, str) else coordinate, dtype=np.uint64)
            return Key(0, state=mix(self.state ^ mix(place + GAP)))

    def bits(self, i=0):
        with np.errstate(over="ignore"):
            return mix(self.state + np.asarray(i, dtype=np.uint64) * GAP)

    def bits16(self, i):
        """Sixteen random bits each; four draws share one of `bits`."""
        i = np.asarray(i, dtype=np.uint64)
        four, sixteen = np.uint64(4), np.uint64(16)
        return (self.bits(i // four) >> (sixteen * (i % four))) & np.uint64(0xFFFF)

    def uniform(self, i=0):
        return (self.bits(i) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, count, i=0):
        bits, count, half = self.bits(i), np.uint64(count), np.uint64(32)
        low = (bits & np.uint64(0xFFFFFFFF)) * count >> half  # the product has 96 bits: in two halves
        drawn = ((bits >> half) * count + low >> half).astype(int)
        return drawn if np.ndim(drawn) else int(drawn)

    def normal(self, i=0):
        i = np.asarray(i, dtype=np.uint64)
        two, one = np.uint64(2), np.uint64(1)
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(two * i)))
        return radius * np.cos(2.0 * np.pi * self.uniform(two * i + one))


def reference(seed, path):
    key = Key(seed)
    for coordinate in path:
        key = key.at(coordinate)
    draws = np.array([0, 1, 2, 1000, 2**40], dtype=np.uint64)
    return {
        "seed": seed,
        "path": path,
        "draws": [int(i) for i in draws],
        "bits": [str(b) for b in key.bits(draws)],
        "uniform": key.uniform(draws).tolist(),
        "below_1000": key.below(1000, draws).tolist(),
        "normal": key.normal(draws).tolist(),
    }


def main():
    cases = [(0, []), (1, []), (2**64 - 1, []), (7, [3]), (7, [3, 1]), (42, [0, 19999, 2])]
    text = json.dumps([reference(*case) for case in cases], indent=1)
    pathlib.Path(__file__).with_name("key.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
