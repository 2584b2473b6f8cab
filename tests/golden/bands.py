#!/usr/bin/python3
"""Where every method ends on the task mlp at 16 nodes, by a program that shares nothing with tacit but the keys.

    bands.py                 writes bands.json (two minutes)

A band is the mean over seeds +- 4 standard errors. `gap` is the loss less `parallel`, that of parallel SGD with the
same seed, data and local optimizer: its band is many times narrower than the loss's own, which is mostly the difference
between data sets. `failures` are runs of what tacit warns of or has no words for, and end far outside.
"""
import dataclasses
import functools
import json
import pathlib

import numpy as np

import coding
from mlp import Mlp
from policies import AdaComm, AdamW, Aga, Every, Growing, Lupa, Nesterov, Sgd, SlowMo, Variance, Warmup
from powersgd import PowerSgd
from replicas import Method, Replicas

NODES, STEPS, SEEDS = 16, 300, tuple(range(1, 13))
QUANTITIES = ("loss", "accuracy", "gap", "consensus", "averages")
of = functools.partial


class Adpsgd(Variance):
    """In the first epoch, of 16 steps, everybody averages at every step, and nothing is sampled."""
    epoch = 16

    def start(self, steps):
        super().start(steps)
        self.period = 1

    def due(self, step):
        self.period = self.first if step == self.epoch else self.period
        return super().due(step)

    def learn(self, agreed):
        if agreed.step >= self.epoch:
            super().learn(agreed._replace(step=agreed.step - self.epoch))


TOPK, QSGD, INT8 = of(coding.TopK, 0.05), of(coding.Qsgd, 4, 64), of(coding.Int8, 64)
ADAMW = of(AdamW, 0.002, decay=0.0)


def schedules():
    yield "parallel", Method(gradients=True)
    yield "local", Method(schedule=of(Every, 7))
    yield "post-local", Method(schedule=lambda: Warmup(60, Every(14)))
    yield "lupa-growing", Method(schedule=of(Growing, 20, 1, 5))
    yield "lupa", Method(schedule=of(Lupa, 4))
    yield "variance", Method(schedule=of(Adpsgd, 4))
    yield "adacomm", Method(schedule=of(AdaComm, 16))


def gossip():
    for name in ("ring", "grid", "exponential", "one_peer", "matcha"):
        yield f"gossip on {name}", Method(topology=name)
    yield "gossip-pga", Method(topology="one_peer", schedule=of(Every, 7))
    yield "gossip-pga on a ring", Method(topology="ring", schedule=of(Every, 7))
    yield "gossip-aga", Method(topology="one_peer", schedule=of(Aga, 4, warmup=75))
    yield "osgp", Method(topology="one_peer", lag=1)
    yield "sgp-push", Method(topology="push", inner=of(Sgd, 0.05))
    yield "hierarchical", Method(topology="one_peer", schedule=of(Every, 7), groups=4)
    yield "delayed-local", Method(schedule=of(Every, 14), lag=4)


def outers():
    diloco = Method(schedule=of(Every, 11), outer=of(Nesterov, 0.7, 0.9), inner=ADAMW)
    yield "slowmo", Method(schedule=of(Every, 4), outer=of(SlowMo, 0.5), outer_every=4)
    yield "diloco", diloco
    yield "streaming-diloco", dataclasses.replace(diloco, schedule=of(Every, 12), fragments=4, merge=0.5)


def gradient_codecs():
    codecs = {"topk": TOPK, "gaussiank": of(coding.GaussianK, 0.05), "randk": of(coding.RandK, 0.1),
              "unbiased randk": of(coding.RandK, 0.1, True), "qsgd": QSGD, "sign": coding.Sign,
              "powersgd": of(PowerSgd, 1), "bf16": coding.Bf16, "fp16": coding.Fp16, "int8": INT8}
    for name, codec in codecs.items():
        yield f"gradients as {name}", Method(gradients=codec)
    yield "two_means", Method(gradients=coding.TwoMeans, schedule=of(Every, 7))


def parameter_codecs():
    for name, codec, pull in (("topk", TOPK, 0.2), ("sign", coding.Sign, 0.4), ("qsgd", QSGD, 0.4)):
        yield f"choco with {name}", Method(topology="ring", codec=codec, pull=pull)
    yield "choco with averages", Method(topology="ring", codec=TOPK, pull=0.2, schedule=of(Every, 14))
    yield "bf16 gossip", Method(topology="ring", codec=coding.Bf16)
    plain, diloco = Method(schedule=of(Every, 7)), dict(outers())["diloco"]
    for name, codec in (("int8", INT8), ("qsgd", QSGD), ("topk", of(coding.TopK, 0.25))):
        yield f"local, averages as {name}", dataclasses.replace(plain, global_codec=codec)
        yield f"gossip-pga, averages as {name}", dataclasses.replace(plain, topology="one_peer", global_codec=codec)
        yield f"diloco, averages as {name}", dataclasses.replace(diloco, global_codec=codec)


def corrections():
    yield "gossip on unlike data", Method(topology="ring", mix=0.0)
    yield "d2", Method(topology="ring", correct="d2", pull=0.5, mix=0.0)
    yield "tracking", Method(topology="ring", correct="tracking", mix=0.0)


class PlainSign(coding.Sign):
    biased = False


class GossipOfGradients(Replicas):
    """Gradients are averaged over neighbours, parameters never."""

    def shared(self, g, step, due):
        return self.weights(step) @ g

    def gossip(self, x, step):
        return x


def failures():
    yield "sign without feedback", Replicas, Method(gradients=PlainSign)
    yield "gossip of gradients", GossipOfGradients, Method(topology="ring")
    yield "two_means without averages", Replicas, Method(gradients=coding.TwoMeans)
    yield "alone", Replicas, Method()


@functools.lru_cache
def task(mix):
    return Mlp(SEEDS, NODES, mix=mix)


def trained(method, kind=Replicas):
    run = kind(method, task(method.mix), STEPS)
    for step in range(STEPS):
        run.step(step)
    run.finish(STEPS)
    return run


@functools.lru_cache
def parallel(mix, inner):
    """The losses of parallel SGD on the same data."""
    run = trained(Method(gradients=True, mix=mix, inner=inner))
    return run.task.score(run.x.mean(axis=1))[0]


def play(method, kind=Replicas):
    run = trained(method, kind)
    loss, accuracy = run.task.score(run.x.mean(axis=1))
    base = parallel(method.mix, method.inner)
    spread = ((run.model() - run.x.mean(axis=1, keepdims=True)) ** 2).sum(axis=2).mean(axis=1)
    found = dict(zip(QUANTITIES, (loss, accuracy, loss - base, spread, run.averages)))
    return {"parallel": rounded(base.mean())} | {name: band(values) for name, values in found.items()}


def rounded(value):
    return float(f"{value:.7g}")


def band(values):
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(len(values))
    reach = 4 * error + 1e-5 + 1e-4 * abs(mean)  # the rest for float32 against float64
    return {"mean": rounded(mean), "error": rounded(error), "low": rounded(mean - reach), "high": rounded(mean + reach)}


def told(found):
    return "  ".join(f"{q} {found[q]['mean']:.4f} +- {found[q]['error']:.4f}" for q in QUANTITIES)


def written(rows):
    return "[\n  " + ",\n  ".join(map(json.dumps, rows)) + "\n ]"


def main():
    methods, failed = [], []
    for family in (schedules, gossip, outers, gradient_codecs, parameter_codecs, corrections):
        for name, method in family():
            found = play(method)
            print(name.ljust(32), told(found), flush=True)
            methods.append({"name": name, "task": task(method.mix).text(), "recipe": method.text()} | found)
    for name, kind, method in failures():
        found = play(method, kind)
        print(name.ljust(32), told(found), flush=True)
        failed.append({"name": name} | found)
    head = json.dumps({"nodes": NODES, "steps": STEPS, "seeds": SEEDS})[1:-1]
    text = f'{{\n {head},\n "methods": {written(methods)},\n "failures": {written(failed)}\n}}\n'
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
