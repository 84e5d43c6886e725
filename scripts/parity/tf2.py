"""Makes src/test/resources/parity/tf2: checkpoints and SavedModels of TensorFlow 2, and variables in slices and shards.

    python scripts/parity/tf2.py            with TensorFlow 2.15
    python scripts/parity/tf2.py keras3     with a newer TensorFlow and Keras 3: keras3_export and composite alone

All but composite have the weights of the tutorial's network at a small size. weights.json has their SHA-256,
little-endian. composite has a signature that takes a ragged tensor, and one that takes a sparse one.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1

OUT = Path(__file__).parents[2] / "src/test/resources/parity/tf2"
SHAPES = {
    "conv2d/kernel": [5, 5, 1, 2],
    "conv2d/bias": [2],
    "conv2d_1/kernel": [5, 5, 2, 2],
    "conv2d_1/bias": [2],
    "dense/kernel": [98, 4],
    "dense/bias": [4],
    "dense_1/kernel": [4, 10],
    "dense_1/bias": [10],
}


def weights():
    random = np.random.RandomState(5)
    return {name: (random.rand(*shape) - 0.5).astype("<f4") for name, shape in SHAPES.items()}


def keras():
    layers = tf.keras.layers
    model = tf.keras.Sequential([
        layers.InputLayer((28, 28, 1)),
        layers.Conv2D(2, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(2, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(4, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", loss="sparse_categorical_crossentropy")
    # Adam gets its slots in a step.
    model.fit(np.zeros([2, 28, 28, 1], np.float32), np.zeros([2]), verbose=0)
    model.set_weights(list(weights().values()))
    return model


def fresh(name):
    shutil.rmtree(OUT / name, ignore_errors=True)
    (OUT / name).mkdir(parents=True)
    return OUT / name


def export(model, name):
    folder = fresh(name)
    model.export(str(folder), verbose=False) if name == "keras3_export" else model.export(str(folder))
    (folder / "fingerprint.pb").unlink()
    shutil.rmtree(folder / "assets", ignore_errors=True)


def partitioned(name, devices):
    """Slices along the first axis, and along the last one of the dense layer's kernel."""
    folder = fresh(name)
    with tf.Graph().as_default():
        for i, (key, value) in enumerate(weights().items()):
            axis = 1 if key == "dense/kernel" else 0
            with v1.device("/cpu:%d" % (i % devices)):
                v1.get_variable(
                    key,
                    value.shape,
                    partitioner=None if key == "dense/bias" else v1.fixed_size_partitioner(2, axis),
                    initializer=lambda shape, dtype, partition_info=None, value=value: tf.constant(
                        value[tuple(slice(o, o + s) for o, s in zip(
                            partition_info.var_offset if partition_info else [0] * len(shape), shape))]),
                )
        v1.train.create_global_step()
        saver = v1.train.Saver(sharded=devices > 1)
        with v1.Session(config=v1.ConfigProto(device_count={"CPU": devices})) as session:
            session.run(v1.global_variables_initializer())
            saver.save(session, str(folder / "model.ckpt"), global_step=7, write_meta_graph=False)
    # It names this machine's folders.
    (folder / "checkpoint").unlink()


class Composite(tf.Module):
    @tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.float32)])
    def ragged(self, words):
        return {"sums": tf.reduce_sum(words, axis=1)}

    @tf.function(input_signature=[tf.SparseTensorSpec([None, 5], tf.float32)])
    def sparse(self, cells):
        return {"sums": tf.sparse.reduce_sum(cells, axis=1)}


def composite():
    folder = fresh("composite")
    module = Composite()
    tf.saved_model.save(module, str(folder), signatures={"ragged": module.ragged, "sparse": module.sparse})
    (folder / "fingerprint.pb").unlink()
    shutil.rmtree(folder / "assets", ignore_errors=True)


if sys.argv[1:] == ["keras3"]:
    export(keras(), "keras3_export")
    composite()
else:
    model = keras()
    export(model, "keras2_export")
    tf.train.Checkpoint(model=model).save(str(fresh("keras2_checkpoint") / "ckpt"))
    partitioned("partitioned", 1)
    partitioned("sharded", 2)
    hashes = {name: hashlib.sha256(value.tobytes()).hexdigest() for name, value in weights().items()}
    (OUT / "weights.json").write_text(json.dumps(hashes, indent=1) + "\n")
