"""A worker of Python's MultiWorkerMirroredStrategy, which times steps of the tutorial's network.

    TF_CONFIG=... python scripts/parity/multi_worker.py FOLDER WORKERS THREADS BATCH WARM_UP STEPS

scripts/benchmark cluster starts one for each worker, if PYTHON names a Python with TensorFlow 2.15. Prints the
median and mean seconds of a step, the bytes of the loopback interface and the CPU seconds for each, as
ClusterStepProcess.java does.
"""

import os
import pathlib
import statistics
import sys
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

import model

FOLDER = pathlib.Path(sys.argv[1])
WORKERS, THREADS, BATCH, WARM_UP, STEPS = map(int, sys.argv[2:])
IMAGES = 2000


def network():
    """Keras' layers, as tf.estimator doesn't take this strategy any more."""
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            layers.Reshape([28, 28, 1], input_shape=[784]),
            layers.Conv2D(model.DEFAULTS["conv1_filters"], 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2, 2),
            layers.Conv2D(model.DEFAULTS["conv2_filters"], 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2, 2),
            layers.Flatten(),
            layers.Dense(model.DEFAULTS["dense_units"], activation="relu"),
            layers.Dropout(model.DEFAULTS["dropout_rate"]),
            layers.Dense(10),
        ]
    )


def dataset(context):
    x, y = model.scaled(model.images(0, IMAGES)), model.labels(0, IMAGES)
    examples = tf.data.Dataset.from_tensor_slices((x, y)).shard(context.num_input_pipelines, context.input_pipeline_id)
    return examples.shuffle(IMAGES).repeat().batch(BATCH, drop_remainder=True).prefetch(2)


def loopback_bytes():
    lines = pathlib.Path("/proc/net/dev").read_text().splitlines()
    return sum(int(line.split(":")[1].split()[0]) for line in lines if line.strip().startswith("lo:"))


def await_others():
    tempfile.mkstemp(prefix="warm", dir=FOLDER)
    while len(list(FOLDER.glob("warm*"))) < WORKERS:
        time.sleep(0.005)


def main():
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        net = network()
        optimizer = tf.keras.optimizers.SGD(model.DEFAULTS["learning_rate"])
    batches = iter(strategy.distribute_datasets_from_function(dataset))

    def replica_step(x, y):
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, net(x, training=True))
            loss = tf.reduce_mean(losses)
            scaled = loss / WORKERS
        variables = net.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(scaled, variables), variables))
        return loss

    @tf.function
    def step(batches):
        return strategy.run(replica_step, args=next(batches))

    seconds = []
    for i in range(WARM_UP + STEPS):
        if i == WARM_UP:
            await_others()
            before, cpu = loopback_bytes(), time.process_time()
        start = time.perf_counter()
        float(strategy.experimental_local_results(step(batches))[0])
        seconds.append(time.perf_counter() - start)
    cpu = (time.process_time() - cpu) / STEPS
    sent = (loopback_bytes() - before) / STEPS
    seconds = seconds[WARM_UP:]
    median, mean = statistics.median(seconds), statistics.mean(seconds)
    print(f"measured {median:.6f} {mean:.6f} {sent:.0f} {cpu:.6f}", flush=True)
    await_end()


def await_end():
    """Nobody leaves while another one's last step needs it."""
    tempfile.mkstemp(prefix="end", dir=FOLDER)
    while len(list(FOLDER.glob("end*"))) < WORKERS:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
