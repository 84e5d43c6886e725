"""Makes src/test/resources/parity/adam: a model directory of Python's Estimator with Adam, and how it goes on.

    python scripts/parity/adam.py

adam/ is the directory after 20 steps, adam/next/ the checkpoint five steps later. The model and what it learns have a
twin in src/test/java/io/github/tfestimator/parity/AdamModel.java; adam_round_trip.py trains with both. Takes ten seconds.
"""

import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1

OUT = Path(__file__).parents[2] / "src/test/resources/parity/adam"
BATCH = 8
STEPS = 20
NEXT_STEPS = 5


def model_fn(features, labels, mode):
    """features["x"]: float32 [batch, 4]; labels: float32 [batch]."""
    hidden = v1.layers.dense(features["x"], 3, tf.nn.relu)
    outputs = tf.reshape(v1.layers.dense(hidden, 1), [-1])
    loss = tf.reduce_mean(tf.math.squared_difference(outputs, labels))
    train_op = v1.train.AdamOptimizer(0.01).minimize(loss, v1.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(steps):
    """As many batches: x is a wave over all values, y the sum of its squares."""
    rows = steps * BATCH
    x = np.sin(0.7 * np.arange(1, 4 * rows + 1, dtype=np.float64)).astype(np.float32).reshape(rows, 4)
    y = np.square(x).sum(axis=1)
    return v1.estimator.inputs.numpy_input_fn({"x": x}, y, batch_size=BATCH, num_epochs=1, shuffle=False)


def train(model_dir, steps):
    config = tf.estimator.RunConfig(model_dir=str(model_dir), tf_random_seed=1, keep_checkpoint_max=1)
    tf.estimator.Estimator(model_fn, config=config).train(input_fn(steps))


def keep(model_dir, out, names):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in names:
        shutil.copy(model_dir / name, out)


def checkpoint_files(step):
    return [f"model.ckpt-{step}.index", f"model.ckpt-{step}.data-00000-of-00001"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        model_dir = Path(folder) / "model"
        train(model_dir, STEPS)
        keep(model_dir, OUT, ["checkpoint", *checkpoint_files(STEPS)])
        train(model_dir, NEXT_STEPS)
        keep(model_dir, OUT / "next", checkpoint_files(STEPS + NEXT_STEPS))
    for name, shape in tf.train.list_variables(str(OUT)):
        print(name, shape)


if __name__ == "__main__":
    main()
