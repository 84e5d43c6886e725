"""Makes src/test/resources/parity/served: SavedModels that Python writes in its three ways, with requests and answers.

    python scripts/parity/served_models.py

keras/ is by Keras' model.export: numbers and strings in, a vocabulary in the graph, variables that are resources.
types/ is by tf.saved_model.save of a tf.Module: an input of each type, several signatures, shapes of any rank.
estimator/ is by Estimator.export_saved_model: a DNNRegressor whose vocabulary is a file among the assets.
served.json has a request for each signature and what Python's tf.saved_model.load answers it. Takes half a minute.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

OUT = Path(__file__).parents[2] / "src/test/resources/parity/served"
SHOPS = ["north", "south", "café"]


def keras():
    tf.keras.utils.set_random_seed(1)
    user = tf.keras.Input((), dtype=tf.int64, name="user")
    shop = tf.keras.Input((), dtype=tf.string, name="shop")
    x = tf.keras.Input((3,), dtype=tf.float32, name="x")
    of_user = tf.keras.layers.Embedding(10, 2)(user)
    of_shop = tf.keras.layers.Embedding(4, 2)(tf.keras.layers.StringLookup(vocabulary=SHOPS)(shop))
    hidden = tf.keras.layers.Dense(4, "relu")(tf.concat([of_user, of_shop, x], -1))
    model = tf.keras.Model([user, shop, x], {"price": tf.keras.layers.Dense(1)(hidden)})
    model.export(str(OUT / "keras"))


class Types(tf.Module):
    """Answers with what tells that each input came through."""

    def __init__(self):
        super().__init__()
        self.calls = tf.Variable(0, dtype=tf.int64)

    @tf.function(input_signature=[
        tf.TensorSpec([None, 2], tf.float32, "f32"), tf.TensorSpec([None, 2], tf.float64, "f64"),
        tf.TensorSpec([None], tf.int32, "i32"), tf.TensorSpec([None], tf.int64, "i64"),
        tf.TensorSpec([None, 2, 2], tf.uint8, "u8"), tf.TensorSpec([None], tf.bool, "flag"),
        tf.TensorSpec([None], tf.string, "text")])
    def all(self, f32, f64, i32, i64, u8, flag, text):
        return {"f32": f32 * 2, "f64": f64 * 2, "i32": i32 * 2, "i64": i64 * 2, "u8": u8 * 2,
                "flag": tf.logical_not(flag), "text": tf.strings.join([text, "!"])}

    @tf.function(input_signature=[tf.TensorSpec(None, tf.float32, "x")])
    def any_rank(self, x):
        return {"sum": tf.reduce_sum(x), "same": x, "again": x}

    @tf.function(input_signature=[tf.TensorSpec([3], tf.float32, "x")])
    def no_batch(self, x):
        return {"y": x + 1}

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32, "words")])
    def lengths(self, words):
        return {"length": tf.reduce_sum(tf.cast(words > 0, tf.int32), 1), "total": tf.reduce_sum(words)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, "x")])
    def half(self, x):
        return {"y": tf.cast(x, tf.complex64)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, "by")])
    def count(self, by):
        return {"calls": tf.fill(tf.shape(by), self.calls.assign_add(tf.reduce_sum(by)))}


def types():
    module = Types()
    tf.saved_model.save(module, str(OUT / "types"), signatures={
        "serving_default": module.all, "any_rank": module.any_rank, "no_batch": module.no_batch,
        "lengths": module.lengths, "complex": module.half, "count": module.count})


def estimator():
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "shops.txt"
        vocabulary.write_text("\n".join(SHOPS) + "\n")
        shop = tf.feature_column.embedding_column(
            tf.feature_column.categorical_column_with_vocabulary_file("shop", str(vocabulary)), 2)
        x = tf.feature_column.numeric_column("x", (3,))
        config = tf.estimator.RunConfig(model_dir=folder + "/model", tf_random_seed=1)
        model = tf.estimator.DNNRegressor([4], [shop, x], config=config)

        def data():
            features = {"shop": [[name] for name in SHOPS], "x": np.eye(3, dtype=np.float32)}
            return tf.data.Dataset.from_tensors((features, np.array([[1.0], [2.0], [3.0]], np.float32)))

        model.train(data, steps=1)

        def fed():
            inputs = {"shop": tf.compat.v1.placeholder(tf.string, [None, 1], "shop"),
                      "x": tf.compat.v1.placeholder(tf.float32, [None, 3], "x")}
            return tf.estimator.export.ServingInputReceiver(inputs, inputs)

        shutil.copytree(model.export_saved_model(folder + "/out", fed).decode(), OUT / "estimator")


def plain(tensor):
    values = np.array(tensor)
    return np.vectorize(bytes.decode)(values).tolist() if values.dtype == object else values.tolist()


def answered(folder, signature, **inputs):
    function = tf.saved_model.load(str(OUT / folder)).signatures[signature]
    outputs = function(**{name: tf.constant(value) for name, value in inputs.items()})
    return {"folder": folder, "signature": signature,
            "inputs": {name: plain(value) for name, value in inputs.items()},
            "outputs": {name: plain(value) for name, value in outputs.items()}}


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    keras()
    types()
    estimator()
    shops = np.array(["south", "café", "nowhere", "north"])
    rows = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
    cases = [
        answered("keras", "serving_default", user=np.array([3, 7, 0, 9]), shop=shops, x=rows),
        answered("types", "serving_default",
                 f32=np.float32([[1, 2], [3, 4]]), f64=np.float64([[0.1, -0.2], [1e300, 3]]), i32=np.int32([5, -6]),
                 i64=np.int64([2**40, -1]), u8=np.uint8([[[1, 2], [3, 127]], [[0, 5], [100, 64]]]),
                 flag=np.array([True, False]), text=np.array(["a", "é"])),
        answered("estimator", "predict", shop=shops[:, None], x=rows),
    ]
    (OUT / "served.json").write_text(json.dumps(cases, ensure_ascii=False) + "\n")
    for folder in ("keras", "types", "estimator"):
        # What TensorFlow Serving doesn't read.
        for extra in ("keras_metadata.pb", "fingerprint.pb"):
            (OUT / folder / extra).unlink(missing_ok=True)
        print(folder, sum(f.stat().st_size for f in (OUT / folder).rglob("*") if f.is_file()), "bytes")
    print(json.dumps(cases, indent=1, ensure_ascii=False)[:3000])


if __name__ == "__main__":
    main()
