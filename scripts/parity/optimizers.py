"""Makes src/test/resources/parity/optimizers.json: steps of Python's optimizers, decays, clipping and averages.

    python scripts/parity/optimizers.py

The model is a dense layer of 3 inputs and 2 outputs with the mean squared error of 4 examples. What it computes with
has a twin in src/test/java/io/github/tfestimator/parity/OptimizersParityTest.java. Takes ten seconds.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
train = v1.train

OUT = Path(__file__).parents[2] / "src/test/resources/parity/optimizers.json"
STEPS = 5
DECAY_STEPS = [0, 1, 2, 5, 9, 10, 11, 25, 99, 100, 101, 1000]


def wave(shape, height, frequency):
    """float32 of that shape: a sine over the values' indices from 1 on."""
    index = np.arange(1, np.prod(shape) + 1, dtype=np.float64)
    return (height * np.sin(frequency * index)).astype(np.float32).reshape(shape)


def loss():
    """The mean squared error of x * kernel + bias."""
    with v1.variable_scope("dense"):
        kernel = v1.get_variable("kernel", initializer=wave((3, 2), 0.8, 0.9), use_resource=True)
        bias = v1.get_variable("bias", initializer=wave((2,), 0.5, 1.3), use_resource=True)
    outputs = tf.constant(wave((4, 3), 1.0, 0.7)) @ kernel + bias
    return tf.reduce_mean(tf.math.squared_difference(outputs, tf.constant(wave((4, 2), 2.0, 1.1))))


def short(values):
    """As a list of numbers with the nine digits that tell all float32 apart."""
    return [float(f"{value:.9g}") for value in np.ravel(values)]


def steps(train_op):
    """All float variables after each step."""
    with tf.Graph().as_default(), v1.Session() as session:
        step = v1.train.create_global_step()
        op = train_op(step)
        session.run(v1.global_variables_initializer())
        variables = [variable for variable in v1.global_variables() if variable is not step]
        after = []
        for _ in range(STEPS):
            session.run(op)
            values = session.run({variable.op.name: variable for variable in variables})
            after.append({name: short(value) for name, value in sorted(values.items())})
        assert session.run(step) == STEPS
        return after


def minimized(optimizer):
    return steps(lambda step: optimizer(step).minimize(loss(), step))


def clipped(clip):
    def train_op(step):
        optimizer = train.GradientDescentOptimizer(0.1)
        gradients, variables = zip(*optimizer.compute_gradients(loss()))
        return optimizer.apply_gradients(zip(clip(gradients), variables), step)

    return steps(train_op)


def averaged(with_num_updates):
    def train_op(step):
        average = train.ExponentialMovingAverage(0.6, step if with_num_updates else None)
        with v1.control_dependencies([train.GradientDescentOptimizer(0.1).minimize(loss(), step)]):
            return average.apply()

    return steps(train_op)


def rates(decay):
    """The rate at each of the steps."""
    with tf.Graph().as_default(), v1.Session() as session:
        step = v1.placeholder(tf.int64, [])
        rate = decay(step)
        return short([session.run(rate, {step: at}) for at in DECAY_STEPS])


def warmed_up(rate, step):
    """As BERT's optimization.py counts it."""
    return rate * tf.minimum(1.0, tf.cast(step, tf.float32) / tf.cast(10, tf.float32))


def main():
    made = {
        "steps": {
            "gradient_descent": minimized(lambda step: train.GradientDescentOptimizer(0.1)),
            "momentum": minimized(lambda step: train.MomentumOptimizer(0.1, 0.9)),
            "nesterov": minimized(lambda step: train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)),
            "momentum_decayed": minimized(
                lambda step: train.MomentumOptimizer(train.exponential_decay(0.1, step, 2, 0.5), 0.9)
            ),
            "adam": minimized(lambda step: train.AdamOptimizer()),
            "adam_with_all": minimized(lambda step: train.AdamOptimizer(0.05, 0.8, 0.95, 1e-3)),
            "adagrad": minimized(lambda step: train.AdagradOptimizer(0.1)),
            "adagrad_with_all": minimized(lambda step: train.AdagradOptimizer(0.1, 0.5)),
            "rmsprop": minimized(lambda step: train.RMSPropOptimizer(0.01)),
            "rmsprop_with_all": minimized(lambda step: train.RMSPropOptimizer(0.01, 0.8, 0.5, 1e-3)),
            "clip_by_value": clipped(lambda all: [tf.clip_by_value(each, -0.2, 0.3) for each in all]),
            "clip_by_norm": clipped(lambda all: [tf.clip_by_norm(each, 0.9) for each in all]),
            "clip_by_global_norm": clipped(lambda all: tf.clip_by_global_norm(all, 1.2)[0]),
            "average": averaged(False),
            "average_with_num_updates": averaged(True),
        },
        "rates": {
            "at": DECAY_STEPS,
            "exponential": rates(lambda step: train.exponential_decay(0.1, step, 10, 0.9)),
            "staircase": rates(lambda step: train.exponential_decay(0.1, step, 10, 0.9, staircase=True)),
            "piecewise": rates(lambda step: train.piecewise_constant(step, [1, 10, 100], [0.1, 0.05, 0.02, 0.01])),
            "polynomial": rates(lambda step: train.polynomial_decay(0.1, step, 100, 0.02, 1.5)),
            "linear": rates(lambda step: train.polynomial_decay(0.1, step, 100, 0.0)),
            "cosine": rates(lambda step: train.cosine_decay(0.1, step, 100)),
            "cosine_with_alpha": rates(lambda step: train.cosine_decay(0.1, step, 100, 0.3)),
            "warm_up": rates(lambda step: warmed_up(train.exponential_decay(0.1, step, 10, 0.9), step)),
        },
    }
    OUT.write_text(json.dumps(made, indent=1).replace("\n     ", "").replace("\n    ]", "]") + "\n")
    for name, after in made["steps"].items():
        print(name, after[-1])
    print(made["rates"])


if __name__ == "__main__":
    main()
