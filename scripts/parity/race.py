"""A training of scripts/benchmark race by Python: race.py keras|estimator SEED STEPS

The tutorial's network by the recipe fast of docs/recipes.md, on the tutorial's 56,000 training images; then the
accuracy on its 14,000 test images. MNIST_DIR names the folder of MNIST's files. What the program prints is what
scripts/cnn train-and-evaluate does.
"""

import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

import mnist
import model
from model import v1

BATCH, EVALUATION_BATCH = 100, 128
RATE, BETA2, WARM_UP, DECAY, DROPOUT, AVERAGE_FROM = 0.003, 0.9, 50, 900, 0.2, 430
MAX_SHIFT = 2.0


def split():
    """The tutorial's: all images sorted by label, shuffled with the seed 42, a fifth of them for the test."""
    parts = []
    for part in ("train", "t10k"):
        images, labels = mnist.read(part)
        order = np.argsort(labels, kind="stable")
        parts.append((images[order], labels[order]))
    images, labels = (np.concatenate(arrays) for arrays in zip(*parts))
    order = np.random.RandomState(42).permutation(len(labels))
    test, train = np.split(order, [len(labels) // 5])
    low, high = (images[train].astype(np.float32).min(0), images[train].astype(np.float32).max(0))
    scaled = ((images - low) / np.where(high > low, high - low, 1)).astype(np.float32)
    return (scaled[train], labels[train]), (scaled[test], labels[test])


def shifted(x, y):
    """Moves each image [batch, 784] by up to 2 pixels along each axis, interpolated, with zeros around it."""
    count = tf.shape(x)[0]
    moves = tf.random.uniform([count, 2], -MAX_SHIFT, MAX_SHIFT)
    zeros, ones = tf.zeros([count]), tf.ones([count])
    transforms = tf.stack([ones, zeros, moves[:, 0], zeros, ones, moves[:, 1], zeros, zeros], 1)
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=tf.reshape(x, [-1, 28, 28, 1]),
        transforms=transforms,
        output_shape=[28, 28],
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
        fill_value=0.0,
    )
    return tf.reshape(moved, [-1, 784]), y


def batches(train, seed):
    data = tf.data.Dataset.from_tensor_slices(train).shuffle(len(train[1]), seed=seed).repeat()
    return data.batch(BATCH).map(shifted).prefetch(2)


def rate_after(steps):
    steps = tf.cast(steps, tf.float32)
    return RATE * (1 - tf.minimum(1.0, steps / DECAY)) * tf.minimum(1.0, steps / WARM_UP)


class Rate(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return rate_after(step)


class MeanOfWeights(tf.keras.callbacks.Callback):
    """Keeps the mean of the weights after each step of the last part, and sets it at the end."""

    def on_train_begin(self, logs=None):
        self.count, self.means = 0, []

    def on_train_batch_end(self, batch, logs=None):
        if batch + 1 > AVERAGE_FROM:
            weights = self.model.trainable_variables
            self.count += 1
            if self.count == 1:
                self.means = [tf.Variable(weight, trainable=False) for weight in weights]
            for mean, weight in zip(self.means, weights):
                mean.assign_add((weight - mean) / self.count)

    def on_train_end(self, logs=None):
        for weight, mean in zip(self.model.trainable_variables, self.means):
            weight.assign(mean)


def keras(train, test, seed, steps):
    layers = tf.keras.layers
    conv = {"padding": "same", "activation": "relu"}
    cnn = tf.keras.Sequential(
        [
            layers.Reshape((28, 28, 1), input_shape=(784,)),
            layers.Conv2D(model.DEFAULTS["conv1_filters"], 5, **conv),
            layers.MaxPooling2D(2),
            layers.Conv2D(model.DEFAULTS["conv2_filters"], 5, **conv),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(model.DEFAULTS["dense_units"], activation="relu"),
            layers.Dropout(DROPOUT),
            layers.Dense(10),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    cnn.compile(tf.keras.optimizers.Adam(Rate(), beta_2=BETA2), loss, metrics=["accuracy"])
    cnn.fit(batches(train, seed), steps_per_epoch=steps, verbose=0, callbacks=[MeanOfWeights()])
    return cnn.evaluate(*test, batch_size=EVALUATION_BATCH, verbose=0)[1]


def model_fn(features, labels, mode):
    """The tutorial's with another optimizer, and with the means of the weights where it doesn't train."""
    spec = model.cnn_model_fn(features, labels, mode, {**model.DEFAULTS, "dropout_rate": DROPOUT})
    step = v1.train.get_global_step()
    if mode != tf.estimator.ModeKeys.TRAIN:
        means = {weight.op.name + "/average": weight for weight in v1.trainable_variables()}
        saver = v1.train.Saver({**means, "global_step": step})
        return spec._replace(scaffold=v1.train.Scaffold(saver=saver))
    # The tutorial's optimizer is in the graph too, but doesn't run.
    adam = v1.train.AdamOptimizer(rate_after(step), beta2=BETA2)
    return spec._replace(train_op=averaged(adam.minimize(spec.loss, step), step))


def averaged(train_op, step):
    """The training step, and after it that of the means. Until they begin they are the weights."""
    with v1.control_dependencies([train_op]):
        count = tf.cast(tf.maximum(step.read_value() - AVERAGE_FROM, 1), tf.float32)
        moves = []
        for weight in v1.trainable_variables():
            name = weight.op.name + "/average"
            mean = v1.get_variable(name, weight.shape, initializer=v1.zeros_initializer(), trainable=False)
            moves.append(mean.assign_sub((mean - weight.read_value()) / count))
        return tf.group(*moves)


def estimator(train, test, seed, steps):
    def test_input():
        return tf.data.Dataset.from_tensor_slices(test).batch(EVALUATION_BATCH).map(named)

    with tempfile.TemporaryDirectory() as folder:
        cnn = tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig(folder, tf_random_seed=seed))
        cnn.train(lambda: batches(train, seed).map(named), steps=steps)
        return cnn.evaluate(test_input)["accuracy"]


def named(x, y):
    return {"x": x}, y


def main(name, seed, steps):
    tf.get_logger().setLevel("ERROR")
    tf.keras.utils.set_random_seed(int(seed))
    train, test = split()
    accuracy = {"keras": keras, "estimator": estimator}[name](train, test, int(seed), int(steps))
    print(f"{{accuracy={accuracy:.7f}, global_step={steps}}}")


if __name__ == "__main__":
    main(*sys.argv[1:])
