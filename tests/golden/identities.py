"""What must hold between methods, asserted of this program before its numbers are believed."""
import numpy as np

from coding import F32, RandK, TopK, TwoMeans
from methods import Quadratic, Recipe, Run
from policies import Every, Nesterov, SlowMo

PUSH = 'file(path="GOLDEN/push.txt")'


def played(recipe, nodes=5, steps=60):
    run = Run(recipe, Quadratic(nodes), steps)
    for step in range(steps):
        run.step(step)
    run.finish()
    return run


def require_same(one, other, tolerance=1e-12):
    gap = np.abs(played(one).model() - played(other).model()).max()
    assert gap <= tolerance, (one.text(), other.text(), gap)


def check_limits():
    """Methods that are others at the ends of their settings."""
    ring, pga = Recipe(topology="ring"), Recipe(topology="ring", schedule=Every(6))
    require_same(Recipe(topology="ring", codec=TopK(1.0)), ring, 1e-5)
    require_same(Recipe(topology="ring", schedule=Every(6), codec=TopK(1.0)), pga, 1e-5)
    require_same(Recipe(topology="ring", schedule=Every(6), global_codec=TopK(1.0)), pga, 1e-5)
    require_same(Recipe(topology="ring", schedule=Every(6), global_codec=RandK(1.0)), pga, 1e-5)
    require_same(Recipe(schedule=Every(1)), Recipe(topology="complete"))
    require_same(Recipe(schedule=Every(1), outer=SlowMo(0.0)), Recipe(topology="complete"))
    require_same(Recipe(schedule=Every(6), outer=Nesterov(1.0, 0.0)), Recipe(schedule=Every(6)))
    require_same(Recipe(TopK(1.0)), Recipe(topology="complete"), 1e-5)
    require_same(Recipe(topology="complete", correct="tracking"), Recipe(topology="complete"))


def check_sums():
    """A tracker's mean is that of the gradients, the masses of push-sum add up to the nodes."""
    for topology in ("ring", "one_peer", PUSH):
        for schedule in (Every(60), Every(7)):
            run = Run(Recipe(topology=topology, correct="tracking", schedule=schedule), Quadratic(5), 60)
            for step in range(60):
                run.step(step)
                np.testing.assert_allclose(run.tracked.mean(axis=0), run.known_gradient.mean(axis=0), atol=1e-12)
                assert abs(run.w.sum() - 5) < 1e-12


def check_optima():
    """On unlike data gossip ends beside the optimum; the corrections end in it, also with global averages."""
    def gap(**keys):
        run = played(Recipe(topology="ring", **keys), steps=1000)
        return np.abs(run.model() - run.c.mean(axis=0)).max()

    assert gap() > 0.01
    for correct in ("d2", "tracking"):
        for schedule in (Every(2000), Every(7)):
            assert gap(correct=correct, schedule=schedule) < 1e-12


def check_two_means():
    """Two nodes worked out by hand."""
    codec = TwoMeans()
    codec.start(2, [(1, 4)])
    heard = codec.exchange(np.array([[1, 3, -2, 0], [2, -4, 6, -2]], dtype=F32), None)
    by_hand = [[7 / 3, 13 / 3, -5 / 2, 4 / 3], [2 / 3, -7 / 2, 14 / 3, -3 / 2]]
    np.testing.assert_allclose(heard, by_hand, rtol=1e-6)


def check():
    check_limits()
    check_sums()
    check_optima()
    check_two_means()
