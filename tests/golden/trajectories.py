#!/usr/bin/python3
"""An independent program for the methods of tacit, on the task quadratic without noise.

    trajectories.py          writes trajectories.json

What is recorded is x of every node after so many completed steps (divided by its mass under push-sum); the last record
comes after the run has finished what was pending: a round in flight is received, then a global average that is still
due is made. `globals` counts global averages; `messages` and `bytes` are what a node sent in all, mean over nodes. In
recipes GOLDEN stands for the folder of this file.
"""
import dataclasses
import json
import pathlib

import numpy as np

import identities
from cases import CASES
from methods import Run
from powersgd import PowerSgd

STEPS, MARGIN = 60, 1e-6
RECORDED = (4, 31, 58, STEPS)


def played(case, nodes, seed, start=0.0):
    run, found = Run(case.recipe(), dataclasses.replace(case.task, nodes=nodes, seed=seed), STEPS), {}
    run.x += run.x.dtype.type(start)
    for step in range(STEPS):
        run.step(step)
        if step + 1 == STEPS:
            run.finish()
        if step + 1 in RECORDED:
            found[str(step + 1)] = [[float(f"{v:.7g}") for v in row] for row in run.model()]
    return run, found


def is_steady(case, run):
    """Powers of a matrix magnify what rounding leaves behind: a start that is off by 1e-6 must not end off by 4e-6."""
    if not isinstance(run.recipe.gradients, PowerSgd):
        return True
    moved, _ = played(case, run.n, run.task.seed, 1e-6)
    return np.abs(moved.x - run.x).max() < 4e-6


def play(case, nodes):
    """The first seed in which no decision is near to falling the other way."""
    runs = (played(case, nodes, seed) for seed in range(7, 107))
    run, found = next((run, found) for run, found in runs if run.margin() > MARGIN and is_steady(case, run))
    return {
        "name": f"{case.name}, {nodes} nodes",
        "recipe": run.recipe.text() | {"seed": run.task.seed},
        "task": run.task.text,
        "nodes": nodes,
        "steps": STEPS,
        "x": found,
        "globals": run.globals,
        "messages": round(run.traffic.messages.mean(), 6),
        "bytes": round(run.traffic.bytes.mean(), 6),
    }


def main():
    identities.check()
    cases = [play(case, nodes) for case in CASES for nodes in case.nodes]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    pathlib.Path(__file__).with_name("trajectories.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
