"""Makes log_lines.md: what a Python Estimator and ours log of the same calls, side by side.

    mvn test-compile && python scripts/parity/log_lines.py

Numbers of the reasons are taken from the table that is there. A new difference gets "?" and makes the
script fail: give it a reason, or mend the line. The calls are those of LoggedCalls.java.
"""

import difflib
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import tensorflow as tf

import model

v1 = tf.compat.v1

ROOT = pathlib.Path(__file__).parents[2]
FIXTURE = ROOT / "src/test/resources/parity/log_lines.md"
HEAD = ["| call | Python | here | why |", "|---|---|---|---|"]
IMAGES = 200


class Listener(logging.Handler):
    """Keeps the lines of the logger tensorflow, but for the warnings that all of this is deprecated."""

    def __init__(self):
        super().__init__()
        self.lines = []
        logger = logging.getLogger("tensorflow")
        logger.handlers = [self]
        logger.propagate = False
        logger.setLevel(logging.INFO)

    def emit(self, record):
        line = record.getMessage()
        if "deprecated" not in line:
            self.lines.append(line)

    def take(self):
        taken, self.lines = self.lines, []
        return taken


def python_lines(folder):
    """Per call the lines that Python logs."""
    # Numbers of other sizes would break the tensors' lines at other places.
    tf.keras.utils.set_random_seed(42)
    log = Listener()
    lines = {}

    def call(name, function):
        made = function()
        lines[name] = [with_placeholders(line, folder) for line in log.take()]
        return made

    images = {"x": model.scaled(model.images(0, IMAGES))}
    labels = model.labels(0, IMAGES)
    input_fn = v1.estimator.inputs.numpy_input_fn
    train = input_fn(images, labels, batch_size=100, num_epochs=None, shuffle=True)
    test = input_fn(images, labels, batch_size=128, num_epochs=1, shuffle=False)
    params = {**model.DEFAULTS, "conv1_filters": 2, "conv2_filters": 3, "dense_units": 8}
    config = tf.estimator.RunConfig(save_checkpoints_steps=100)
    hook = v1.train.LoggingTensorHook({"probabilities": "softmax_tensor"}, every_n_iter=50)

    def serving_input():
        x = v1.placeholder(tf.float32, [None, 784], "x")
        return tf.estimator.export.ServingInputReceiver({"x": x}, {"x": x})

    estimator = call("new", lambda: tf.estimator.Estimator(model.cnn_model_fn, folder + "/model", config, params))
    call("train", lambda: estimator.train(train, steps=120, hooks=[hook]))
    call("train again", lambda: estimator.train(train, steps=30))
    call("train, no more", lambda: estimator.train(train, max_steps=100))
    call("evaluate", lambda: estimator.evaluate(test))
    call("predict", lambda: list(estimator.predict(test)))
    call("export", lambda: estimator.export_saved_model(folder + "/export", serving_input))
    return lines


def with_placeholders(line, folder):
    """As LoggedCalls.withPlaceholders, which needs no rule for lines of several, nor for dictionaries."""
    line = re.sub(r"(?s)(Using config: ).*", r"\1{...}", line)
    line = re.sub(r"(?s)\n.*\n", " ... ", line)
    line = line.replace(folder, "DIR")
    line = re.sub(r"/export/(temp-)?\d+", r"/export/\1VERSION", line)
    line = re.sub(r"\d{4}-\d\d-\d\d([T-])\d\d:\d\d:\d\d", r"{date}\1{time}", line)
    line = re.sub(r"(?<=global_step/sec: ).*|\d+\.\d+([eE][-+]?\d+)?", "N", line)
    # NumPy pads numbers to one width.
    return re.sub(r" +(?=])|(?<= ) +", "", line)


def java_lines(folder):
    """Per call the lines that we log."""
    classpath = [ROOT / "target/test-classes", ROOT / "target/classes", (ROOT / "target/classpath.txt").read_text()]
    command = ["java", "-cp", os.pathsep.join(map(str, classpath)), "io.github.tfestimator.parity.LoggedCalls", folder]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = {}
    for line in output.splitlines():
        call, text = line.split("\t", 1)
        lines.setdefault(call, []).append(text)
    return lines


def aligned(python, java):
    """Pairs of lines, equal ones side by side; an empty one where there is no counterpart."""
    for tag, i, k, j, n in difflib.SequenceMatcher(None, python, java, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(python[i:k], java[j:n])
            continue
        right = list(java[j:n])
        for line in python[i:k]:
            # A counterpart begins with the same word.
            counterpart = next((r for r, other in enumerate(right) if other.split()[0] == line.split()[0]), None)
            if counterpart is None:
                yield line, ""
                continue
            yield from (("", other) for other in right[:counterpart])
            yield line, right[counterpart]
            del right[: counterpart + 1]
        yield from (("", other) for other in right)


def cells(row):
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def without_numbers(python, java):
    return re.sub(r"\d+", "#", python), re.sub(r"\d+", "#", java)


def main():
    table, gap, reasons_text = FIXTURE.read_text().partition("\n\n")
    reasons = {without_numbers(*cells(row)[1:3]): cells(row)[3] for row in table.splitlines()[2:]}
    with tempfile.TemporaryDirectory() as folder:
        python, java = python_lines(folder + "/python"), java_lines(folder + "/java")
    rows = []
    for call in python:
        for left, right in aligned(python[call], java.get(call, [])):
            same = left == right
            why = "" if same else reasons.get(without_numbers(left, right), "?")
            rows.append(f"| {call} | {left} | {'same' if same else right} | {why} |")
    FIXTURE.write_text("\n".join(HEAD + rows) + gap + reasons_text)
    print(FIXTURE.read_text())
    if any(row.endswith("| ? |") for row in rows):
        sys.exit("There are differences without a reason, marked ?")


if __name__ == "__main__":
    main()
