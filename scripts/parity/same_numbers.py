"""Makes src/test/resources/parity/same-numbers-{formula,mnist}.npz: what Python's Estimator computes from
the formula's weights, for the tests SameNumbersOn*. The second file wants MNIST_DIR.
"""

import pathlib
import tempfile

import numpy as np

import mnist
import model
from model import tf, v1

BATCH = 100
EVALUATED = 32
TRAININGS = {"0.001": [1, 10, 100], "0.05": [1, 10]}  # Learning rate, and after how many steps to look.
WHOLE = 1000  # Variables up to this size are kept whole,
SAMPLED = 300  # of larger ones so many values.
RESOURCES = pathlib.Path(__file__).parents[2] / "src/test/resources/parity"


class Formula:
    """Images 0 to 31 to evaluate; images 100 s to 100 s + 99 for step s."""

    def evaluated(self):
        return model.scaled(model.images(0, EVALUATED)), model.labels(0, EVALUATED)

    def batch(self, step):
        return model.scaled(model.images(BATCH * step, BATCH)), model.labels(BATCH * step, BATCH)


class Mnist:
    """The same of the official test and training set."""

    def __init__(self):
        self.train, self.test = mnist.read("train"), mnist.read("t10k")

    def evaluated(self):
        return model.scaled(self.test[0][:EVALUATED]), self.test[1][:EVALUATED]

    def batch(self, step):
        rows = slice(BATCH * step, BATCH * (step + 1))
        return model.scaled(self.train[0][rows]), self.train[1][rows]


class Watch(tf.estimator.SessionRunHook):
    """Notes each step's loss, the first step's gradients, and the variables after some steps."""

    def __init__(self, snapshots):
        self.snapshots = snapshots
        self.losses, self.gradients, self.variables = [], {}, {}

    def begin(self):
        graph = v1.get_default_graph()
        self.loss = graph.get_collection(v1.GraphKeys.LOSSES)[0]
        updates = [op for op in graph.get_operations() if op.type == "ResourceApplyGradientDescent"]
        self.deltas = {op.inputs[0].op.name: op.inputs[2] for op in updates}

    def before_run(self, context):
        first = {} if self.gradients else self.deltas
        return v1.train.SessionRunArgs({"loss": self.loss, "gradients": first})

    def after_run(self, context, values):
        self.losses.append(values.results["loss"])
        self.gradients.update(values.results["gradients"])
        if len(self.losses) in self.snapshots:
            variables = {v.op.name: v for v in v1.trainable_variables()}
            self.variables[len(self.losses)] = context.session.run(variables)


def sample(name, values):
    """Small variables whole; of large ones values at hashed places, the sum and the two norms."""
    flat = values.ravel()
    places = np.arange(flat.size)
    if flat.size > WHOLE:
        places = model.hashes(1000 + model.VARIABLES.index(name), SAMPLED) % flat.size
    exact = flat.astype(np.float64)
    sums = [exact.sum(), np.abs(exact).sum(), np.sqrt((exact**2).sum())]
    return {"values": flat[places], "sums": np.array(sums)}


def with_logits(features, labels, mode, params):
    spec = model.cnn_model_fn(features, labels, mode, params)
    if mode == tf.estimator.ModeKeys.PREDICT:
        spec.predictions["logits"] = v1.get_default_graph().get_tensor_by_name("dense_1/BiasAdd:0")
    return spec


def once(x, y):
    return lambda: tf.data.Dataset.from_tensors(({"x": x}, y))


def batches(data, steps):
    types = ({"x": tf.TensorSpec([BATCH, 784])}, tf.TensorSpec([BATCH], tf.int32))
    return lambda: tf.data.Dataset.from_generator(
        lambda: (({"x": x}, y) for x, y in map(data.batch, range(steps))), output_signature=types)


def estimator(rate):
    params = {**model.DEFAULTS, "dropout_rate": 0.0, "learning_rate": float(rate)}
    return tf.estimator.Estimator(with_logits, tempfile.mkdtemp(), params=params)


def record(data):
    found = {}

    x, y = data.evaluated()
    fresh = estimator("0.001")
    start = fresh.model_dir + "/model.ckpt-formula"
    save_formula(start)
    predictions = list(fresh.predict(once(x, y), checkpoint_path=start))
    for key in ["logits", "probabilities"]:
        found["eval/" + key] = np.stack([p[key] for p in predictions])
    found["eval/loss"] = np.float32(fresh.evaluate(once(x, y), checkpoint_path=start)["loss"])

    for rate, steps in TRAININGS.items():
        watch = Watch(steps)
        estimator(rate).train(batches(data, steps[-1]), hooks=[model.FormulaWeights(), watch])
        found[f"{rate}/losses"] = np.array(watch.losses, np.float32)
        snapshots = {f"after-{step}": values for step, values in watch.variables.items()}
        snapshots["gradients"] = watch.gradients
        for snapshot, values in snapshots.items():
            for name, value in values.items():
                for kind, kept in sample(name, value).items():
                    found[f"{rate}/{snapshot}/{name}/{kind}"] = kept
    return found


def save_formula(prefix):
    """A checkpoint of the formula's weights at step 0."""
    with v1.Graph().as_default(), v1.Session() as session:
        v1.train.create_global_step()
        for name, value in model.weights(model.DEFAULTS).items():
            v1.get_variable(name, initializer=value)
        session.run(v1.global_variables_initializer())
        v1.train.Saver().save(session, prefix, write_state=False)


def main():
    RESOURCES.mkdir(parents=True, exist_ok=True)
    np.savez(RESOURCES / "same-numbers-formula.npz", **record(Formula()))
    if mnist.folder():
        np.savez(RESOURCES / "same-numbers-mnist.npz", **record(Mnist()))


if __name__ == "__main__":
    main()
