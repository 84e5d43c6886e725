"""A model goes from Java to Python's Estimator, back, to Keras 3 and back; fails where answers differ by more than 1e-6.

    python scripts/interop/round_trip.py KERAS_PYTHON

by a Python with TensorFlow 2.15; KERAS_PYTHON is another one with Keras 3. scripts/cnn trains a small network, Python's
Estimator goes on from its model directory, scripts/cnn goes on and exports. Keras 3 loads the signatures serving_default
and pixels and saves each again. scripts/cnn serves the export and the copies. Takes two minutes, leaves nothing behind.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS / "parity"))

import model
from round_trip import CNN, TEST, TEST_BATCH, cnn, compare, estimator, input_fn
from round_trip import train_in_java, train_in_python, write_idx

TOLERANCE = 1e-6


def main(keras_python):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data, model_dir, models = folder / "data", folder / "model", folder / "models"
        write_idx(data)
        train_in_java(data, model_dir, 50)
        train_in_python(model_dir, 20)
        train_in_java(data, model_dir, 30)
        compare(model_dir, 100, "trained by Java, Python and Java")
        cnn("export", "--model-dir", model_dir, "--export-dir", models / "export")
        (export,) = (path for path in (models / "export").iterdir() if path.name.isdigit())
        pixels = model.images(*TEST)
        instances = {"serving_default": model.scaled(pixels), "pixels": pixels.reshape(-1, 28, 28)}
        for signature in instances:
            keras_copy(keras_python, export, signature, models / signature / "1")
        predicted = [each["probabilities"] for each in estimator(model_dir).predict(input_fn(TEST, TEST_BATCH, 1))]
        with Server(models) as server:
            for signature, rows in instances.items():
                exported = server.probabilities("export", signature, rows)
                copied = server.probabilities(signature, "serving_default", rows)
                report(f"{signature}: Java's export, served, and Python's Estimator.predict", exported, predicted)
                report(f"{signature}: Keras 3's copy and Java's export, both served", copied, exported)


def keras_copy(python, export, signature, target):
    script = Path(__file__).with_name("keras_copy.py")
    done = subprocess.run([python, script, export, signature, target], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def report(what, a, b):
    difference = np.abs(np.subtract(a, b)).max()
    print(f"{what}: {len(a)} images, probabilities to {difference:.1e}", flush=True)
    assert difference <= TOLERANCE, difference


class Server:
    """scripts/cnn serve, with a model for each folder of versions."""

    def __init__(self, models):
        config = models / "models.config"
        self.names = [each.name for each in models.iterdir()]
        entries = [f'config {{ name: "{name}" base_path: "{models / name}" }}' for name in self.names]
        config.write_text("model_config_list { %s }" % " ".join(entries))
        command = [CNN, "serve", "--config", config, "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def __enter__(self):
        lines, models = [], len(self.names)
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("http://"):
                self.url = line.strip()
            models -= line.rstrip().endswith(" serves")
            if models == 0:
                return self
        raise AssertionError("".join(lines))

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.communicate()

    def probabilities(self, name, signature, rows):
        body = json.dumps({"signature_name": signature, "instances": rows.tolist()}).encode()
        with urllib.request.urlopen(f"{self.url}/v1/models/{name}:predict", body) as answer:
            return [each["probabilities"] for each in json.load(answer)["predictions"]]


if __name__ == "__main__":
    main(sys.argv[1])
