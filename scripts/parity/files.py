"""Makes src/test/resources/parity/files: what Python's Estimator writes, and what it then says of it.

    python scripts/parity/files.py

float32/ and float64/ are model directories of the same small network; float64 is what becomes of it when the
features are of double precision, as scikit-learn's scalers make them. next/ is each one's checkpoint some steps later.
saved_model_float32/ and saved_model_float64/ are their exports. files.json has the evaluations, predictions and losses. Takes a minute.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

import model

v1 = tf.compat.v1

OUT = Path(__file__).parents[2] / "src/test/resources/parity/files"
PARAMS = {"conv1_filters": 3, "conv2_filters": 4, "dense_units": 8, "dropout_rate": 0.1, "learning_rate": 0.1}
STEPS = 100
NEXT_STEPS = 5
BATCH = 10
# 70 = 32 + 32 + 6: the last batch is short.
TEST = (1000, 70)
TEST_BATCH = 32


def estimator(model_dir, **params):
    config = tf.estimator.RunConfig(model_dir=str(model_dir), tf_random_seed=1, keep_checkpoint_max=1)
    return tf.estimator.Estimator(model.cnn_model_fn, config=config, params={**PARAMS, **params})


def images(first, count, dtype, batch_size, epochs=1):
    x = (model.images(first, count) * (1 / 255)).astype(dtype)
    return v1.estimator.inputs.numpy_input_fn(
        {"x": x}, model.labels(first, count), batch_size=batch_size, num_epochs=epochs, shuffle=False
    )


class Losses(tf.estimator.SessionRunHook):
    """Each step's loss."""

    def __init__(self):
        self.values = []

    def before_run(self, context):
        return v1.train.SessionRunArgs(v1.get_collection(v1.GraphKeys.LOSSES)[0])

    def after_run(self, context, values):
        self.values.append(short(values.results))


def short(values):
    """As lists of numbers with the nine digits that tell all float32 apart."""
    if isinstance(values, (list, np.ndarray)) and np.ndim(values) > 0:
        return [short(value) for value in values]
    return float(f"{values:.9g}")


def judged(cnn, dtype, hooks=()):
    """What the estimator says of the test images."""
    evaluation = cnn.evaluate(images(*TEST, dtype, TEST_BATCH), hooks=list(hooks))
    # In one batch, the mean over batches is that over examples.
    in_one = cnn.evaluate(images(*TEST, dtype, TEST[1]), hooks=list(hooks))
    predictions = list(cnn.predict(images(*TEST, dtype, TEST_BATCH), hooks=list(hooks)))
    return {
        "global_step": int(evaluation["global_step"]),
        "accuracy": short(evaluation["accuracy"]),
        "loss": short(evaluation["loss"]),
        "average_loss": short(in_one["loss"]),
        "keys": {key: f"{value.dtype} {list(value.shape)}" for key, value in predictions[0].items()},
        "classes": [int(each["classes"]) for each in predictions],
        "probabilities": [short(each["probabilities"]) for each in predictions],
    }


def keep(model_dir, out, names):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in names:
        shutil.copy(model_dir / name, out)


def checkpoint_files(step):
    return [f"model.ckpt-{step}.index", f"model.ckpt-{step}.data-00000-of-00001"]


def trained(model_dir, dtype):
    """Trains, keeps the checkpoint, judges it, and goes on without dropout."""
    name = np.dtype(dtype).name
    cnn = estimator(model_dir)
    cnn.train(images(0, 400, dtype, BATCH, None), steps=STEPS)
    keep(model_dir, OUT / name, ["checkpoint", *checkpoint_files(STEPS)])
    said = judged(cnn, dtype)
    export(cnn, dtype)
    losses = Losses()
    further = estimator(model_dir, dropout_rate=0.0)
    further.train(images(0, BATCH * NEXT_STEPS, dtype, BATCH), hooks=[losses])
    keep(model_dir, OUT / name / "next", checkpoint_files(STEPS + NEXT_STEPS))
    return {**said, "next_losses": losses.values}


def export(cnn, dtype):
    def serving_input():
        x = v1.placeholder(dtype, [None, 784], "x")
        return tf.estimator.export.ServingInputReceiver({"x": x}, {"x": x})

    with tempfile.TemporaryDirectory() as folder:
        made = Path(cnn.export_saved_model(folder, serving_input).decode())
        out = OUT / ("saved_model_" + np.dtype(dtype).name)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(made, out)


def main():
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.threading.set_intra_op_parallelism_threads(2)
    OUT.mkdir(parents=True, exist_ok=True)
    said = {}
    with tempfile.TemporaryDirectory() as folder:
        formula = estimator(Path(folder) / "formula")
        said["formula"] = judged(formula, np.float32, [model.FormulaWeights()])
        for dtype in (np.float32, np.float64):
            name = np.dtype(dtype).name
            said[name] = trained(Path(folder) / name, dtype)
    (OUT / "files.json").write_text(json.dumps(said) + "\n")
    for name, values in said.items():
        print(name, {key: value for key, value in values.items() if key not in ("classes", "probabilities")})


if __name__ == "__main__":
    main()
