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

import identities
from cases import CASES
from methods import Quadratic, Run

STEPS, MARGIN = 60, 1e-6
RECORDED = (4, 31, 58, STEPS)


def runs(case, nodes):
    """Of one seed after the other: a case plays the first in which no decision is near to falling the other way."""
    for seed in range(7, 107):
        recipe = case.recipe()
        run, found = Run(recipe, dataclasses.replace(case.task, nodes=nodes, seed=seed), STEPS), {}
        for step in range(STEPS):
            run.step(step)
            if step + 1 == STEPS:
                run.finish()
            if step + 1 in RECORDED:
                found[str(step + 1)] = [[float(f"{v:.7g}") for v in row] for row in run.model()]
        yield run, found


def play(case, nodes):
    run, found = next(played for played in runs(case, nodes) if played[0].margin() > MARGIN)
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
