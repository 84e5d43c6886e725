"""One training on MNIST by Python's Estimator: learning_curve.py RATE DROPOUT SEED STEPS FILE [one-bit]

SEED 0 begins with the formula's weights, another with the initializers'. "one-bit" moves one weight to the
next float: how far rounding alone leads. FILE gets the loss of every tenth step, and last the accuracy
on the 10,000 test images. The twin is LearningCurve.java.
"""

import sys
import tempfile

import numpy as np

import mnist
import model
from model import tf, v1

BATCH = 100
EVERY = 10


class Losses(tf.estimator.SessionRunHook):
    def __init__(self):
        self.all = []

    def begin(self):
        self.loss = v1.get_default_graph().get_collection(v1.GraphKeys.LOSSES)[0]

    def before_run(self, context):
        return v1.train.SessionRunArgs(self.loss)

    def after_run(self, context, values):
        self.all.append(values.results)


class OneBit(tf.estimator.SessionRunHook):
    def after_create_session(self, session, coord):
        bias = v1.trainable_variables()[-1]
        values = session.run(bias)
        values[0] = np.nextafter(values[0], np.float32(1))
        bias.load(values, session)


def batches(seed, steps):
    """Rows drawn by hash, with replacement; both sides draw the same."""
    images, labels = mnist.read("train")
    rows = model.hashes(200 + seed, steps * BATCH) % len(labels)
    for of_step in rows.reshape(steps, BATCH):
        yield {"x": model.scaled(images[of_step])}, labels[of_step]


def tests():
    images, labels = mnist.read("t10k")
    return tf.data.Dataset.from_tensor_slices(({"x": model.scaled(images)}, labels)).batch(128)


def main(rate, dropout, seed, steps, file, one_bit=None):
    seed, steps = int(seed), int(steps)
    types = ({"x": tf.TensorSpec([BATCH, 784])}, tf.TensorSpec([BATCH], tf.int32))
    params = {**model.DEFAULTS, "dropout_rate": float(dropout), "learning_rate": float(rate)}
    config = tf.estimator.RunConfig(tempfile.mkdtemp(), tf_random_seed=seed)
    cnn = tf.estimator.Estimator(model.cnn_model_fn, config=config, params=params)
    losses = Losses()
    hooks = [losses]
    if seed == 0:
        hooks.append(model.FormulaWeights())
    if one_bit:
        hooks.append(OneBit())
    cnn.train(lambda: tf.data.Dataset.from_generator(lambda: batches(seed, steps), output_signature=types), hooks)
    accuracy = cnn.evaluate(tests)["accuracy"]
    with open(file, "w") as out:
        out.writelines(f"{step},{losses.all[step]}\n" for step in range(0, steps, EVERY))
        out.write(f"accuracy,{accuracy}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
