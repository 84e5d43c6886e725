"""A SavedModel behind LitServe, a Python server of PyPI, for beside.py. PORT and the SavedModel's folder are the arguments."""
import sys

import litserve
import tensorflow as tf


class Api(litserve.LitAPI):
    def setup(self, device):
        self.function = tf.saved_model.load(sys.argv[2]).signatures["serving_default"]

    def decode_request(self, request):
        return tf.constant(request["instances"], tf.float32)

    def predict(self, x):
        return self.function(x)

    def encode_response(self, outputs):
        values = {name: value.numpy().tolist() for name, value in outputs.items()}
        return {"predictions": [dict(zip(values, row)) for row in zip(*values.values())]}


if __name__ == "__main__":
    server = litserve.LitServer(Api(), accelerator="cpu", track_requests=False)
    server.run(port=int(sys.argv[1]), host="127.0.0.1", generate_client_file=False, log_level="warning")
