package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The settings of older versions of the program, whose network had two convolutions and one dense
 * layer.
 */
final class OldSettings {
  private OldSettings() {}

  /** Gives older settings today's fields; others, and what is no settings at all, stay. */
  static JsonElement upgraded(JsonElement settings) {
    if (settings.isJsonObject()
        && settings.getAsJsonObject().get("params") instanceof JsonObject params
        && params.has("conv1_filters")) {
      upgrade(params);
    }
    return settings;
  }

  private static void upgrade(JsonObject params) {
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
