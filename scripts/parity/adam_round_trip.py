"""A model directory with Adam goes from Python to Java, back and again: each goes on as the other would have.

    mvn test-compile && python scripts/parity/adam_round_trip.py

At each of three turns both sides train a copy of the same directory five steps on, and all variables, Adam's own too,
are compared. Prints a table, and ends with a nonzero status if a value differs by more than 2e-6, relative or, below 1,
absolute. The first turn starts with what Java initializes and trains alone. Takes a minute.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf

import adam

ROOT = Path(__file__).parents[2]
STEPS = 5
TOLERANCE = 2e-6


def train_in_java(model_dir, steps):
    classpath = [ROOT / "target/test-classes", ROOT / "target/classes", (ROOT / "target/classpath.txt").read_text()]
    command = ["java", "-cp", os.pathsep.join(map(str, classpath)), "io.github.tfestimator.parity.AdamModel"]
    done = subprocess.run([*command, str(model_dir), str(steps)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def values(model_dir):
    reader = tf.train.load_checkpoint(str(model_dir))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "model"
        train_in_java(directory, adam.STEPS)
        start = "Java"
        largest = 0
        print("| written by | step | variable | values | largest difference |\n|---|---|---|---|---|")
        for winner in ("Python", "Java", "Python"):
            ways = {"Java": Path(folder) / "in_java", "Python": Path(folder) / "in_python"}
            for way in ways.values():
                shutil.rmtree(way, ignore_errors=True)
                shutil.copytree(directory, way)
            train_in_java(ways["Java"], STEPS)
            adam.train(ways["Python"], STEPS)
            largest = max(largest, compare(start, values(directory), values(ways["Java"]), values(ways["Python"])))
            directory, start = directory.parent / "model", winner
            shutil.rmtree(directory)
            shutil.copytree(ways[winner], directory)
    assert largest <= TOLERANCE, largest


def compare(start, before, java, python):
    """Checks that all variables moved, prints each variable's largest difference, and returns the largest of all."""
    assert java.keys() == python.keys(), java.keys() ^ python.keys()
    assert java["global_step"] == python["global_step"]
    largest = 0
    for name in sorted(java):
        assert java[name].dtype == python[name].dtype and java[name].shape == python[name].shape
        assert not np.array_equal(python[name], before[name]), f"{name} didn't move"
        scale = np.maximum(1, np.abs(python[name]))
        difference = (np.abs(java[name].astype(np.float64) - python[name]) / scale).max()
        largest = max(largest, difference)
        print(f"| {start} | {python['global_step']} | {name} | {java[name].size} | {difference:.1e} |")
    return largest


if __name__ == "__main__":
    main()
