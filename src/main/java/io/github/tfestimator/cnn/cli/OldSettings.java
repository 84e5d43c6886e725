package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * The settings of older versions of the program: of those whose network had two convolutions and
 * one dense layer, of those with no more than a learning rate and an optimizer, and of those whose
 * Adam had a beta2 of 0.999.
 */
final class OldSettings {
  private OldSettings() {}

  /** Gives older settings today's fields; others, and what is no settings at all, stay. */
  static JsonElement upgraded(JsonElement settings) {
    if (settings.isJsonObject()
        && settings.getAsJsonObject().get("params") instanceof JsonObject params) {
      if (params.has("conv1_filters")) {
        upgradeLayers(params);
      }
      if (params.has("learning_rate") && params.has("optimizer")) {
        upgradeOptimizer(params);
      }
      if (params.get("optimization") instanceof JsonObject way && !way.has("beta2")) {
        way.addProperty("beta2", isAdam(way) ? 0.999f : 0);
      }
    }
    return settings;
  }

  private static void upgradeOptimizer(JsonObject params) {
    boolean isAdam = isAdam(params);
    var optimization = new JsonObject();
    optimization.add("optimizer", params.remove("optimizer"));
    optimization.add("learning_rate", params.remove("learning_rate"));
    optimization.add("decay", none("steps", "rate"));
    optimization.addProperty("warm_up", 0);
    optimization.addProperty("momentum", isAdam ? 0.9f : 0);
    optimization.addProperty("weight_decay", 0);
    optimization.addProperty("label_smoothing", 0);
    optimization.add("average_weights", none("decay", "start"));
    params.add("optimization", optimization);
  }

  private static boolean isAdam(JsonObject way) {
    return new JsonPrimitive("ADAM").equals(way.get("optimizer"));
  }

  private static JsonObject none(String... numbers) {
    var none = new JsonObject();
    none.addProperty("kind", "NONE");
    for (String number : numbers) {
      none.addProperty(number, 0);
    }
    return none;
  }

  private static void upgradeLayers(JsonObject params) {
    var image = new JsonObject();
    image.addProperty("height", 28);
    image.addProperty("width", 28);
    image.addProperty("channels", 1);
    params.add("image", image);
    params.addProperty("classes", 10);
    params.add("conv_filters", list(params, "conv1_filters", "conv2_filters"));
    params.addProperty("kernel_size", 5);
    params.add("dense_units", list(params, "dense_units"));
    params.addProperty("batch_norm", false);
    params.addProperty("optimizer", "SGD");
    params.add("augmentation", new JsonArray());
  }

  private static JsonArray list(JsonObject params, String... names) {
    var list = new JsonArray();
    for (String name : names) {
      list.add(params.remove(name));
    }
    return list;
  }
}
