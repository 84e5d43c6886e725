"""MNIST's IDX files, as numpy arrays."""

import gzip
import os

import numpy as np


def folder():
    """The folder of the four .gz files, which the environment names; None if it doesn't."""
    return os.environ.get("MNIST_DIR")


def read(part):
    """Part "train" or "t10k": uint8 [n, 784] and int32 [n]."""
    return _idx(part, "images-idx3", 16).reshape(-1, 784), _idx(part, "labels-idx1", 8).astype(np.int32)


def _idx(part, kind, header):
    with gzip.open(os.path.join(folder(), f"{part}-{kind}-ubyte.gz")) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)
