"""The tutorial's network in Python's own TensorFlow, and the weights and images that both sides compute.

Everything here has a twin in src/test/java/io/github/tfestimator/parity/Formula.java.
"""

import math

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1

DEFAULTS = {
    "conv1_filters": 32,
    "conv2_filters": 36,
    "dense_units": 1764,
    "dropout_rate": 0.4,
    "learning_rate": 0.001,
}

VARIABLES = [
    "conv2d/kernel",
    "conv2d/bias",
    "conv2d_1/kernel",
    "conv2d_1/bias",
    "dense/kernel",
    "dense/bias",
    "dense_1/kernel",
    "dense_1/bias",
]


def cnn_model_fn(features, labels, mode, params):
    """The model function, for tf.estimator.Estimator(cnn_model_fn, params={**DEFAULTS, ...}).

    features["x"]: float32 [batch, 784]; labels: int32 [batch].
    """
    layers = v1.layers
    train = mode == tf.estimator.ModeKeys.TRAIN
    image = tf.reshape(features["x"], [-1, 28, 28, 1])
    conv1 = layers.conv2d(image, params["conv1_filters"], [5, 5], padding="same", activation=tf.nn.relu)
    pool1 = layers.max_pooling2d(conv1, [2, 2], 2)
    conv2 = layers.conv2d(pool1, params["conv2_filters"], [5, 5], padding="same", activation=tf.nn.relu)
    pool2 = layers.max_pooling2d(conv2, [2, 2], 2)
    flat = tf.reshape(pool2, [-1, 7 * 7 * params["conv2_filters"]])
    dense = layers.dense(flat, params["dense_units"], activation=tf.nn.relu)
    dropout = layers.dropout(dense, params["dropout_rate"], training=train)
    logits = layers.dense(dropout, 10)

    predictions = {
        "classes": tf.argmax(logits, axis=1),
        "probabilities": tf.nn.softmax(logits, name="softmax_tensor"),
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    loss = v1.losses.sparse_softmax_cross_entropy(labels, logits)
    if train:
        optimizer = v1.train.GradientDescentOptimizer(params["learning_rate"])
        train_op = optimizer.minimize(loss, v1.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

    accuracy = v1.metrics.accuracy(labels, predictions["classes"])
    return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"accuracy": accuracy})


def shapes(params):
    """The variables' shapes, by name, in the order of VARIABLES."""
    c1, c2, units = params["conv1_filters"], params["conv2_filters"], params["dense_units"]
    all_shapes = [(5, 5, 1, c1), (c1,), (5, 5, c1, c2), (c2,), (49 * c2, units), (units,), (units, 10), (10,)]
    return dict(zip(VARIABLES, all_shapes))


def hashes(stream, count):
    """uint32 [count]: a hash of (stream, i), the mixing of MurmurHash3's end."""
    u = np.uint32
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=u) * u(0x9E3779B1) + u((stream + 1) * 0x85EBCA77 & 0xFFFFFFFF)
        h ^= h >> u(16)
        h *= u(0x85EBCA6B)
        h ^= h >> u(13)
        h *= u(0xC2B2AE35)
        h ^= h >> u(16)
    return h


def weight(name, shape):
    """float32 of that shape: spread evenly over Glorot's limits, biases over -0.1 to 0.1."""
    limit = 0.1
    if len(shape) > 1:
        window = math.prod(shape[:-2])
        limit = math.sqrt(6.0 / (window * shape[-2] + window * shape[-1]))
    unit = hashes(VARIABLES.index(name), math.prod(shape)) / 2.0**32 * 2 - 1
    return (unit * limit).astype(np.float32).reshape(shape)


def weights(params):
    """All variables' values by name."""
    return {name: weight(name, shape) for name, shape in shapes(params).items()}


class FormulaWeights(tf.estimator.SessionRunHook):
    """Gives all trainable variables the formula's values when the session is made."""

    def after_create_session(self, session, coord):
        load_weights(session)


def load_weights(session):
    for variable in v1.trainable_variables():
        variable.load(weight(variable.op.name, tuple(variable.shape.as_list())), session)


def image(k):
    """uint8 [784]: stripes whose direction is the label's, in gray noise, on black."""
    digit = k % 10
    noise = hashes(100 + k, 785)
    row, column = np.divmod(np.arange(784), 28)
    inked = (row * digit + column * (9 - digit) + noise[784] % 28) % 28 < 8
    return np.where(inked, 128 + noise[:784] % 128, 0).astype(np.uint8)


def images(first, count):
    """uint8 [count, 784]"""
    return np.stack([image(k) for k in range(first, first + count)])


def labels(first, count):
    """int32 [count]"""
    return (np.arange(first, first + count) % 10).astype(np.int32)


def scaled(pixels):
    """float32 of the same shape, 0 to 1."""
    return (pixels * (1 / 255)).astype(np.float32)
