"""Makes metrics.json: tf.metrics of given batches, the last one short.

    python scripts/parity/metrics.py
"""

import json
import pathlib

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
m = v1.metrics

FIXTURE = pathlib.Path(__file__).parents[2] / "src/test/resources/parity/metrics.json"
SIZES = [10, 10, 3]


def top_k(labels, predictions, weights):
    return m.mean(tf.nn.in_top_k(targets=tf.cast(labels, tf.int64), predictions=predictions, k=2))


METRICS = {
    "mean": lambda labels, predictions, weights: m.mean(predictions, weights),
    "accuracy": m.accuracy,
    "precision": m.precision,
    "recall": m.recall,
    "auc": m.auc,
    "root_mean_squared_error": m.root_mean_squared_error,
    "mean_absolute_error": m.mean_absolute_error,
    "top_2_accuracy": top_k,
}


def value(metric, labels, predictions, weights):
    with tf.Graph().as_default(), v1.Session() as session:
        places = [v1.placeholder(tf.float32, [None, *b[0].shape[1:]]) for b in (labels, predictions)]
        weight = None if weights is None else v1.placeholder(tf.float32, [None, *weights[0].shape[1:]])
        result, update = METRICS[metric](*places, weight)
        session.run(v1.local_variables_initializer())
        for i in range(len(labels)):
            feed = {places[0]: labels[i], places[1]: predictions[i]}
            if weight is not None:
                feed[weight] = weights[i]
            session.run(update, feed)
        return float(session.run(result))


def batches(values):
    return np.split(np.float32(values), np.cumsum(SIZES)[:-1])


def case(name, metric, labels, predictions, weights=None):
    labels, predictions = batches(labels), batches(predictions)
    weights = None if weights is None else batches(weights)
    lists = lambda arrays: [a.tolist() for a in arrays or []]
    return {
        "name": name,
        "metric": metric,
        "labels": lists(labels),
        "predictions": lists(predictions),
        "weights": lists(weights),
        "value": value(metric, labels, predictions, weights),
    }


def cases():
    random = np.random.RandomState(1)
    n = sum(SIZES)
    real, near = random.normal(size=n), random.normal(size=n)
    bits, guesses = random.randint(2, size=n), random.randint(2, size=n)
    # Positives on thresholds, negatives just above the same ones, and both ends.
    thresholds = np.arange(1, 6) / 199
    odds = np.clip(0.3 * bits + 0.7 * random.rand(n), 0, 1)
    odds[:14] = *thresholds, *(thresholds + 0.001), 0, 1, 0, 1
    bits_of_odds = bits.copy()
    bits_of_odds[:10] = [1] * 5 + [0] * 5
    classes, chosen = random.randint(4, size=n), random.randint(4, size=n)
    weights = random.randint(4, size=n) / 2
    none, all_of_them = np.zeros(n), np.ones(n)
    given = [
        ("mean", real, near),
        ("accuracy", classes, chosen),
        ("precision", bits, guesses),
        ("recall", bits, guesses),
        ("auc", bits_of_odds, odds),
        ("root_mean_squared_error", real, near),
        ("mean_absolute_error", real, near),
    ]
    for metric, labels, predictions in given:
        yield case("plain", metric, labels, predictions)
        yield case("weighted", metric, labels, predictions, weights)
        yield case("no weight at all", metric, labels, predictions, none)
    for metric in ("precision", "recall", "auc"):
        yield case("nothing positive", metric, none, odds > 0.5)
        yield case("nothing negative", metric, all_of_them, odds > 0.5)
        yield case("nothing predicted positive", metric, bits, none)
    for metric in ("root_mean_squared_error", "mean_absolute_error"):
        yield case("column of predictions", metric, real, near[:, None])
        yield case("three numbers each", metric, random.normal(size=(n, 3)), random.normal(size=(n, 3)))
        yield case("a weight for each of two numbers", metric, random.normal(size=(n, 2)), random.normal(size=(n, 2)), random.rand(n, 2))
        yield case("a weight for each two numbers", metric, random.normal(size=(n, 2)), random.normal(size=(n, 2)), random.rand(n, 1))
    # Of so few different numbers that there are ties at the second place.
    logits = np.float32(random.randint(3, size=(n, 4)))
    yield case("ties", "top_2_accuracy", classes, logits)
    yield case("no ties", "top_2_accuracy", classes, random.normal(size=(n, 4)))
    labels = classes.copy()
    labels[:3] = -1, 4, 100
    yield case("labels that are no class", "top_2_accuracy", labels, random.normal(size=(n, 4)))


def main():
    made = list(cases())
    FIXTURE.write_text("[\n" + ",\n".join(json.dumps(case) for case in made) + "\n]\n")
    for case in made:
        print(case["metric"], case["name"], case["value"])


if __name__ == "__main__":
    main()
