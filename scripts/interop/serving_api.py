"""Asks a running server by gRPC as TensorFlow Serving's own client does, and fails if an answer isn't as expected.

serving_api.py REST GRPC    such as http://localhost:8501 localhost:8500, of scripts/cnn serve --grpc-port 8500, which serves digits
Needs tensorflow-serving-api and its tensorflow, of PyPI.
"""
import json
import sys
import time
import urllib.request
from importlib.metadata import version

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import get_model_metadata_pb2, get_model_status_pb2, model_service_pb2_grpc, predict_pb2
from tensorflow_serving.apis import prediction_service_pb2_grpc, regression_pb2

rest, address = sys.argv[1:]
channel = grpc.insecure_channel(address)
predictions = prediction_service_pb2_grpc.PredictionServiceStub(channel)
models = model_service_pb2_grpc.ModelServiceStub(channel)


def expect(code, text, method, request, **arguments):
    try:
        method(request, **arguments)
    except grpc.RpcError as error:
        assert error.code() == code and text in error.details(), error
    else:
        raise AssertionError("no error, but must be %s" % code)


def predict(images, name="digits", outputs=(), content=True):
    request = predict_pb2.PredictRequest()
    request.model_spec.name = name
    request.inputs["x"].CopyFrom(tf.make_tensor_proto(images) if content else typed(images))
    request.output_filter.extend(outputs)
    return request


def typed(images):
    tensor = tf.make_tensor_proto(images[:0], shape=(0, 784))
    tensor.tensor_shape.dim[0].size = len(images)
    tensor.float_val.extend(images.ravel().tolist())
    return tensor


status = models.GetModelStatus(get_model_status_pb2.GetModelStatusRequest(model_spec={"name": "digits"}))
assert status.model_version_status[0].state == get_model_status_pb2.ModelVersionStatus.AVAILABLE, status
number = status.model_version_status[0].version

request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
request.model_spec.name = "digits"
answer = predictions.GetModelMetadata(request)
signatures = get_model_metadata_pb2.SignatureDefMap()
assert answer.metadata["signature_def"].Unpack(signatures)
assert signatures.signature_def["serving_default"].inputs["x"].dtype == tf.float32.as_datatype_enum, signatures
assert answer.model_spec.version.value == number

images = np.random.default_rng(1).random((3, 784), np.float32)
answer = predictions.Predict(predict(images), timeout=30)
assert answer.model_spec.version.value == number and answer.model_spec.signature_name == "serving_default", answer.model_spec
classes, probabilities = (tf.make_ndarray(answer.outputs[name]) for name in ("classes", "probabilities"))
assert classes.shape == (3,) and np.allclose(probabilities.sum(axis=1), 1)
same = predictions.Predict(predict(images, content=False, outputs=["probabilities"]))
assert list(same.outputs) == ["probabilities"]
assert (tf.make_ndarray(same.outputs["probabilities"]) == probabilities).all()

body = json.dumps({"inputs": images.tolist()}).encode()
with urllib.request.urlopen(urllib.request.Request(rest + "/v1/models/digits:predict", body)) as by_rest:
    outputs = json.load(by_rest)["outputs"]
assert (np.array(outputs["probabilities"], np.float32) == probabilities).all() and outputs["classes"] == classes.tolist()

expect(grpc.StatusCode.NOT_FOUND, "nope", predictions.Predict, predict(images, "nope"))
expect(grpc.StatusCode.INVALID_ARGUMENT, "784", predictions.Predict, predict(images[:, :5]))
expect(grpc.StatusCode.INVALID_ARGUMENT, "alias", predictions.Predict, predict(images, outputs=["nope"]))
expect(grpc.StatusCode.INVALID_ARGUMENT, "empty", predictions.Regress,
       regression_pb2.RegressionRequest(model_spec={"name": "digits"}))
expect(grpc.StatusCode.DEADLINE_EXCEEDED, "", predictions.Predict, predict(images), timeout=1e-5)
print("tensorflow-serving-api %s: status, metadata, predict with bits equal to REST's, errors" % version("tensorflow-serving-api"))

lone = images[:1]
request = predict(lone)
body = json.dumps({"inputs": lone.tolist()}).encode()
times = {"gRPC": [], "REST": []}
for _ in range(300):
    began = time.perf_counter()
    predictions.Predict(request)
    times["gRPC"].append(time.perf_counter() - began)
    began = time.perf_counter()
    urllib.request.urlopen(urllib.request.Request(rest + "/v1/models/digits:predict", body)).read()
    times["REST"].append(time.perf_counter() - began)
print("p50 of a request, ms:", ", ".join("%s %.2f" % (name, np.median(t) * 1000) for name, t in times.items()))
