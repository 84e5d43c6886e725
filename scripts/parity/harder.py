"""How far Java is from Python where weights, images and sizes are harder, beside Python from itself and from float64.

    mvn test-compile && MNIST_DIR=... python scripts/parity/harder.py [CASE...]

Each case trains from the same weights on the same batches of 100, without dropout: in Java, in Python, in Python with
each batch's rows reversed, and, for 10 of 100 steps, in Python's float64, the truth. Prints a table. Takes some minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

import mnist
import model
from model import tf, v1
from same_numbers import Watch

ROOT = Path(__file__).parents[2]
BATCH, STEPS, SNAPSHOTS = 100, 100, [10, 100]
random = np.random.RandomState(5)


def fan_in(shape):
    return np.prod(shape[:-1])


def he(name, shape):
    return random.normal(0, np.sqrt(2 / fan_in(shape)), shape) if len(shape) > 1 else np.zeros(shape)


def laplace(name, shape):
    return random.laplace(0, np.sqrt(0.5 / fan_in(shape)), shape) if len(shape) > 1 else np.zeros(shape)


def biases_of_30(name, shape):
    return np.full(shape, 30) if name.startswith("conv2d") and len(shape) == 1 else model.weight(name, shape)


def digits():
    pixels, labels = mnist.read("train")
    return model.scaled(pixels[: BATCH * STEPS]), labels[: BATCH * STEPS]


def textures():
    """Two waves of any direction and noise, all over the image."""
    labels = (np.arange(BATCH * STEPS) % 10).astype(np.int32)
    y, x = np.mgrid[:28, :28]
    a, b, c, d = random.uniform(-2, 2, (4, len(labels), 1, 1))
    waves = 128 + 50 * np.sin(a * y + b * x) + 50 * np.sin(c * y + d * x)
    waves += random.uniform(-27, 27, waves.shape)
    return model.scaled(waves.astype(np.uint8).reshape(-1, 784)), labels


SIZES = (32, 36, 1764)
CASES = {  # Weights, images, sizes and rate.
    "formula": (model.weight, digits, SIZES, 0.001),
    "He": (he, digits, SIZES, 0.001),
    "Laplace": (laplace, digits, SIZES, 0.001),
    "biases of 30": (biases_of_30, digits, SIZES, 1e-6),
    "textures": (model.weight, textures, SIZES, 0.001),
    "16, 24 and 200 wide": (model.weight, digits, (16, 24, 200), 0.05),
    "rate 0.02": (model.weight, digits, SIZES, 0.02),
}


class Given(tf.estimator.SessionRunHook):
    def __init__(self, weights):
        self.weights = weights

    def after_create_session(self, session, coord):
        for variable in v1.trainable_variables():
            variable.load(self.weights[variable.op.name], session)


def params(sizes, rate):
    names = ("conv1_filters", "conv2_filters", "dense_units")
    return {**dict(zip(names, sizes)), "dropout_rate": 0.0, "learning_rate": rate}


def train_in_python(x, y, start, sizes, rate, dtype=np.float32, rows=slice(None)):
    config = tf.estimator.RunConfig(save_checkpoints_steps=10**6, log_step_count_steps=10**6)
    with tempfile.TemporaryDirectory() as folder:
        cnn = tf.estimator.Estimator(model.cnn_model_fn, folder, config, params(sizes, rate))
        watch = Watch(SNAPSHOTS)
        hooks = [Given({name: value.astype(dtype) for name, value in start.items()}), watch]
        spec = ({"x": tf.TensorSpec([BATCH, 784], dtype)}, tf.TensorSpec([BATCH], tf.int32))
        batches = lambda: (({"x": x[i][rows].astype(dtype)}, y[i][rows]) for i in range(len(x)))
        cnn.train(lambda: tf.data.Dataset.from_generator(batches, output_signature=spec), hooks=hooks)
        first = v1.estimator.inputs.numpy_input_fn({"x": x[0][rows].astype(dtype)}, batch_size=BATCH, shuffle=False)
        save(Path(folder) / "start", start, dtype)
        predicted = cnn.predict(first, checkpoint_path=str(Path(folder) / "start"))
        probabilities = np.stack([each["probabilities"] for each in predicted])[rows]
    found = {"probabilities": probabilities, "losses": np.array(watch.losses)}
    return {**found, "gradients": watch.gradients, **watch.variables}


def save(prefix, start, dtype):
    """A checkpoint of step 0."""
    with v1.Graph().as_default(), v1.Session() as session:
        v1.train.create_global_step()
        for name, value in start.items():
            v1.get_variable(name, initializer=value.astype(dtype))
        session.run(v1.global_variables_initializer())
        v1.train.Saver().save(session, str(prefix))


def train_in_java(x, y, start, sizes, rate):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        x.astype("<f4").tofile(folder / "x")
        y.astype("<i4").tofile(folder / "y")
        (folder / "model").mkdir()
        save(folder / "model/model.ckpt-0", start, np.float32)
        classpath = [ROOT / "target/test-classes", ROOT / "target/classes", (ROOT / "target/classpath.txt").read_text()]
        command = ["java", "-cp", os.pathsep.join(map(str, classpath)), "io.github.tfestimator.parity.HarderNumbers"]
        done = subprocess.run([*command, *map(str, (folder, *sizes, rate, STEPS))], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        read = lambda name, shape: np.fromfile(folder / name, "<f4").reshape(shape)
        found = {"probabilities": read("probabilities", (BATCH, 10)), "losses": read("losses", [STEPS])}
        for group in ("gradients", *SNAPSHOTS):
            file = group if group == "gradients" else f"after-{group}"
            found[group] = {name: read(f"{file}/{name}", value.shape) for name, value in start.items()}
        return found


def largest(a, b=0):
    return np.abs(np.subtract(a, b, dtype=np.float64)).max()


def differences(a, b, start):
    """Probabilities; losses of 10 and of all steps, relative; gradients, a part of the largest; weights, of the movement."""
    steps = min(len(a["losses"]), len(b["losses"]))
    losses = np.abs(a["losses"][:steps] / b["losses"][:steps] - 1)
    gradients = max(largest(a["gradients"][n], b["gradients"][n]) / largest(b["gradients"][n]) for n in start)
    weights = [moved(a[step], b[step], start) for step in SNAPSHOTS if step <= steps]
    probabilities = largest(a["probabilities"], b["probabilities"])
    if steps < STEPS:
        return [probabilities, losses.max(), None, gradients, weights[0], None]
    return [probabilities, losses[:10].max(), losses.max(), gradients, *weights]


def moved(a, b, start):
    """The largest difference of a variable, but for one rounding, as a part of its largest movement."""
    rounding = lambda value: np.spacing(np.float32(largest(value)))
    return max(0, *((largest(a[n], b[n]) - rounding(b[n])) / largest(b[n], start[n]) for n in start))


def main(names):
    tf.get_logger().setLevel("ERROR")
    heads = ["probabilities", "losses of 10 steps", "of 100", "gradients", "weights after 10", "after 100"]
    print("| case | from | to | " + " | ".join(heads) + " |\n|" + "---|" * (3 + len(heads)))
    for name in names:
        weight, images, sizes, rate = CASES[name]
        start = {n: np.asarray(weight(n, shape), np.float32) for n, shape in model.shapes(params(sizes, rate)).items()}
        x, y = (values.reshape(STEPS, BATCH, *values.shape[1:]) for values in images())
        runs = {
            "Java": train_in_java(x, y, start, sizes, rate),
            "Python": train_in_python(x, y, start, sizes, rate),
            "reversed": train_in_python(x, y, start, sizes, rate, rows=slice(None, None, -1)),
            "float64": train_in_python(x[:10], y[:10], start, sizes, rate, np.float64),
        }
        losses = runs["Python"]["losses"]
        for a, b in (("Java", "Python"), ("reversed", "Python"), ("Java", "float64"), ("Python", "float64")):
            cells = ["" if each is None else f"{each:.1e}" for each in differences(runs[a], runs[b], start)]
            print(f"| {name}, loss {losses[0]:.2f} to {losses[-1]:.2f} | {a} | {b} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or CASES)
