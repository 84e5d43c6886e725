"""Makes src/test/resources/parity/layers.npz: of each layer what tf.compat.v1.layers computes, its gradients, and its
variables after three steps of gradient descent; of each loss of tf.compat.v1.losses the value and the gradient.
"""

import pathlib

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
layers, losses, regularizers = v1.layers, v1.losses, tf.keras.regularizers
RESOURCES = pathlib.Path(__file__).parents[2] / "src/test/resources/parity"
RATE = 0.1
STEPS = 3

IMAGES = (2, 7, 6, 3)
LAYERS = {  # Shape of the input, and the layer.
    "conv2d": (IMAGES, lambda x: layers.conv2d(x, 4, (3, 3))),
    "conv2d_strides": (
        IMAGES,
        lambda x: layers.conv2d(x, 4, (3, 2), strides=(2, 1), padding="same", activation=tf.nn.elu),
    ),
    "conv2d_dilation": (
        IMAGES,
        lambda x: layers.conv2d(x, 4, (3, 3), dilation_rate=2, padding="same", use_bias=False),
    ),
    "conv2d_dilation_valid": (IMAGES, lambda x: layers.conv2d(x, 4, (2, 3), dilation_rate=2, activation=tf.nn.relu)),
    "conv2d_regularized": (
        IMAGES,
        lambda x: layers.conv2d(
            x,
            4,
            (2, 2),
            activation=tf.nn.relu,
            kernel_regularizer=regularizers.l2(0.01),
            bias_regularizer=regularizers.l1(0.02),
        ),
    ),
    "conv2d_max_pooling2d": (
        IMAGES,
        lambda x: layers.max_pooling2d(
            layers.conv2d(x, 4, (3, 3), padding="same", activation=tf.nn.relu), 3, 2, padding="same"
        ),
    ),
    "conv2d_abs_max_pooling2d": (
        IMAGES,
        lambda x: layers.max_pooling2d(layers.conv2d(x, 4, (3, 3), activation=lambda x: -tf.abs(x)), 2, 1),
    ),
    "max_pooling2d": (IMAGES, lambda x: layers.max_pooling2d(x, (3, 2), (2, 1))),
    "max_pooling2d_same": (IMAGES, lambda x: layers.max_pooling2d(x, 3, 2, padding="same")),
    "average_pooling2d": (IMAGES, lambda x: layers.average_pooling2d(x, (3, 2), (2, 1))),
    "average_pooling2d_same": (IMAGES, lambda x: layers.average_pooling2d(x, 3, 2, padding="same")),
    "global_max_pooling2d": (IMAGES, lambda x: tf.keras.layers.GlobalMaxPooling2D()(x)),
    "global_average_pooling2d": (IMAGES, lambda x: tf.keras.layers.GlobalAveragePooling2D()(x)),
    "dense": ((5, 6), lambda x: layers.dense(x, 4, activation=tf.nn.tanh)),
    "dense_regularized": (
        (5, 6),
        lambda x: layers.dense(
            x, 4, use_bias=False, kernel_regularizer=regularizers.l1_l2(0.01, 0.02), name="logits"
        ),
    ),
    "dense_sequence": ((2, 3, 6), lambda x: layers.dense(x, 4)),
    "flatten": ((2, 3, 4), lambda x: layers.flatten(x)),
    "batch_normalization": (IMAGES, lambda x: layers.batch_normalization(x, training=True)),
    "batch_normalization_options": (
        IMAGES,
        lambda x: layers.batch_normalization(x, training=True, momentum=0.5, epsilon=0.1, center=False),
    ),
    "batch_normalization_rows": ((8, 3), lambda x: layers.batch_normalization(x, training=True, momentum=0.9)),
    "batch_normalization_sequence": ((2, 4, 3), lambda x: layers.batch_normalization(x, training=True, scale=False)),
    "batch_normalization_inference": (IMAGES, lambda x: layers.batch_normalization(x)),
    "batch_normalization_rows_inference": ((8, 3), lambda x: layers.batch_normalization(x)),
}

REDUCTIONS = ["NONE", "SUM", "SUM_OVER_BATCH_SIZE", "SUM_BY_NONZERO_WEIGHTS", "MEAN"]


def random(*shape):
    return RANDOM.normal(size=shape).astype(np.float32)


def positive(name, values):
    return np.abs(values) + 0.5 if "variance" in name or "gamma" in name else values


def layer(name, shape, build):
    """The gradients are of the mean of (output - target)^2 and the penalties."""
    with tf.Graph().as_default(), v1.Session() as session:
        x = tf.constant(random(*shape))
        y = build(x)
        target = random(*y.shape)
        loss = tf.reduce_mean(tf.square(y - target)) + losses.get_regularization_loss()
        step = v1.train.GradientDescentOptimizer(RATE).minimize(loss) if v1.trainable_variables() else tf.no_op()
        gradients = tf.gradients(loss, [x] + [v for v in v1.trainable_variables()])
        session.run(v1.global_variables_initializer())
        names = [v.op.name for v in v1.global_variables()]
        for variable in v1.global_variables():
            variable.load(positive(variable.op.name, random(*variable.shape)), session)
        save = lambda key, value: RESULT.__setitem__(f"{name}/{key}", np.asarray(value, np.float32))
        for key, value in zip(["x", "output", "target", "loss"], session.run([x, y, tf.constant(target), loss])):
            save(key, value)
        for variable, value in zip(names, session.run(v1.global_variables())):
            save(f"before/{variable}", value)
        trained = ["x"] + [v.op.name for v in v1.trainable_variables()]
        for variable, value in zip(trained, session.run(gradients)):
            save(f"gradient/{variable}", value)
        for _ in range(STEPS):
            session.run([step] + v1.get_collection(v1.GraphKeys.UPDATE_OPS))
        for variable, value in zip(names, session.run(v1.global_variables())):
            save(f"after/{variable}", value)


def embedding():
    """tf.layers has none; ids repeat, so that their gradients add up."""
    with tf.Graph().as_default(), v1.Session() as session:
        table = v1.get_variable("embedding/embeddings", initializer=random(6, 3), use_resource=True)
        y = tf.nn.embedding_lookup(table, [[0, 5, 2], [2, 2, 4]])
        target = random(2, 3, 3)
        loss = tf.reduce_mean(tf.square(y - target))
        step = v1.train.GradientDescentOptimizer(RATE).minimize(loss)
        session.run(v1.global_variables_initializer())
        dense = tf.convert_to_tensor(tf.gradients(loss, table)[0])
        name = "embedding/embeddings"
        values = session.run({f"before/{name}": table, "output": y, f"gradient/{name}": dense, "loss": loss})
        for _ in range(STEPS):
            session.run(step)
        values |= {"target": target, f"after/{name}": session.run(table)}
        RESULT.update({f"embedding/{key}": value for key, value in values.items()})


def loss(name, function, labels, predictions, weights, **options):
    """Without weights and with each of these: of all reductions the value and the gradient, one after the other."""
    RESULT.update({f"{name}/labels": labels, f"{name}/predictions": predictions})
    for kind, values in {"none": 1.0, **weights}.items():
        if kind != "none":
            RESULT[f"{name}/weights/{kind}"] = values
        values_and_gradients = []
        for reduction in REDUCTIONS:
            with tf.Graph().as_default(), v1.Session() as session:
                x = tf.constant(predictions)
                reduced = getattr(losses.Reduction, reduction)
                value = function(labels, x, weights=values, reduction=reduced, **options)
                values_and_gradients += session.run([value, tf.gradients(value, x)[0]])
        RESULT[f"{name}/{kind}"] = np.concatenate([array.flatten() for array in values_and_gradients])


def all_losses():
    rows = np.array([0.5, 0, 2, 0, 1, 3], np.float32)
    columns, scalar = np.array([[0.5, 0, 2, 1]], np.float32), np.float32(2)
    per_row = {"scalar": scalar, "rows": rows, "zeros": np.zeros(6, np.float32)}
    zeros = np.zeros((6, 4), np.float32)
    per_value = {"scalar": scalar, "rows": rows.reshape(6, 1), "columns": columns, "zeros": zeros}
    labels = np.array([0, 3, 1, 2, 2, 0], np.float32)
    sparse = lambda labels, x, **options: losses.sparse_softmax_cross_entropy(tf.cast(labels, tf.int64), x, **options)
    onehot = np.eye(4, dtype=np.float32)[labels.astype(int)]
    several = (random(6, 4) > 0).astype(np.float32)
    loss("sparse_softmax", sparse, labels, random(6, 4), per_row)
    loss("softmax", losses.softmax_cross_entropy, onehot, random(6, 4), per_row)
    loss("softmax_smoothed", losses.softmax_cross_entropy, onehot, random(6, 4), per_row, label_smoothing=0.2)
    loss("sigmoid", losses.sigmoid_cross_entropy, several, 3 * random(6, 4), per_value)
    loss("sigmoid_smoothed", losses.sigmoid_cross_entropy, several, 3 * random(6, 4), per_value, label_smoothing=0.2)
    loss("mean_squared_error", losses.mean_squared_error, random(6, 4), random(6, 4), per_value)
    loss("huber", losses.huber_loss, random(6, 4), random(6, 4), per_value)
    loss("huber_delta", losses.huber_loss, random(6, 4), random(6, 4), per_value, delta=0.3)


RANDOM = np.random.RandomState(7)
RESULT = {}
for name, (shape, build) in LAYERS.items():
    layer(name, shape, build)
embedding()
all_losses()
np.savez_compressed(RESOURCES / "layers.npz", **{key: np.asarray(value, np.float32) for key, value in RESULT.items()})
