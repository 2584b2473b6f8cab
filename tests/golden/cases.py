"""The runs of trajectories.py: each recipe at several numbers of nodes."""
import dataclasses
import typing

from coding import Bf16, Dense, Fp16, GaussianK, Int8, Qsgd, RandK, Sign, TopK, TwoMeans
from methods import Quadratic, Recipe
from policies import AdaComm, AdamW, Aga, Drops, Every, Growing, Lupa, Nesterov, Sgd, SlowMo, Variance, Warmup
from powersgd import PowerSgd

PUSH = 'file(path="GOLDEN/push.txt")'
ANY, POWERS, PUSHED, GROUPED = (1, 2, 5, 8), (1, 2, 8), (5,), (2, 8)
FEW, MORE, PAIRS = (1, 4, 5), (1, 4, 5, 8), (4, 8)


@dataclasses.dataclass
class Case:
    name: str
    recipe: typing.Callable
    nodes: tuple = FEW
    task: Quadratic = Quadratic(1)


def plain_cases():
    yield Case("parallel", lambda: Recipe(Dense()), ANY)
    yield Case("parallel with momentum and decay", lambda: Recipe(Dense(), inner=Sgd(0.1, 0.9, True, 0.01)), ANY)
    yield Case("local", lambda: Recipe(schedule=Every(6)), ANY)
    yield Case("post-local", lambda: Recipe(schedule=Warmup(10, Every(5)), inner=Sgd(momentum=0.9)), ANY)
    yield Case("growing", lambda: Recipe(schedule=Growing(4, 1, 5)), ANY)
    for name in ("ring", "grid", "torus", "exponential", "one_peer", "star", "complete", "hypercube"):
        nodes = POWERS if name == "hypercube" else (9,) + ANY if name == "torus" else ANY
        yield Case(f"gossip on {name}", lambda name=name: Recipe(topology=name), nodes)
    for name in ("ring", "one_peer"):
        yield Case(f"PGA on {name}", lambda name=name: Recipe(topology=name, schedule=Every(6)), ANY)
    yield Case("gossip with a pull of 0.4", lambda: Recipe(topology="ring", pull=0.4))


def outer_cases():
    for name in ("none", "ring"):
        yield Case(f"SlowMo over {name}", lambda name=name: Recipe(
            topology=name, schedule=Every(12), outer=SlowMo(0.5), inner=Sgd(momentum=0.9)), ANY)
    yield Case("SlowMo at every fourth average", lambda: Recipe(
        schedule=Every(3), outer=SlowMo(0.5, 0.8), outer_every=4), ANY)
    yield Case("DiLoCo", lambda: Recipe(schedule=Every(10), outer=Nesterov(0.7, 0.9), inner=AdamW(0.05)), ANY)
    for policy in ("reset", "average"):
        for name in ("none", "ring"):
            yield Case(f"momentum {policy} over {name}", lambda policy=policy, name=name: Recipe(
                topology=name, schedule=Every(6), inner=Sgd(momentum=0.9), momentum=policy), ANY)
    yield Case("momentum reset of AdamW", lambda: Recipe(schedule=Every(6), inner=AdamW(0.05), momentum="reset"), ANY)


def lag_cases():
    for lag in (1, 2, 3):
        for name in ("one_peer", "ring"):
            yield Case(f"lag {lag} on {name}", lambda lag=lag, name=name: Recipe(topology=name, lag=lag), ANY)
            yield Case(f"lag {lag} on {name} with averages", lambda lag=lag, name=name: Recipe(
                topology=name, lag=lag, schedule=Every(6)), ANY)
        yield Case(f"delayed averaging, lag {lag}", lambda lag=lag: Recipe(lag=lag, schedule=Every(6)), ANY)
    yield Case("lag 2 out of phase with averages", lambda: Recipe(
        topology="one_peer", lag=2, schedule=Every(7), inner=Sgd(momentum=0.9)), ANY)


def group_and_push_cases():
    yield Case("groups of two", lambda: Recipe(topology="one_peer", groups=2), GROUPED)
    yield Case("groups of two with averages", lambda: Recipe(topology="one_peer", groups=2, schedule=Every(6)), GROUPED)
    yield Case("push-sum", lambda: Recipe(topology=PUSH), PUSHED)
    yield Case("push-sum with averages", lambda: Recipe(topology=PUSH, schedule=Every(6)), PUSHED)
    for lag in (1, 2):
        yield Case(f"push-sum with lag {lag}", lambda lag=lag: Recipe(topology=PUSH, lag=lag), PUSHED)


def gradient_cases():
    small, wide = Quadratic(1), Quadratic(1, dim=40)
    codecs = [
        (Bf16, small), (Fp16, small), (lambda: TopK(0.2), small), (lambda: TopK(0.05, 10), wide),
        (lambda: GaussianK(0.2), small), (lambda: GaussianK(0.05), wide), (lambda: RandK(0.3), small),
        (lambda: RandK(0.3, unbiased=True), small), (lambda: Qsgd(8, 5), small), (lambda: Qsgd(4), wide),
        (lambda: Qsgd(2, 25), wide), (Sign, small), (lambda: Int8(5), small), (Int8, small), (PowerSgd, small)]
    for make, task in codecs:
        yield Case(f"gradients as {make().text}, {task.dim} numbers", lambda make=make: Recipe(make()), MORE, task)
    # Nearly full ranks: where more is left out, powers of the matrix magnify the least rounding.
    for rank, rows, columns in ((3, 15, 4), (2, 30, 3), (4, 5, 30)):
        yield Case(f"gradients as powersgd of rank {rank}, {rows} rows of {columns}",
                   lambda rank=rank: Recipe(PowerSgd(rank, 1)), MORE, Quadratic(1, dim=rows * columns, rows=rows))
    for make in (lambda: TopK(0.2), Sign, lambda: Int8(5)):
        yield Case(f"gradients as {make().text} while the rate drops", lambda make=make: Recipe(
            make(), inner=Sgd(0.2, momentum=0.5, schedule=Drops([20, 40], 0.5))))
    for empty in ("count", "exclude"):
        for scope in ("model", "tensor"):
            for dim in (3, 12):
                yield Case(f"two means, empty={empty}, scope={scope}, {dim} numbers",
                           lambda empty=empty, scope=scope: Recipe(TwoMeans(empty, scope), schedule=Every(10)),
                           MORE, Quadratic(1, dim=dim))


def coded_gossip_cases():
    for make in (Bf16, Fp16):
        text = make.text
        for name in ("ring", "one_peer"):
            yield Case(f"{text} on {name}", lambda make=make, name=name: Recipe(topology=name, codec=make()), MORE)
        yield Case(f"{text} on a ring, with a pull of 0.6", lambda make=make: Recipe(
            topology="ring", codec=make(), pull=0.6))
        yield Case(f"{text} on one_peer with lag 1", lambda make=make: Recipe(
            topology="one_peer", codec=make(), lag=1), MORE)
        yield Case(f"{text} on one_peer with averages", lambda make=make: Recipe(
            topology="one_peer", codec=make(), schedule=Every(7)), MORE)
        yield Case(f"{text} with push-sum", lambda make=make: Recipe(topology=PUSH, codec=make()), PUSHED)
    codecs = [(lambda: TopK(0.25), 0.3), (lambda: TopK(1.0), 1.0), (lambda: Qsgd(8, 5), 0.8), (lambda: Qsgd(4), 0.5),
              (Sign, 0.3), (lambda: Int8(5), 0.9), (lambda: RandK(0.3), 0.3), (lambda: GaussianK(0.3), 0.3)]
    for make, pull in codecs:
        text = f"CHOCO with {make().text}"
        yield Case(text, lambda make=make, pull=pull: Recipe(topology="ring", codec=make(), pull=pull), MORE)
        yield Case(f"{text} and averages", lambda make=make, pull=pull: Recipe(
            topology="ring", codec=make(), pull=pull, schedule=Every(7)))
    yield Case("CHOCO on a grid", lambda: Recipe(topology="grid", codec=TopK(0.25), pull=0.3), MORE)
    yield Case("CHOCO between groups of two", lambda: Recipe(
        topology="ring", codec=TopK(0.25), pull=0.3, groups=2), PAIRS)


def coded_average_cases():
    small, wide = Quadratic(1), Quadratic(1, dim=40)
    for make, task in ((lambda: TopK(0.25), small), (lambda: Int8(5), small), (lambda: Qsgd(8, 5), small),
                       (lambda: Qsgd(4), wide), (Bf16, small), (Fp16, small), (Sign, small),
                       (lambda: RandK(0.3), small), (lambda: GaussianK(0.1), wide)):
        text = f"averages as {make().text}, {task.dim} numbers"
        yield Case(text, lambda make=make: Recipe(schedule=Every(4), global_codec=make()), MORE, task)
        yield Case(f"PGA with {text}", lambda make=make: Recipe(
            topology="ring", schedule=Every(4), global_codec=make()), FEW, task)
    yield Case("delayed averages as topk", lambda: Recipe(schedule=Every(4), global_codec=TopK(0.25), lag=2))
    yield Case("DiLoCo with averages as int8", lambda: Recipe(
        schedule=Every(5), global_codec=Int8(), outer=Nesterov(0.7, 0.6)), FEW, Quadratic(1, spread=0.5))
    yield Case("SlowMo with averages as qsgd", lambda: Recipe(
        schedule=Every(5), global_codec=Qsgd(4), outer=SlowMo(0.5)))
    yield Case("groups of two with averages as int8", lambda: Recipe(
        topology="one_peer", groups=2, schedule=Every(6), global_codec=Int8()), PAIRS)
    yield Case("groups of two with averages as topk, no gossip", lambda: Recipe(
        groups=2, schedule=Every(6), global_codec=TopK(0.25)), PAIRS)


def corrected_cases():
    near = Quadratic(1, spread=0.1)  # rounding errors of D2 add up from step to step, in proportion to x
    yield Case("D2 on a ring", lambda: Recipe(topology="ring", correct="d2"), (1, 5, 7), near)
    yield Case("D2 on a ring, with a pull of 0.5", lambda: Recipe(
        topology="ring", correct="d2", pull=0.5), MORE, near)
    yield Case("D2 with averages", lambda: Recipe(
        topology="ring", correct="d2", pull=0.5, schedule=Every(7)), MORE, near)
    yield Case("D2 while the rate drops", lambda: Recipe(
        topology="ring", correct="d2", pull=0.5, inner=Sgd(0.2, schedule=Drops([20, 40], 0.5))), FEW, near)
    for name in ("ring", "one_peer"):
        yield Case(f"tracking on {name}", lambda name=name: Recipe(topology=name, correct="tracking"), MORE)
        yield Case(f"tracking on {name} with averages", lambda name=name: Recipe(
            topology=name, correct="tracking", schedule=Every(7)), MORE)
    yield Case("tracking on a ring, with a pull of 0.6", lambda: Recipe(topology="ring", correct="tracking", pull=0.6))
    yield Case("tracking between groups of two", lambda: Recipe(
        topology="one_peer", correct="tracking", groups=2), PAIRS)
    yield Case("tracking with push-sum", lambda: Recipe(topology=PUSH, correct="tracking"), PUSHED)
    yield Case("tracking with push-sum and averages", lambda: Recipe(
        topology=PUSH, correct="tracking", schedule=Every(7)), PUSHED)


def streaming_cases():
    for count, period in ((2, 6), (3, 12), (5, 10)):
        for lag in (0, 1):
            for merge in (0.0, 0.5):
                yield Case(f"{count} fragments, lag {lag}, merge {merge}", lambda c=count, p=period, l=lag, m=merge:
                           Recipe(schedule=Every(p), fragments=c, lag=l, merge=m))
    yield Case("merge of the whole model", lambda: Recipe(schedule=Every(5), merge=0.3))
    yield Case("merge with gossip", lambda: Recipe(topology="ring", schedule=Every(5), merge=0.3), MORE)
    yield Case("merge with push-sum", lambda: Recipe(topology=PUSH, schedule=Every(5), merge=0.3), PUSHED)
    yield Case("merge with CHOCO", lambda: Recipe(
        topology="ring", codec=TopK(0.25), pull=0.3, schedule=Every(5), merge=0.3))
    yield Case("merge of the whole model with lag 2", lambda: Recipe(schedule=Every(5), merge=0.3, lag=2))
    yield Case("Streaming DiLoCo", lambda: Recipe(
        schedule=Every(12), fragments=3, merge=0.5, lag=3, outer=Nesterov(0.7, 0.9), inner=AdamW(0.05)), MORE)
    yield Case("SlowMo in fragments", lambda: Recipe(schedule=Every(8), fragments=4, outer=SlowMo(0.5)))
    yield Case("fragments as int8", lambda: Recipe(
        schedule=Every(8), fragments=2, global_codec=Int8(4), outer=Nesterov(0.7, 0.6)))
    yield Case("fragments as topk with lag 1", lambda: Recipe(
        schedule=Every(8), fragments=2, global_codec=TopK(0.34), lag=1, merge=0.25))


def dropping():
    return Sgd(0.15, schedule=Drops([15, 30], 0.4))


def adaptive_cases():
    schedules = [
        lambda: Aga(2, 1.0), lambda: Aga(2, 0.25, cap=3, warmup=9), lambda: Aga(2, 0.5, loss="batch"),
        lambda: Aga(2, 0.5, base="previous", cap=7), lambda: Lupa(3), lambda: Lupa(2, 1.0, cap=6),
        lambda: AdaComm(6), lambda: Variance(3, 0.2), lambda: Variance(2, 0.2, 0.9, 1.1, 5)]
    for make in schedules:
        text = make().text
        yield Case(text, lambda make=make: Recipe(schedule=make()), MORE)
        yield Case(f"{text} while the rate drops", lambda make=make: Recipe(schedule=make(), inner=dropping()))
        yield Case(f"{text} on one_peer", lambda make=make: Recipe(
            topology="one_peer", schedule=make(), inner=dropping()))
    for make in (lambda: Aga(3, 1.0), lambda: Lupa(3, 1.0), lambda: AdaComm(9), lambda: Variance(3, 0.2)):
        yield Case(f"{make().text} with lag 1", lambda make=make: Recipe(schedule=make(), lag=1, inner=dropping()))
        yield Case(f"{make().text} after a warm-up", lambda make=make: Recipe(
            topology="one_peer", schedule=Warmup(7, make()), inner=dropping()))
    yield Case("AGA on one_peer with lag 1", lambda: Recipe(topology="one_peer", schedule=Aga(3, 1.0), lag=1))
    yield Case("AGA of the last batch after a warm-up", lambda: Recipe(
        schedule=Warmup(7, Aga(3, 1.0, loss="batch")), inner=Sgd(momentum=0.5)))
    yield Case("AGA with averages as int8", lambda: Recipe(schedule=Aga(2, 1.0), global_codec=Int8()))


FAMILIES = (plain_cases, outer_cases, lag_cases, group_and_push_cases, gradient_cases, coded_gossip_cases,
            coded_average_cases, corrected_cases, streaming_cases, adaptive_cases)
CASES = [case for family in FAMILIES for case in family()]
