#!/usr/bin/env python3
"""Adaptive periods from the papers' rules (AGA, ADPSGD, LUPA-SGD, AdaComm), fed hostile traces: periods.json."""
import json
import math
import os

import numpy as np

NAN, INF = math.nan, math.inf


def clamp(x, cap):
    return min(max(x, 1), cap)


class Losses:
    """Three losses in a row that cannot be used bring the first period back."""

    def __init__(self, first, cap, floor=0.0):
        self.first, self.cap, self.floor, self.bad, self.period = first, cap, floor, 0, first
        self.origin = None

    def hear(self, due, loss, spread, rate):
        excess = loss - self.floor
        if not math.isfinite(excess) or excess <= 0:
            self.bad += 1
            if self.bad >= 3:
                self.period = self.first
            return
        self.bad = 0
        self.rule(due, excess, rate)


class Aga(Losses):
    def __init__(self, steps, epoch, first=4, exponent=0.25, base="first", cap=64, warmup=0, floor=0.0):
        super().__init__(first, cap, floor)
        self.exponent, self.base = exponent, base
        usual = min(5 * epoch, steps // 20) if epoch else steps // 20
        self.warmup = warmup or usual

    def rule(self, due, loss, _rate):
        if self.origin is None:
            self.origin = loss
        elif due < self.warmup:
            self.origin = 0.5 * (self.origin + loss)
        else:
            base = self.period if self.base == "previous" else self.first
            grown = (self.origin / loss) ** self.exponent * base
            self.period = clamp(math.ceil(grown) if grown < 1e9 else 10**9, self.cap)


class Lupa(Aga):
    def __init__(self, steps, epoch, first=91, exponent=0.3333333333333333, cap=1000, floor=0.0):
        super().__init__(steps, epoch, first, exponent, "first", cap, 0, floor)
        self.warmup = 0


class AdaComm(Losses):
    def __init__(self, steps, epoch, first=16, cap=64, floor=0.0):
        super().__init__(first, cap, floor)

    def rule(self, _due, loss, rate):
        if rate == 0:
            return
        if self.origin is None:
            self.origin = (loss, rate)
            return
        loss0, rate0 = self.origin
        self.period = clamp(math.ceil(math.sqrt(loss / loss0 * (rate0 / rate)) * self.first), self.cap)


class Variance:
    def __init__(self, steps, epoch, first=4, sampling=0.25, low=0.7, high=1.3, first_epoch=1, cap=1000):
        self.first, self.low, self.high, self.cap = first, low, high, cap
        self.opening = min(first_epoch * epoch, steps // 4)
        self.sampled_until = self.opening + sampling * steps
        self.period = 1 if self.opening else first
        self.samples, self.bad = [], 0

    def tick(self, step):
        if step == self.opening:
            self.period = self.first

    def hear(self, due, loss, spread, rate):
        if due < self.opening:
            return
        if rate == 0:
            self.bad = 0
            return
        if not math.isfinite(spread):
            self.bad += 1
            if self.bad >= 3:
                self.period = self.first
            return
        self.bad = 0
        spread = max(spread, 0.0)
        if due < self.sampled_until:
            self.samples.append(spread / rate)
            return
        level = float(np.mean(self.samples)) if self.samples else 0.0
        if level == 0:
            return
        if spread < self.low * rate * level:
            self.period = min(self.period + 1, self.cap)
        elif spread > self.high * rate * level:
            self.period = max(self.period - 1, 1)


RULES = {"aga": Aga, "lupa": Lupa, "variance": Variance, "adacomm": AdaComm}


def text(value):
    return value if math.isfinite(value) else str(value)


def spelled(rule, args):
    return f"{rule}({', '.join(f'{k}={v}' for k, v in args.items())})"


def play(name, rule, feed, steps=600, epoch=0, late=0, **args):
    """Steps that average, and after each average what was heard when and the period it led to."""
    pace = RULES[rule](steps, epoch, **args)
    due, heard, pending, last = [], [], [], -1
    for step in range(steps):
        if hasattr(pace, "tick"):
            pace.tick(step)
        if step - last >= pace.period or step == steps - 1:
            due.append(step)
            pending.append((step + late, step, feed(len(due) - 1, step, step - last)))
            last = step
        while pending and pending[0][0] == step:
            _, fell_due, numbers = pending.pop(0)
            pace.hear(fell_due, *numbers)
            heard.append([step, *map(text, numbers), pace.period])
    return {"name": name, "schedule": spelled(rule, args), "steps": steps, "steps_per_epoch": epoch,
            "due": due, "heard": heard}


def falling(_index, step, _period):
    return 6.9 * math.exp(-step / 150) + 0.05, NAN, 0.1


def rising(_index, step, _period):
    return 0.5 * 1.02**step, NAN, 0.1


def listed(losses, rates=(0.1,)):
    def feed(index, _step, _period):
        return losses[min(index, len(losses) - 1)], NAN, rates[min(index, len(rates) - 1)]

    return feed


def level(rate_of, nodes=16):
    """S = rate^2 sigma^2 p (1 - 1/n): the model of section 1.9, with sigma = 1."""

    def feed(_index, step, period):
        rate = rate_of(step)
        return 1.0, rate * rate * period * (1 - 1 / nodes), rate

    return feed


def drop_at(when, factor=0.1):
    return lambda step: 0.1 * (factor if step >= when else 1.0)


def spreads(values, rates=(0.1,)):
    def feed(index, _step, _period):
        return 1.0, values[min(index, len(values) - 1)], rates[min(index, len(rates) - 1)]

    return feed


NOISE = np.random.default_rng(3).lognormal(0, 0.6, 1000)


def noisy(index, _step, period):
    return 1.0, 0.01 * period * float(NOISE[index]), 0.1


HOSTILE = [2.0, 1.0, NAN, 0.5, INF, -1.0, 0.25, 0.0, NAN, -INF, NAN, 0.1, 0.1]

TRACES = {
    "aga": [
        play("the loss falls", "aga", falling),
        play("the loss rises", "aga", rising),
        play("losses that cannot be used", "aga", listed(HOSTILE), warmup=1),
        play("no usable loss in the warm-up", "aga", listed([NAN, NAN, 2.0, 1.0, 0.01]), warmup=8),
        play("never a usable loss", "aga", listed([NAN])),
        play("a floor", "aga", listed([2.0, 1.5, 1.2, 1.0, 0.9, 1.01]), warmup=1, floor=1.0),
        play("epochs make the warm-up", "aga", falling, epoch=12),
        play("epochs longer than the run", "aga", falling, epoch=1000),
        play("compounding up to the cap", "aga", falling, base="previous", cap=20),
        play("exponent one", "aga", falling, exponent=1.0),
        play("exponent nought", "aga", falling, exponent=0),
        play("a warm-up that halves", "aga", listed([8.0, 4.0, 2.0, 1.0, 0.5, 0.25]), warmup=12),
        play("learning late", "aga", falling, late=1),
        play("the end of the warm-up learnt late", "aga", listed([8.0, 1.0]), warmup=8, late=1),
        play("a loss of next to nothing", "aga", listed([1.0, 1e-320]), warmup=1),
        play("longer than the run", "aga", falling, steps=10, first=50),
    ],
    "lupa": [
        play("the loss falls", "lupa", falling, steps=5469),
        play("the loss rises", "lupa", rising, first=20),
        play("losses that cannot be used", "lupa", listed(HOSTILE), first=10),
        play("a cap", "lupa", falling, first=30, cap=40),
        play("a floor", "lupa", falling, first=10, floor=0.04),
        play("learning late", "lupa", falling, first=10, late=1),
        play("longer than the run", "lupa", falling, steps=90),
    ],
    "variance": [
        play("a steady spread", "variance", level(drop_at(10**9)), steps=1000),
        play("a rate that drops", "variance", level(drop_at(1000)), steps=2000),
        play("a rate that drops twice", "variance",
             level(lambda k: 0.2 if k < 2000 else 0.02 if k < 3000 else 0.002), steps=4000),
        play("a rate that rises", "variance", level(drop_at(300, 5.0))),
        play("noise", "variance", noisy, steps=3000),
        play("a first epoch", "variance", level(drop_at(350)), epoch=40),
        play("a first epoch learnt late", "variance", level(drop_at(350)), epoch=40, late=1),
        play("an epoch longer than the run", "variance", level(drop_at(350)), epoch=10000),
        play("no spread at all", "variance", spreads([0.0])),
        play("no spread any more", "variance", spreads([1.0] * 40 + [0.0]), cap=9),
        play("a spread below nought by rounding", "variance", spreads([1.0] * 40 + [-1e-12])),
        play("only such spreads while sampling", "variance", spreads([-1e-12] * 40 + [1.0])),
        play("no average while sampling", "variance", noisy, first=200),
        play("rate nought", "variance", spreads([1.0, 1.0, 0.1], [0.1] * 40 + [0.0])),
        play("spreads that cannot be used", "variance",
             spreads([1.0] * 40 + [0.1, 0.1, NAN, 0.1, NAN, INF, NAN, NAN, 0.1])),
        play("thresholds", "variance", noisy, steps=2000, low=0.95, high=1.05, sampling=0.1),
    ],
    "adacomm": [
        play("the loss falls", "adacomm", falling),
        play("the loss rises", "adacomm", rising),
        play("losses that cannot be used", "adacomm", listed(HOSTILE)),
        play("a rate that drops", "adacomm", lambda i, k, p: (*falling(i, k, p)[:2], 0.1 if k < 300 else 0.01)),
        play("rate nought", "adacomm", listed([4.0, 1.0, 1.0, 0.25], [0.0, 0.1, 0.0, 0.1])),
        play("a floor", "adacomm", falling, first=8, floor=0.05),
        play("learning late", "adacomm", falling, late=1),
    ],
}

if __name__ == "__main__":
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "periods.json"), "w") as out:
        json.dump(TRACES, out, separators=(",", ":"))
        out.write("\n")
