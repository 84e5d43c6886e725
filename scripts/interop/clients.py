"""Asks a running server as its clients do, and fails if an answer isn't as expected.

clients.py ADDRESS IMAGE    such as http://localhost:8501 savedmodel/five.png, of scripts/cnn serve, which serves digits
Needs ovmsclient, openapi-spec-validator and schemathesis, of PyPI. schemathesis sends some 3,000 requests.
"""
import json
import subprocess
import sys
import tempfile
import urllib.request
from importlib.metadata import version

import numpy as np
import openapi_spec_validator
from ovmsclient import make_http_client

address, image = sys.argv[1:]
with urllib.request.urlopen(address + "/v1/models/digits") as answer:
    number = int(json.load(answer)["model_version_status"][0]["version"])

client = make_http_client(address.removeprefix("http://"))
state = client.get_model_status("digits", number)
assert state[number]["state"] == "AVAILABLE", state
metadata = client.get_model_metadata("digits", number)
inputs = metadata["metadata"]["signature_def"]["signature_def"]["serving_default"]["inputs"]
assert [dim["size"] for dim in inputs["x"]["tensor_shape"]["dim"]] == ["-1", "784"], metadata
predictions = client.predict({"x": np.zeros((3, 784), np.float32)}, "digits", number)
outputs = predictions.get("outputs", predictions)
assert outputs["classes"].shape == (3,), predictions
assert np.allclose(outputs["probabilities"].sum(axis=1), 1), predictions
print("ovmsclient %s: status, metadata, predict" % version("ovmsclient"))

request = urllib.request.Request(
    address + "/v1/models/digits:predict", open(image, "rb").read(), {"Content-Type": "image/png"})
with urllib.request.urlopen(request) as answer:
    assert json.load(answer)["predictions"][0]["classes"] == 5

with urllib.request.urlopen(address + "/openapi.json") as answer:
    openapi_spec_validator.validate(json.load(answer))
print("openapi-spec-validator %s: valid" % version("openapi-spec-validator"))
checks = "not_a_server_error,response_schema_conformance,content_type_conformance"
with tempfile.TemporaryDirectory() as folder:  # schemathesis leaves files there
    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", address + "/openapi.json", "--checks", checks, "-n", "200", "--seed", "1"],
        capture_output=True, text=True, cwd=folder)
cases = [line.strip() for line in run.stdout.splitlines() if "generated" in line and "passed" in line]
print("schemathesis %s: %s" % (version("schemathesis"), " ".join(cases)))
if run.returncode:
    sys.exit(run.stdout[-4000:] + run.stderr[-1000:])
