package io.github.tfestimator.estimator;

import io.github.tfestimator.input.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Runs a PREDICT graph and cuts what it computes for a batch into the examples' predictions. */
final class BatchPredictor {
  private final ModelGraph model;
  private final Session session;
  private final SortedMap<String, Operand<?>> predictions;

  BatchPredictor(ModelGraph model, Session session) {
    this.model = model;
    this.session = session;
    this.predictions = model.spec(EstimatorSpec.Predict.class).predictions();
  }

  List<Prediction> predict(Batch batch) {
    SortedMap<String, long[]> longs = new TreeMap<>();
    SortedMap<String, float[]> floats = new TreeMap<>();
    try (BatchFeed fed = model.feed(session, batch);
        FetchedTensors fetched = FetchedTensors.run(fed.runner(), predictions.values())) {
      predictions.forEach(
          (name, prediction) -> {
            Tensor tensor = fetched.get(prediction);
            if (tensor instanceof TInt64) {
              longs.put(name, fetched.longs(prediction));
            } else if (tensor instanceof TFloat32) {
              floats.put(name, fetched.floats(prediction));
            } else {
              throw new IllegalStateException(
                  "The prediction \"%s\" is %s, but must be int64 or float"
                      .formatted(name, tensor.dataType()));
            }
          });
    }
    List<Prediction> examples = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      examples.add(example(longs, floats, i, batch.size()));
    }
    return examples;
  }

  private static Prediction example(
      SortedMap<String, long[]> longs, SortedMap<String, float[]> floats, int i, int size) {
    SortedMap<String, long[]> itsLongs = new TreeMap<>();
    longs.forEach(
        (name, all) -> {
          int width = all.length / size;
          itsLongs.put(name, Arrays.copyOfRange(all, i * width, (i + 1) * width));
        });
    SortedMap<String, float[]> itsFloats = new TreeMap<>();
    floats.forEach(
        (name, all) -> {
          int width = all.length / size;
          itsFloats.put(name, Arrays.copyOfRange(all, i * width, (i + 1) * width));
        });
    return new Prediction(itsLongs, itsFloats);
  }
}
