"""Makes tfrecords/: two files of tf.Example and, of each batch, what make_batched_features_dataset reads.

    python scripts/parity/tfrecords.py
"""

import json
import pathlib

import numpy as np
import tensorflow as tf

OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/parity/tfrecords"
SIZES = {"a.tfrecord": 150, "b.tfrecord": 13}

FEATURES = {
    "x": tf.io.FixedLenFeature([2, 3], tf.float32),
    "user": tf.io.FixedLenFeature([], tf.int64, default_value=-1),
    "days": tf.io.FixedLenFeature([2], tf.int64),
    "words": tf.io.FixedLenFeature([2], tf.string),
    "image": tf.io.FixedLenFeature([], tf.string),
    "price": tf.io.FixedLenFeature([], tf.float32),
}


def floats(values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def ints(values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def strings(values):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))


def example(i, random):
    features = {
        "x": floats(random.normal(size=6)),
        "days": ints(random.randint(-100, 100, 2)),
        "words": strings([f"Größe {i}".encode(), b"" if i % 7 else b"seven"]),
        "image": strings([random.bytes(4)]),
        "price": floats([i / 10]),
        "not in the spec": ints([i]),
    }
    # One in three has none, by leaving it out or by leaving it empty.
    if i % 3:
        features["user"] = ints([2**40 + i])
    elif i % 2:
        features["user"] = tf.train.Feature()
    return tf.train.Example(features=tf.train.Features(feature=features))


def write():
    random = np.random.RandomState(1)
    i = 0
    for name, size in SIZES.items():
        with tf.io.TFRecordWriter(str(OUT / name)) as writer:
            for _ in range(size):
                writer.write(example(i, random).SerializeToString())
                i += 1


def read():
    dataset = tf.data.experimental.make_batched_features_dataset(
        [str(OUT / name) for name in SIZES], 20, FEATURES, label_key="price", shuffle=False, num_epochs=1)
    for features, price in dataset.as_numpy_iterator():
        yield {
            "x": [float(v) for v in features["x"].ravel()],
            "user": features["user"].tolist(),
            "days": features["days"].ravel().tolist(),
            "words": [w.decode() for w in features["words"].ravel()],
            "image": list(b"".join(features["image"])),
            "price": [float(v) for v in price],
        }


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write()
    (OUT / "batches.json").write_text("[\n" + ",\n".join(map(json.dumps, read())) + "\n]\n")
