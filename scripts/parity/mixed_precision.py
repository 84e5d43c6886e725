"""Makes src/test/resources/parity/mixed_precision.npz: what Keras' mixed_bfloat16 and mixed_float16 compute of the
tutorial's network in a small size, from the formula's weights and images, and the course of LossScaleOptimizer's scale.

    python scripts/parity/mixed_precision.py

Prints how far the policies are from float32 and, with the rows of each batch reversed, from themselves. Takes a minute.
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

import model
from model import tf
from same_numbers import sample

keras = tf.keras
RESOURCES = pathlib.Path(__file__).parents[2] / "src/test/resources/parity"
PARAMS = {"conv1_filters": 8, "conv2_filters": 8, "dense_units": 32}
POLICIES = ["float32", "mixed_bfloat16", "mixed_float16"]
BATCH = 20
STEPS = 40
SNAPSHOTS = [1, 10, STEPS]
RATE = 0.02
OVERFLOWING = 2.0**40  # As the first scale, of which the gradients overflow in float16.
GROWTH_STEPS = 2000  # Keras' own.


def network(policy):
    def layer(kind, *args, **kwargs):
        return kind(*args, dtype=keras.mixed_precision.Policy(policy), **kwargs)

    layers = keras.layers
    net = keras.Sequential(
        [
            keras.Input([784]),
            layer(layers.Reshape, [28, 28, 1]),
            layer(layers.Conv2D, PARAMS["conv1_filters"], 5, padding="same", activation="relu"),
            layer(layers.MaxPooling2D, 2, 2),
            layer(layers.Conv2D, PARAMS["conv2_filters"], 5, padding="same", activation="relu"),
            layer(layers.MaxPooling2D, 2, 2),
            layer(layers.Flatten),
            layer(layers.Dense, PARAMS["dense_units"], activation="relu"),
            layer(layers.Dense, 10),
            layers.Activation("linear", dtype="float32"),
        ]
    )
    net.set_weights(list(model.weights(PARAMS).values()))
    return net


def batch(step, order):
    images = model.scaled(model.images(BATCH * step, BATCH))
    return tf.constant(images[::order]), tf.constant(model.labels(BATCH * step, BATCH)[::order])


def train(policy, initial_scale=2.0**15, order=1):
    """Each step's loss and the scale after it; the variables after some steps."""
    net = network(policy)
    optimizer = keras.optimizers.SGD(RATE)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    scaled = policy == "mixed_float16"
    if scaled:
        optimizer = keras.mixed_precision.LossScaleOptimizer(optimizer, initial_scale=initial_scale)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, net(x, training=True))
            target = optimizer.get_scaled_loss(loss) if scaled else loss
        gradients = tape.gradient(target, net.trainable_variables)
        if scaled:
            gradients = optimizer.get_unscaled_gradients(gradients)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))
        return loss

    losses, scales, snapshots = [], [], {}
    for number in range(STEPS):
        losses.append(step(*batch(number, order)).numpy())
        scales.append(float(optimizer.loss_scale) if scaled else 1)
        if number + 1 in SNAPSHOTS:
            snapshots[number + 1] = dict(zip(model.VARIABLES, net.get_weights()))
    return np.array(losses, np.float32), np.array(scales, np.float32), snapshots


def course():
    """The scale after each step of one weight, whose gradient is given: long runs of good steps, and short ones."""
    random = np.random.default_rng(7)
    gradients = (random.integers(0, 8, 5000) / 8).astype(np.float32)
    bad = np.concatenate([[4200, 4201], 4300 + np.flatnonzero(random.random(60) < 0.4)])
    gradients[bad] = random.choice(np.array([np.inf, -np.inf, np.nan], np.float32), bad.size)
    weight = tf.Variable(3.0)
    optimizer = keras.mixed_precision.LossScaleOptimizer(keras.optimizers.SGD(0.25))
    assert optimizer.initial_scale == 2**15 and optimizer.dynamic_growth_steps == GROWTH_STEPS

    @tf.function
    def step(gradient):
        with tf.GradientTape() as tape:
            loss = optimizer.get_scaled_loss(weight * gradient)
        unscaled = optimizer.get_unscaled_gradients(tape.gradient(loss, [weight]))
        optimizer.apply_gradients(zip(unscaled, [weight]))

    scales, weights = [], []
    for gradient in gradients:
        step(tf.constant(gradient))
        scales.append(float(optimizer.loss_scale))
        weights.append(float(weight))
    return {"gradients": gradients, "scales": np.array(scales, np.float32), "weights": np.array(weights, np.float32)}


def distance(losses, others):
    """The largest of a loss, relative."""
    return np.max(np.abs(losses - others) / np.abs(others))


def movement_apart(snapshot, other):
    """By variable, the largest difference of its values as a part of the largest movement."""
    start = model.weights(PARAMS)
    return {
        name: np.max(np.abs(values - other[name])) / np.max(np.abs(other[name] - start[name]))
        for name, values in snapshot.items()
    }


def main():
    trained = {policy: train(policy) for policy in POLICIES}
    trained["overflowing"] = train("mixed_float16", OVERFLOWING)
    result = {f"course/{key}": values for key, values in course().items()}
    for name, (losses, scales, snapshots) in trained.items():
        result[f"{name}/losses"] = losses
        result[f"{name}/scales"] = scales
        for step, variables in snapshots.items():
            for variable, values in variables.items():
                result[f"{name}/after-{step}/{variable}"] = sample(variable, values)["values"]
    np.savez_compressed(RESOURCES / "mixed_precision.npz", **result)

    float32 = trained["float32"]
    for policy in POLICIES:
        losses, _, snapshots = trained[policy]
        reversed_losses, _, reversed_snapshots = train(policy, order=-1)
        print(f"{policy}: losses {losses[0]:.6f} to {losses[-1]:.6f}")
        print(f"  from float32: losses {distance(losses, float32[0]):.1e}; from reversed: {distance(losses, reversed_losses):.1e}")
        for step in SNAPSHOTS:
            for what, other in [("float32", float32[2][step]), ("reversed", reversed_snapshots[step])]:
                apart = movement_apart(snapshots[step], other)
                print(f"  weights after {step}, from {what}: {max(apart.values()):.2e}")
    scales = trained["overflowing"][1]
    for order, others in [(1, scales), (-1, train("mixed_float16", OVERFLOWING, -1)[1])]:
        print(f"scale from 2^40, order {order}: 2^{np.log2(others[-1]):.0f} after {np.argmin(others) + 1} steps")


if __name__ == "__main__":
    main()
