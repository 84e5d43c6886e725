"""Saves a SavedModel's signature again by Keras 3, as its users do: a TFSMLayer in a model, and model.export.

keras_copy.py SAVEDMODEL SIGNATURE TARGET    by a Python with Keras 3; TARGET has the signature as serving_default
"""
import contextlib
import io
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf


def copy(folder, signature, target):
    import keras
    specs = tf.saved_model.load(folder).signatures[signature].structured_input_signature[1]
    inputs = {name: keras.Input(spec.shape[1:], dtype=spec.dtype.name, name=name) for name, spec in specs.items()}
    layer = keras.layers.TFSMLayer(folder, call_endpoint=signature)
    model = keras.Model(inputs, layer(next(iter(inputs.values()))))
    with contextlib.redirect_stdout(io.StringIO()):
        model.export(target)


if __name__ == "__main__":
    copy(*sys.argv[1:])
