"""Re-saves and converts an exported model as its users do, and fails if an answer differs by more than 1e-5.

convert.py SAVEDMODEL    the folder of a version, such as savedmodel/mnist_cnn/VERSION
"""
import contextlib
import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

import keras_copy

LIMIT = 1e-5
folder = sys.argv[1]
random = np.random.RandomState(0)
model = tf.saved_model.load(folder)
shape = [size or 3 for size in model.signatures["pixels"].structured_input_signature[1]["image"].shape]
requests = {
    "serving_default": {"x": random.rand(3, int(np.prod(shape[1:]))).astype(np.float32)},
    "pixels": {"image": random.randint(0, 256, shape).astype(np.uint8)},
}
expected = {
    key: model.signatures[key](**{name: tf.constant(value) for name, value in request.items()})["probabilities"].numpy()
    for key, request in requests.items()
}
failed = False


def row(way, key, convert):
    """Prints how far the probabilities of a converted model are from those of the SavedModel."""
    global failed
    try:
        difference = float(np.abs(convert(key, requests[key]) - expected[key]).max())
        failed |= not difference <= LIMIT
        print("%-45s %-16s %.1e" % (way, key, difference), flush=True)
    except Exception as e:
        failed = True
        print("%-45s %-16s %s" % (way, key, str(e).strip().splitlines()[0][:120]), flush=True)


class Wrapper(tf.Module):
    def __init__(self, key, request):
        self.model = model
        spec = {name: tf.TensorSpec([None, *value.shape[1:]], value.dtype, name) for name, value in request.items()}
        self.serve = tf.function(lambda **inputs: self.model.signatures[key](**inputs)).get_concrete_function(**spec)


def saved_again(key, request):
    with tempfile.TemporaryDirectory() as copy:
        wrapper = Wrapper(key, request)
        tf.saved_model.save(wrapper, copy, signatures=wrapper.serve)
        again = tf.saved_model.load(copy).signatures["serving_default"]
        return again(**{name: tf.constant(value) for name, value in request.items()})["probabilities"].numpy()


def keras_export(key, request):
    """By Keras 3, around a TFSMLayer."""
    with tempfile.TemporaryDirectory() as copy:
        keras_copy.copy(folder, key, copy)
        again = tf.saved_model.load(copy)
        assert again.variables or again._all_variables, "no variables"
        serve = again.signatures["serving_default"]
        names = serve.structured_input_signature[1]
        return serve(**dict(zip(names, map(tf.constant, request.values()))))["probabilities"].numpy()


def openvino(path, request):
    import openvino as ov
    compiled = ov.Core().compile_model(ov.convert_model(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(request)["probabilities"]


def openvino_itself(key, request):
    """By OpenVINO's own reader of SavedModels, which takes serving_default."""
    return openvino(folder, request)


def openvino_of_onnx(key, request):
    with onnx_file(key) as path:
        return openvino(path, request)


def lite(key, request):
    converter = tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=[key])
    runner = tf.lite.Interpreter(model_content=converter.convert()).get_signature_runner()
    rows = len(expected[key])
    answers = [runner(**{name: value[i:i + 1] for name, value in request.items()}) for i in range(rows)]
    return np.concatenate([answer["probabilities"] for answer in answers])


def tfjs(key, request):
    """By tensorflowjs_converter beside this Python, and Node with @tensorflow/tfjs in NODE_PATH."""
    values = next(iter(request.values()))
    with tempfile.TemporaryDirectory() as temporary:
        run(os.path.join(os.path.dirname(sys.executable), "tensorflowjs_converter"), "--input_format=tf_saved_model",
            "--signature_name=" + key, "--saved_model_tags=serve", folder, temporary)
        file = os.path.join(temporary, "request.json")
        dtype = "float32" if values.dtype == np.float32 else "int32"
        with open(file, "w") as out:
            json.dump({"shape": values.shape, "dtype": dtype, "values": values.ravel().tolist()}, out)
        answer = run("node", pathlib.Path(__file__).with_name("tfjs.js"), temporary, file)
        return np.array(json.loads(answer)).reshape(expected[key].shape)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return done.stdout.splitlines()[-1] if done.stdout else ""


@contextlib.contextmanager
def onnx_file(key):
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "model.onnx")
        run(sys.executable, "-m", "tf2onnx.convert", "--saved-model", folder, "--signature_def", key, "--tag", "serve",
            "--output", path)
        yield path


def onnx(key, request):
    import onnxruntime
    with onnx_file(key) as path:
        return onnxruntime.InferenceSession(path).run(["probabilities"], request)[0]


def version(module):
    try:
        return importlib.metadata.version(module)
    except importlib.metadata.PackageNotFoundError:
        return None


def has(module, way, lowest="0"):
    """Tells whether a module is there, and says what is skipped for want of it."""
    if (version(module) or "") >= lowest:
        return True
    print("skipped: %s, for want of %s%s" % (way, module, " " + lowest if lowest != "0" else ""))
    return False


modules = ["keras", "tf2onnx", "onnxruntime", "openvino", "tensorflowjs"]
print(", ".join("%s %s" % (module, version(module) or "is missing") for module in modules))
print("TensorFlow %s: %d variables" % (tf.__version__, len(model.variables)))
failed |= not model.variables
with_keras = has("keras", "Keras 3 around a TFSMLayer", "3")
with_onnx = has("tf2onnx", "ONNX")
with_runtime = with_onnx and has("onnxruntime", "ONNX Runtime")
with_openvino = has("openvino", "OpenVINO")
with_js = has("tensorflowjs", "TensorFlow.js")
if with_js and not shutil.which("node"):
    print("skipped: TensorFlow.js, for want of node")
    with_js = False
for key in requests:
    row("saved again by tf.saved_model.save", key, saved_again)
    if with_keras:
        row("saved again by Keras 3 around a TFSMLayer", key, keras_export)
    if with_runtime:
        row("ONNX by tf2onnx, in ONNX Runtime", key, onnx)
    if with_onnx and with_openvino:
        row("ONNX by tf2onnx, in OpenVINO", key, openvino_of_onnx)
    if with_js:
        row("TensorFlow.js, in Node", key, tfjs)
if with_openvino:
    row("OpenVINO's own reader", "serving_default", openvino_itself)
for key in requests:
    row("TFLite", key, lite)
sys.exit(failed)
