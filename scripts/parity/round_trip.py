"""Whole model directories and exports go from Java to Python and back: each side says the same of what the other wrote.

    python scripts/parity/round_trip.py

It runs scripts/cnn with a small network on images of its own, takes two minutes, leaves nothing behind, and ends
with a nonzero status if something differs. Python's floats are compared with Java's to a relative 2e-6.
"""

import hashlib
import json
import os
import struct
import subprocess
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

import model

v1 = tf.compat.v1

CNN = Path(__file__).parents[1] / "cnn"
PARAMS = {"conv1_filters": 3, "conv2_filters": 4, "dense_units": 8, "dropout_rate": 0.1, "learning_rate": 0.1}
BATCH = 10
TRAIN = (0, 400)
TEST = (1000, 70)
TEST_BATCH = 32
TOLERANCE = 2e-6
PROBABILITY_TOLERANCE = 1e-6


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, model_dir = Path(folder) / "data", Path(folder) / "model"
        write_idx(data)
        train_in_java(data, model_dir, 50)
        compare(model_dir, 50, "trained by Java")
        compare_export(model_dir, Path(folder) / "export")
        train_in_python(model_dir, 20)
        compare(model_dir, 70, "trained further by Python")
        train_in_java(data, model_dir, 30)
        compare(model_dir, 100, "trained further by Java")
        for dtype in (np.float32, np.float64):
            name = np.dtype(dtype).name
            train_in_python(Path(folder) / name, 40, dtype)
            train_in_java(data, Path(folder) / name, 10)
            compare(Path(folder) / name, 50, f"trained by Python in {name}, then by Java")


def write_idx(data):
    """The formula's images as MNIST's four files."""
    data.mkdir()
    for name, examples in (("train", TRAIN), ("t10k", TEST)):
        pixels, labels = model.images(*examples), model.labels(*examples).astype(np.uint8)
        count = len(labels)
        (data / f"{name}-images-idx3-ubyte").write_bytes(struct.pack(">4i", 2051, count, 28, 28) + pixels.tobytes())
        (data / f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 2049, count) + labels.tobytes())


def cnn(*args):
    """A command's standard output; what it logs is shown if it fails."""
    done = subprocess.run([CNN, *map(str, args)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def train_in_java(data, model_dir, steps):
    cnn("train", "--data", data, "--split", "official", "--scaler", "unit", "--model-dir", model_dir,
        "--batch-size", BATCH, "--steps", steps, *network_options())  # fmt: skip


def network_options():
    """PARAMS, as scripts/cnn takes them."""
    filters = f"{PARAMS['conv1_filters']},{PARAMS['conv2_filters']}"
    options = {"conv": filters, "dense": PARAMS["dense_units"]}
    options |= {"dropout-rate": PARAMS["dropout_rate"], "learning-rate": PARAMS["learning_rate"]}
    return [text for name, value in options.items() for text in (f"--{name}", str(value))]


def estimator(model_dir):
    return tf.estimator.Estimator(model.cnn_model_fn, str(model_dir), params=PARAMS)


def input_fn(examples, batch_size, epochs, dtype=np.float32):
    x = model.scaled(model.images(*examples)).astype(dtype)
    return v1.estimator.inputs.numpy_input_fn(
        {"x": x}, model.labels(*examples), batch_size=batch_size, num_epochs=epochs, shuffle=False
    )


def train_in_python(model_dir, steps, dtype=np.float32):
    estimator(model_dir).train(input_fn(TRAIN, BATCH, None, dtype), steps=steps)


def compare(model_dir, step, what):
    """Both sides list the same variables, bit for bit, and evaluate to the same."""
    prefix = tf.train.latest_checkpoint(str(model_dir))
    reader = tf.train.load_checkpoint(prefix)
    python = {
        name: (reader.get_tensor(name).dtype.name, shape, hashlib.sha256(reader.get_tensor(name).tobytes()).hexdigest())
        for name, shape in tf.train.list_variables(prefix)
    }
    java = json.loads(cnn("inspect", "--model-dir", model_dir, "--json"))
    assert java["global_step"] == step, java["global_step"]
    assert python == {each["name"]: (each["dtype"], each["shape"], each["sha256"]) for each in java["variables"]}

    java = json.loads(cnn("evaluate", "--model-dir", model_dir, "--batch-size", TEST_BATCH, "--json"))
    python = estimator(model_dir).evaluate(input_fn(TEST, TEST_BATCH, 1))
    in_one = estimator(model_dir).evaluate(input_fn(TEST, TEST[1], 1))
    assert java["global_step"] == python["global_step"] == step
    gaps = {
        "accuracy": gap(java["accuracy"], python["accuracy"]),
        "loss": gap(java["loss"], python["loss"]),
        "average_loss": gap(java["average_loss"], in_one["loss"]),
    }
    assert max(gaps.values()) <= TOLERANCE, gaps
    said = ", ".join(f"{name} to {difference:.1e}" for name, difference in gaps.items())
    print(f"step {step}, {what}: {len(reader.get_variable_to_shape_map())} variables bit for bit; {said}"
          f" (accuracy {python['accuracy']:.4f}, loss {python['loss']:.4f})")  # fmt: skip


def gap(java, python):
    return abs(java / float(python) - 1)


def compare_export(model_dir, export_dir):
    """Both of Python's loaders run the export, and get what the Estimator predicts."""
    cnn("export", "--model-dir", model_dir, "--export-dir", export_dir)
    (version,) = (str(path) for path in export_dir.iterdir() if path.name.isdigit())
    expected = list(estimator(model_dir).predict(input_fn(TEST, TEST_BATCH, 1)))
    pixels = model.images(*TEST)
    inputs = {"serving_default": {"x": model.scaled(pixels)}, "pixels": {"image": pixels.reshape(-1, 28, 28)}}
    loaded = tf.saved_model.load(version)
    for signature, arrays in inputs.items():
        called = loaded.signatures[signature](**{name: tf.constant(array) for name, array in arrays.items()})
        compare_served("tf.saved_model.load", signature, {name: each.numpy() for name, each in called.items()}, expected)
        compare_served("tf.compat.v1.saved_model.load", signature, served_by_v1(version, signature, arrays), expected)


def served_by_v1(version, signature, arrays):
    with v1.Session(graph=tf.Graph()) as session:
        definition = v1.saved_model.load(session, ["serve"], version).signature_def[signature]
        feed = {definition.inputs[name].name: array for name, array in arrays.items()}
        return session.run({name: each.name for name, each in definition.outputs.items()}, feed)


def compare_served(loader, signature, served, expected):
    assert list(served["classes"]) == [each["classes"] for each in expected]
    difference = np.abs(served["probabilities"] - [each["probabilities"] for each in expected]).max()
    assert difference <= PROBABILITY_TOLERANCE, difference
    print(f"{loader}, {signature}: {len(expected)} classes equal, probabilities to {difference:.1e}")


if __name__ == "__main__":
    main()
