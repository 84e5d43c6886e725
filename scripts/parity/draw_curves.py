"""Puts the curves of a folder together: draw_curves.py FOLDER writes, beside this script, learning-curves.csv,
accuracies.csv and learning-curves.svg, and prints the largest differences.
"""

import csv
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "parity"  # The same numbers, the same file.
matplotlib.rcParams["svg.fonttype"] = "none"  # Letters as text, not as outlines: half the size.
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

HERE = pathlib.Path(__file__).parent
CURVES = ["python-0.001", "java-0.001", "python-0.05", "java-0.05", "python-0.05-one-bit"]
SIDES = {"python": ("Python", "tab:orange"), "java": ("Java", "tab:blue")}


def read(folder, name):
    """Steps, losses and the accuracy of a training."""
    *rows, (_, accuracy) = csv.reader((folder / f"{name}.csv").open())
    steps, losses = np.array(rows, dtype=float).T
    return steps.astype(int), losses, float(accuracy)


def accuracies(folder, side):
    """By seed, of the trainings that are there."""
    files = sorted(folder.glob(f"{side}-seed-*.csv"))
    return {int(f.stem.split("-")[-1]): read(folder, f.stem)[2] for f in files}


def smooth(losses):
    """The mean of ten: a loss of one batch says little."""
    return np.convolve(losses, np.ones(10) / 10, "valid")


def draw(steps, curves, seeds):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), width_ratios=[2, 1], layout="constrained")
    for side, (label, color) in SIDES.items():
        style = {"lw": 3.5, "alpha": 0.5} if side == "python" else {"lw": 1}
        for rate in ["0.001", "0.05"]:
            smoothed = smooth(curves[f"{side}-{rate}"])
            (line,) = left.plot(steps[-len(smoothed):], smoothed, color=color, **style)
        line.set_label(label)
    for rate, beside in [("0.001", 0.55), ("0.05", 2)]:
        third = len(steps) // 3
        left.text(steps[third], smooth(curves[f"python-{rate}"])[third] * beside, f"learning rate {rate}")
    left.set(xlabel="step", ylabel="loss, mean of ten batches", yscale="log", title="Without dropout, same weights")
    left.legend(fontsize="small")
    for x, (side, (label, color)) in enumerate(SIDES.items()):
        right.plot([x] * len(seeds[side]), [100 * a for a in seeds[side].values()], "o", color=color, alpha=0.7)
    right.set_xticks(range(len(SIDES)), [label for label, _ in SIDES.values()])
    right.set(xlim=(-0.5, 1.5), ylabel="accuracy, % of 10,000", title="Dropout 0.4, a dot a seed")
    figure.savefig(HERE / "learning-curves.svg", metadata={"Date": None})


def main(folder):
    found = {name: read(folder, name) for name in CURVES}
    steps = found[CURVES[0]][0]
    curves = {name: losses for name, (_, losses, _) in found.items()}
    seeds = {side: accuracies(folder, side) for side in SIDES}
    with (HERE / "learning-curves.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["step", *CURVES])
        rows.writerows([step, *(f"{loss:.7g}" for loss in row)] for step, *row in zip(steps, *curves.values()))
    with (HERE / "accuracies.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["side", "training", "accuracy"])
        rows.writerows(name.split("-", 1) + [f"{accuracy:.4f}"] for name, (_, _, accuracy) in found.items())
        rows.writerows([side, f"seed-{seed}", f"{a:.4f}"] for side in SIDES for seed, a in seeds[side].items())
    draw(steps, curves, seeds)

    for ours, pythons in [("java-0.001", "python-0.001"), ("java-0.05", "python-0.05"), (CURVES[4], "python-0.05")]:
        parts = np.abs(curves[ours] / curves[pythons] - 1)
        means = np.abs(smooth(curves[ours]) / smooth(curves[pythons]) - 1)
        print(f"{ours} against {pythons}: a step's loss {parts.max():.2g}, the mean of ten {means.max():.2g}, "
              f"accuracy {found[ours][2]:.4f} and {found[pythons][2]:.4f}")
    for side, by_seed in seeds.items():
        print(side, len(by_seed), "seeds, accuracy", *sorted(by_seed.values()))

    slow = np.abs(curves["java-0.001"] / curves["python-0.001"] - 1).max()
    ranges = [(min(by_seed.values()), max(by_seed.values())) for by_seed in seeds.values()]
    if slow > 2e-4 or max(low for low, _ in ranges) > min(high for _, high in ranges):
        sys.exit("The curves at rate 0.001 lie apart by more than 2e-4, or the accuracies don't overlap.")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
