package io.github.tfestimator.savedmodel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A model in a single file, as other tools write it, where a folder is expected. */
public final class ForeignFile {
  private static final String HDF5 = "\u0089HDF";
  private static final String ZIP = "PK\u0003\u0004";
  private static final String TFLITE = "TFL3";

  private ForeignFile() {}

  /**
   * Says what a path is, if it is a file, and how to make a SavedModel of it.
   *
   * @param path what was named as a model
   * @return sentences to go behind an error, with a space in front, or nothing if there is no such
   *     file
   */
  public static String hint(Path path) {
    if (!Files.isRegularFile(path)) {
      return "";
    }
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    String start = start(path);
    if (name.endsWith(".weights.h5")) {
      return " It holds the weights of a Keras model alone: in Python, load them into the model by"
          + " model.load_weights, write a SavedModel by model.export(\"DIR\"), and name DIR.";
    }
    if (start.startsWith(HDF5) || (start.startsWith(ZIP) && name.endsWith(".keras"))) {
      return " It is a file of Keras: in Python, keras.models.load_model(\"%s\").export(\"DIR\")"
              .formatted(path.getFileName())
          + " writes a SavedModel, and name DIR.";
    }
    if (name.endsWith(".onnx") || start.startsWith(TFLITE, 4)) {
      return " It is a model for %s: name the SavedModel that it was made of."
          .formatted(name.endsWith(".onnx") ? "ONNX Runtime" : "TFLite");
    }
    return " It is a file: name a folder.";
  }

  /** The first eight bytes, a character each. */
  private static String start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(8), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
