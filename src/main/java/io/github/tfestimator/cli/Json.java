package io.github.tfestimator.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfestimator.estimator.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code --json} prints: one object a line. */
final class Json {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Json() {}

  static String of(Evaluation evaluation) {
    Map<String, Object> object = new LinkedHashMap<>(evaluation.metrics());
    object.put("loss", evaluation.loss());
    object.put("average_loss", evaluation.averageLoss());
    object.put("global_step", evaluation.globalStep());
    object.put("examples", evaluation.examples());
    return GSON.toJson(object);
  }

  static String of(Object object) {
    return GSON.toJson(object);
  }
}
