"""Prints how far Python's Estimator gets from itself if one weight of the start is the next float.

As SameNumbers.java compares: per learning rate the largest relative difference of a step's loss, and of the
variables the largest difference as a part of the largest movement. Wants MNIST_DIR.
"""

import numpy as np

import model
import same_numbers
from learning_curve import OneBit

STEPS = [1, 10, 100]


def train(data, rate, hooks):
    watch = same_numbers.Watch(STEPS)
    hooks = [model.FormulaWeights(), *hooks, watch]
    same_numbers.estimator(rate).train(same_numbers.batches(data, STEPS[-1]), hooks=hooks)
    return watch


def main():
    start = model.weights(model.DEFAULTS)
    for data in [same_numbers.Formula(), same_numbers.Mnist()]:
        for rate in same_numbers.TRAININGS:
            plain, moved = train(data, rate, []), train(data, rate, [OneBit()])
            losses = np.array([plain.losses, moved.losses])
            print(type(data).__name__, rate, "losses", np.max(np.abs(losses[1] / losses[0] - 1)))
            for step in STEPS:
                a, b = plain.variables[step], moved.variables[step]
                parts = {n: np.abs(a[n] - b[n]).max() / np.abs(a[n] - start[n]).max() for n in start}
                print("  after", step, {name: float(f"{part:.1e}") for name, part in parts.items()})


if __name__ == "__main__":
    main()
