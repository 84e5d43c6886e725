"""Makes distributions.json: what Python's initializers and dropout draw, counted.

    python scripts/parity/distributions.py
"""

import json
import pathlib
import re

import numpy as np
import tensorflow as tf

import model

v1 = tf.compat.v1

FIXTURE = pathlib.Path(__file__).parents[2] / "src/test/resources/parity/distributions.json"
SEEDS = [1, 2, 3]
BINS = 200
RATE = 0.4
STEPS, ROWS, UNITS = 200, 20, 200


def initial_values(seed):
    """The variables of the network at its full size, by name, and the graph."""
    graph = tf.Graph()
    with graph.as_default():
        # Not v1.set_random_seed: tf.layers draws the kernels' seeds from Python's own generator.
        tf.keras.utils.set_random_seed(seed)
        v1.train.create_global_step()
        images = tf.zeros([1, 784])
        model.cnn_model_fn({"x": images}, tf.zeros([1], tf.int32), tf.estimator.ModeKeys.TRAIN, model.DEFAULTS)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            return {v.op.name: v.eval() for v in v1.trainable_variables()}, graph


def limit(graph, kernel):
    """Of the initializer's own constant, as float32."""
    ends = [op for op in graph.get_operations() if op.name.startswith(kernel + "/Initializer/") and op.name.endswith("/max")]
    return float(tf.make_ndarray(ends[0].get_attr("value")))


def kernel_counts(values, limit):
    """Moments, and how many values lie in each of BINS equal parts of -limit to limit."""
    x = values.astype(np.float64).ravel()
    bins = np.clip(np.floor((x / limit + 1) * (BINS / 2)), 0, BINS - 1).astype(int)
    return {
        "min": x.min(),
        "max": x.max(),
        "mean": x.mean(),
        "variance": (x * x).mean() - x.mean() ** 2,
        "counts": np.bincount(bins, minlength=BINS).tolist(),
    }


def kernels():
    draws = [initial_values(seed) for seed in SEEDS]
    for values, _ in draws:
        assert all((value == 0).all() for name, value in values.items() if name.endswith("/bias"))
    made = []
    for name in (name for name in model.VARIABLES if name.endswith("/kernel")):
        bound = limit(draws[0][1], name)
        seeds = [dict(seed=seed, **kernel_counts(values[name], bound)) for seed, (values, _) in zip(SEEDS, draws)]
        made.append({"name": name, "limit": bound, "seeds": seeds})
    return made


def dropout():
    """STEPS masks of [ROWS, UNITS] of one layer, each of one run of a session."""
    with tf.Graph().as_default():
        tf.keras.utils.set_random_seed(1)
        dropped = v1.layers.dropout(tf.ones([ROWS, UNITS]), RATE, training=True)
        with v1.Session() as session:
            values = np.stack([session.run(dropped) for _ in range(STEPS)])
    zeros = values == 0
    return {
        "rate": RATE,
        "kept": sorted({float(value) for value in np.unique(values[~zeros])}),
        "zeros": zeros.mean(),
        "dispersion": {"steps": dispersion(zeros, 0), "rows": dispersion(zeros, 1), "units": dispersion(zeros, 2)},
        "correlation": {"steps": correlation(zeros, 0), "rows": correlation(zeros, 1), "units": correlation(zeros, 2)},
    }


def dispersion(zeros, axis):
    """Chi-square of the counts of zeros along an axis: one degree of freedom for each place on it."""
    counts = zeros.sum(axis=tuple(a for a in range(3) if a != axis))
    each = zeros.size // len(counts)
    return float(((counts - each * RATE) ** 2).sum() / (each * RATE * (1 - RATE)))


def correlation(zeros, axis):
    """Of each value with the next along an axis."""
    z = np.moveaxis(zeros - RATE, axis, 0)
    return float((z[1:] * z[:-1]).mean() / (RATE * (1 - RATE)))


if __name__ == "__main__":
    made = {
        "tensorflow": tf.__version__,
        "kernels": kernels(),
        "dropout": dropout(),
    }
    # A kernel's counts on one line.
    text = re.sub(r"\[[\s\d,]+\]", lambda counts: re.sub(r"\s", "", counts[0]), json.dumps(made, indent=1))
    FIXTURE.write_text(text + "\n")
    print(f"{FIXTURE}: {FIXTURE.stat().st_size} bytes")
