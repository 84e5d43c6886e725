"""Speed of Python's TensorFlow and of ours, by turns in one run.

    python scripts/parity/speed.py [--rounds 8] [--steps 100] [--images 10000] [--predictions 200]

Wants an idle machine. The network at its full size, batches of 100 for training and of 128 for
evaluation, the formula's images. Only one side computes at a time; threads and oneDNN are what each
TensorFlow takes by itself, unless TF_ENABLE_ONEDNN_OPTS is set, which counts for both.

CNN_MAVEN_ARGS and CNN_JAVA_ARGS are for our side, as in scripts/benchmark.
"""

import argparse
import json
import logging
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")

import tensorflow as tf

import model

v1 = tf.compat.v1

ROOT = pathlib.Path(__file__).parents[2]
BATCH, EVALUATION_BATCH, WARM_UP = 100, 128, 20
COMPARED_WITH = {
    "Java Estimator": ["Python Estimator"],
    "Java Estimator, training": ["Python Estimator, training", "Python session, training"],
    "Java SavedModelClassifier": ["Python SavedModel"],
    "Java session": ["Python session"],
}


class Java:
    """Our side: scripts/benchmark speed-worker."""

    def __init__(self, images):
        command = [str(ROOT / "scripts/benchmark"), "speed-worker", str(images)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.versions = self.send("versions")["text"]

    def send(self, *words):
        """A command and its answer, each a line of JSON."""
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The Java side ended; what it said is above.")
        answer = json.loads(line)
        if answer["failed"]:
            sys.exit(f"The Java side failed at {words}: {answer['text']}")
        return answer

    def seconds(self, name, count):
        return self.send(name, str(count))["values"][0]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class StepTimer(tf.estimator.SessionRunHook):
    """From the end of the last step of the warm-up to that of the last step."""

    def __init__(self, steps):
        self.steps = steps
        self.iteration = 0
        self.seconds_per_step = None

    def after_run(self, run_context, run_values):
        self.iteration += 1
        if self.iteration == WARM_UP:
            self.start = time.perf_counter()
        elif self.iteration == WARM_UP + self.steps:
            self.seconds_per_step = (time.perf_counter() - self.start) / self.steps


class Python:
    """The Estimator, a session on the same model function's graph, and a loaded SavedModel."""

    def __init__(self, images, folder):
        self.x = model.scaled(model.images(0, images))
        self.y = model.labels(0, images)
        self.estimator = tf.estimator.Estimator(model.cnn_model_fn, folder + "/model", params=model.DEFAULTS)
        self.estimator.train(self.input_fn(BATCH, None), steps=1)
        export = self.estimator.export_saved_model(folder + "/export", self.serving_input)
        self.signature = tf.saved_model.load(export.decode()).signatures["serving_default"]
        self.one = tf.constant(self.x[:1])
        self.training = Session(tf.estimator.ModeKeys.TRAIN)
        self.prediction = Session(tf.estimator.ModeKeys.PREDICT)

    def input_fn(self, batch, epochs, count=None):
        return v1.estimator.inputs.numpy_input_fn(
            {"x": self.x[:count]}, self.y[:count], batch_size=batch, num_epochs=epochs, shuffle=epochs is None
        )

    @staticmethod
    def serving_input():
        x = v1.placeholder(tf.float32, [None, 784], "x")
        return tf.estimator.export.ServingInputReceiver({"x": x}, {"x": x})

    def train(self, steps):
        timer = StepTimer(steps)
        self.estimator.train(self.input_fn(BATCH, None), steps=WARM_UP + steps, hooks=[timer])
        return timer.seconds_per_step

    def train_session(self, steps):
        batches = self.batches(2000, BATCH)
        for i in range(WARM_UP + steps):
            if i == WARM_UP:
                start = time.perf_counter()
            self.training.run(*batches[i % len(batches)])
        return (time.perf_counter() - start) / steps

    def evaluate(self, count):
        return seconds(lambda: self.estimator.evaluate(self.input_fn(EVALUATION_BATCH, 1, count)))

    def evaluate_session(self, count):
        batches = self.batches(count, EVALUATION_BATCH)
        return seconds(lambda: [self.prediction.run(x) for x, _ in batches])

    def predict(self, count):
        return median(count, lambda: list(self.estimator.predict(self.input_fn(1, 1, 1))))

    def predict_saved_model(self, count):
        return median(count, lambda: [value.numpy() for value in self.signature(x=self.one).values()])

    def predict_session(self, count):
        return median(count, lambda: self.prediction.run(self.x[:1]))

    def batches(self, count, size):
        count = min(count, len(self.x))
        return [(self.x[i : min(i + size, count)], self.y[i : min(i + size, count)]) for i in range(0, count, size)]


class Session:
    """A session and what it runs in a mode; the arrays are fed."""

    def __init__(self, mode):
        with tf.Graph().as_default() as graph:
            v1.train.create_global_step()
            self.x = v1.placeholder(tf.float32, [None, 784])
            self.y = v1.placeholder(tf.int32, [None])
            spec = model.cnn_model_fn({"x": self.x}, self.y, mode, model.DEFAULTS)
            self.fetches = [spec.loss, spec.train_op] if spec.train_op is not None else spec.predictions
            self.session = v1.Session(graph=graph)
            self.session.run(v1.global_variables_initializer())

    def run(self, x, y=None):
        self.session.run(self.fetches, {self.x: x} if y is None else {self.x: x, self.y: y})


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(count, work):
    return sorted(seconds(work) for _ in range(count))[count // 2]


def measures(java, python, options):
    """Per subject, per runner what gives its seconds."""

    def ours(name, count):
        return lambda: java.seconds(name, count)

    steps, images, predictions = options.steps, options.images, options.predictions
    # A call of an Estimator builds a graph and restores: some are enough.
    calls = max(1, predictions // 40)
    return {
        f"a training step (mean of {steps}), batch {BATCH}": {
            "Java Estimator, training": ours("train", steps),
            "Python Estimator, training": lambda: python.train(steps),
            "Python session, training": lambda: python.train_session(steps),
        },
        f"evaluation of {images} images, batch {EVALUATION_BATCH}": {
            "Java Estimator": ours("evaluate", images),
            "Python Estimator": lambda: python.evaluate(images),
            "Java session": ours("evaluate-session", images),
            "Python session": lambda: python.evaluate_session(images),
        },
        f"one image (median of {predictions}; of {calls} for an Estimator)": {
            "Java Estimator": ours("predict", calls),
            "Python Estimator": lambda: python.predict(calls),
            "Java SavedModelClassifier": ours("predict-saved-model", predictions),
            "Python SavedModel": lambda: python.predict_saved_model(predictions),
            "Java session": ours("predict-session", predictions),
            "Python session": lambda: python.predict_session(predictions),
        },
    }


def report(subject, runs):
    """Medians over the rounds, and ratios to Python, each the median of the rounds' ratios."""
    print(f"\n{subject}")
    for name, times in runs.items():
        line = f"  {name:<26} {statistics.median(times) * 1000:10.2f} ms"
        for other in COMPARED_WITH.get(name, []):
            if other in runs:
                ratio = statistics.median(a / b for a, b in zip(times, runs[other]))
                line += f"   {ratio:.3f} of {other}"
        print(line, flush=True)


def cpu():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--images", type=int, default=10000)
    parser.add_argument("--predictions", type=int, default=200)
    options = parser.parse_args()
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        java, python = Java(max(BATCH, options.images)), Python(max(BATCH, options.images), folder)
        print(f"{os.cpu_count()} cores, {cpu()}, {platform.platform()}")
        print(f"Java: {java.versions}; Python: TensorFlow {tf.__version__}, Python {platform.python_version()}")
        print(f"TF_ENABLE_ONEDNN_OPTS: {os.environ.get('TF_ENABLE_ONEDNN_OPTS', 'not set')}")
        print(f"medians of {options.rounds} rounds, after one that isn't counted")
        for subject, runners in measures(java, python, options).items():
            runs = {name: [] for name in runners}
            for turn in range(options.rounds + 1):
                for name, run in runners.items():
                    taken = run()
                    if turn > 0:
                        runs[name].append(taken)
            report(subject, runs)
        java.close()


if __name__ == "__main__":
    main()
