"""An evaluator of one language beside a training of the other, on one model directory; fails where they disagree.

    python scripts/interop/cluster.py      with TensorFlow 2.15; takes two minutes, leaves nothing behind

1. Two workers of scripts/cnn train in step; Python's tf.estimator.train_and_evaluate runs beside them as TF_CONFIG's
   evaluator. Each of its losses must equal that of `scripts/cnn evaluate` on the same checkpoint to a relative 1e-5.
2. Python's Estimator trains; `scripts/cnn train-and-evaluate` runs beside it as TF_CONFIG's evaluator. Each of its
   losses must equal that of Python's Estimator.evaluate on the same checkpoint to a relative 1e-5.

Seen with 7 checkpoints each way, from step 0 to 600: all agree (TensorFlow 2.18 in Java, 2.15.1 in Python).
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
warnings.simplefilter("ignore")

import tensorflow as tf

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS / "parity"))

import model
from round_trip import BATCH, PARAMS, TEST, TEST_BATCH, TRAIN, input_fn, network_options, write_idx

v1 = tf.compat.v1

STEPS, SAVE_STEPS = 600, 100
TOLERANCE = 1e-5
EVALUATOR = {"type": "evaluator", "index": 0}


def main():
    if sys.argv[1:]:
        return {"train": train_in_python, "evaluate": evaluate_in_python}[sys.argv[1]](sys.argv[2])
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write_idx(data)
        python_evaluates(data, Path(folder) / "java")
        java_evaluates(data, Path(folder) / "python")


def python_evaluates(data, model_dir):
    cluster = {"cluster": {"chief": ["localhost:1"]}, "task": EVALUATOR}
    with started(python("evaluate", model_dir), cluster) as evaluator:
        run([SCRIPTS / "cluster", "2", *cnn("train", data, model_dir), "--keep", "0"])
        finish(evaluator)
    losses = evaluated(model_dir / "eval")
    for step, loss in losses.items():
        with tempfile.TemporaryDirectory() as alone:
            checkpoint_alone(model_dir, step, Path(alone))
            evaluate = [SCRIPTS / "cnn", "evaluate", "--model-dir", alone, "--batch-size", TEST_BATCH, "--json"]
            java = json.loads(run(evaluate))
        assert java["global_step"] == step, java
        compare(step, loss, java["loss"])
    report("Python's evaluator beside two workers of Java", losses)


def java_evaluates(data, model_dir):
    command = [*cnn("train-and-evaluate", data, model_dir), "--eval-throttle", "0", "--export", "final"]
    with started(command, {"task": EVALUATOR}) as evaluator:
        run(python("train", model_dir))
        finish(evaluator)
    losses = evaluated(model_dir / "eval")
    for step, loss in losses.items():
        # The program evaluates by batches of 128, which is one.
        found = estimator(model_dir).evaluate(
            input_fn(TEST, TEST[1], 1), checkpoint_path=str(model_dir / f"model.ckpt-{step}"), name="again"
        )
        compare(step, loss, found["loss"])
    assert list((model_dir / "export" / "final").iterdir()), "the evaluator exported nothing"
    report("Java's evaluator beside a training of Python", losses)


def cnn(command, data, model_dir):
    return [
        str(SCRIPTS / "cnn"), command, "--data", str(data), "--split", "official", "--scaler", "unit",
        "--model-dir", str(model_dir), "--batch-size", str(BATCH), "--max-steps", str(STEPS),
        "--save-steps", str(SAVE_STEPS), *network_options(),
    ]  # fmt: skip


def python(part, model_dir):
    return [sys.executable, __file__, part, str(model_dir)]


def estimator(model_dir):
    config = tf.estimator.RunConfig(save_checkpoints_steps=SAVE_STEPS, keep_checkpoint_max=None)
    return tf.estimator.Estimator(model.cnn_model_fn, str(model_dir), config, PARAMS)


class Slow(tf.estimator.SessionRunHook):
    """Time for an evaluator to see more than the last checkpoint."""

    def after_run(self, run_context, run_values):
        time.sleep(0.05)


def train_in_python(model_dir):
    estimator(model_dir).train(input_fn(TRAIN, BATCH, None), max_steps=STEPS, hooks=[Slow()])


def evaluate_in_python(model_dir):
    tf.estimator.train_and_evaluate(
        estimator(model_dir),
        tf.estimator.TrainSpec(input_fn(TRAIN, BATCH, None), max_steps=STEPS),
        tf.estimator.EvalSpec(input_fn(TEST, TEST_BATCH, 1), steps=None, start_delay_secs=0, throttle_secs=0),
    )


class started:
    """A process beside this one, which ends with the block."""

    def __init__(self, command, tf_config):
        self.log = tempfile.TemporaryFile("w+")
        environment = {**os.environ, "TF_CONFIG": json.dumps(tf_config)}
        self.process = subprocess.Popen(
            list(map(str, command)), env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def finish(started):
    code = started.process.wait(timeout=300)
    started.log.seek(0)
    assert code == 0, started.log.read()


def run(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def evaluated(folder):
    """The loss of each evaluated step, as TensorBoard's files of either language have it."""
    losses = {}
    for file in sorted(folder.glob("events.*")):
        for event in v1.train.summary_iterator(str(file)):
            for value in event.summary.value:
                if value.tag == "loss":
                    losses[event.step] = tensor_or_float(value)
    assert STEPS in losses, f"the last checkpoint wasn't evaluated, but {sorted(losses)}"
    return losses


def tensor_or_float(value):
    return float(tf.make_ndarray(value.tensor)) if value.HasField("tensor") else value.simple_value


def checkpoint_alone(model_dir, step, folder):
    """A model directory with but one of the checkpoints."""
    for file in model_dir.iterdir():
        if file.is_file() and (not file.name.startswith("model.ckpt-") or file.stem == f"model.ckpt-{step}"):
            shutil.copy(file, folder)
    (folder / "checkpoint").write_text(f'model_checkpoint_path: "model.ckpt-{step}"\n')


def compare(step, ours, theirs):
    assert abs(ours / theirs - 1) <= TOLERANCE, (step, ours, theirs)


def report(what, losses):
    print(f"{what}: losses of steps {', '.join(map(str, losses))} agree to {TOLERANCE}", flush=True)


if __name__ == "__main__":
    main()
