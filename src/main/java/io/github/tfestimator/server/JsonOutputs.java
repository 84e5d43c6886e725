package io.github.tfestimator.server;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import io.github.tfestimator.input.JavaArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A writer of a model's outputs as TensorFlow Serving's answers: rows or columns to predictions,
 * classes with scores to classifications, numbers to regressions. NaN and infinities stand bare;
 * strings of an output whose name ends in {@code _bytes} are base64.
 */
final class JsonOutputs {
  private final Text text = new Text();
  private final JsonWriter json = new JsonWriter(text);

  private JsonOutputs() {
    json.setStrictness(Strictness.LENIENT);
  }

  /** A writer of the content of an answer. */
  private interface Content {
    void write(JsonOutputs to) throws IOException;
  }

  /**
   * Writes predictions by row.
   *
   * @throws ApiException if the outputs aren't of one number of rows
   */
  static byte[] predictions(Map<String, NdArray<?>> outputs) {
    long rows = rows(outputs);
    return object(
        "predictions",
        to -> {
          to.json.beginArray();
          for (int row = 0; row < rows; row++) {
            to.row(outputs, row);
          }
          to.json.endArray();
        });
  }

  private static long rows(Map<String, NdArray<?>> outputs) {
    long rows = -1;
    for (Map.Entry<String, NdArray<?>> output : outputs.entrySet()) {
      Shape shape = output.getValue().shape();
      if (shape.numDimensions() == 0 || (rows >= 0 && shape.get(0) != rows)) {
        throw ApiException.invalid(
            "The output %s of the shape %s has no row for each other; ask by \"inputs\" (columns)",
            output.getKey(), shape);
      }
      rows = shape.get(0);
    }
    return rows;
  }

  private void row(Map<String, NdArray<?>> outputs, int row) throws IOException {
    if (outputs.size() > 1) {
      json.beginObject();
    }
    for (Map.Entry<String, NdArray<?>> output : outputs.entrySet()) {
      if (outputs.size() > 1) {
        json.name(output.getKey());
      }
      var values = new Values(output.getKey(), output.getValue());
      values.write(json, 1, row * values.stride(1));
    }
    if (outputs.size() > 1) {
      json.endObject();
    }
  }

  /** Writes predictions by column. */
  static byte[] outputs(Map<String, NdArray<?>> outputs) {
    return object(
        "outputs",
        to -> {
          if (outputs.size() == 1) {
            Map.Entry<String, NdArray<?>> only = outputs.entrySet().iterator().next();
            new Values(only.getKey(), only.getValue()).write(to.json, 0, 0);
            return;
          }
          to.json.beginObject();
          for (Map.Entry<String, NdArray<?>> output : outputs.entrySet()) {
            to.json.name(output.getKey());
            new Values(output.getKey(), output.getValue()).write(to.json, 0, 0);
          }
          to.json.endObject();
        });
  }

  /**
   * Writes classifications.
   *
   * @param labels of [examples, classes]; empty text for each score if null
   * @param scores of [examples, classes]; 0 for each label if null
   */
  static byte[] classifications(NdArray<?> labels, NdArray<?> scores) {
    Shape shape = (labels == null ? scores : labels).shape();
    return object(
        "results",
        to -> {
          byte[][] names = labels == null ? null : (byte[][]) JavaArrays.flatten(labels);
          float[] numbers = scores == null ? null : (float[]) JavaArrays.flatten(scores);
          to.json.beginArray();
          int index = 0;
          for (int i = 0; i < shape.get(0); i++) {
            to.json.beginArray();
            for (int k = 0; k < shape.get(1); k++, index++) {
              to.json.beginArray();
              to.json.value(names == null ? "" : new String(names[index], StandardCharsets.UTF_8));
              to.json.value(numbers == null ? 0 : numbers[index]);
              to.json.endArray();
            }
            to.json.endArray();
          }
          to.json.endArray();
        });
  }

  /**
   * Writes regressions.
   *
   * @param values a float for each example
   */
  static byte[] regressions(NdArray<?> values) {
    return object(
        "results",
        to -> {
          to.json.beginArray();
          for (float value : (float[]) JavaArrays.flatten(values)) {
            to.json.value(value);
          }
          to.json.endArray();
        });
  }

  private static byte[] object(String key, Content content) {
    var outputs = new JsonOutputs();
    try {
      outputs.json.beginObject().name(key);
      content.write(outputs);
      outputs.json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A writer to memory failed", e);
    }
    return outputs.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A text in memory: StringWriter locks at each write, half the time of an answer of numbers. */
  private static final class Text extends Writer {
    private final StringBuilder content = new StringBuilder();

    @Override
    public void write(int character) {
      content.append((char) character);
    }

    @Override
    public void write(char[] characters, int offset, int length) {
      content.append(characters, offset, length);
    }

    @Override
    public void write(String string) {
      content.append(string);
    }

    @Override
    public void write(String string, int offset, int length) {
      content.append(string, offset, offset + length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return content.toString();
    }
  }

  /** The values of an output, row after row. */
  private static final class Values {
    private final boolean isBinary;
    private final Shape shape;
    private final Object elements;

    Values(String name, NdArray<?> array) {
      isBinary = name.endsWith("_bytes");
      shape = array.shape();
      elements = JavaArrays.flatten(array);
    }

    /** Returns how many elements one value of a level has. */
    int stride(int level) {
      int stride = 1;
      for (int i = level; i < shape.numDimensions(); i++) {
        stride *= (int) shape.get(i);
      }
      return stride;
    }

    void write(JsonWriter json, int level, int index) throws IOException {
      if (level == shape.numDimensions()) {
        write(json, index);
        return;
      }
      json.beginArray();
      int stride = stride(level + 1);
      for (int i = 0; i < shape.get(level); i++) {
        write(json, level + 1, index + i * stride);
      }
      json.endArray();
    }

    private void write(JsonWriter json, int index) throws IOException {
      if (elements instanceof float[] floats) {
        json.value(floats[index]);
      } else if (elements instanceof double[] doubles) {
        json.value(doubles[index]);
      } else if (elements instanceof int[] ints) {
        json.value(ints[index]);
      } else if (elements instanceof long[] longs) {
        json.value(longs[index]);
      } else if (elements instanceof byte[] bytes) {
        json.value(Byte.toUnsignedInt(bytes[index]));
      } else if (elements instanceof boolean[] booleans) {
        json.value(booleans[index]);
      } else {
        string(json, ((byte[][]) elements)[index]);
      }
    }

    private void string(JsonWriter json, byte[] string) throws IOException {
      if (isBinary) {
        json.beginObject().name("b64");
        json.value(Base64.getEncoder().encodeToString(string)).endObject();
      } else {
        json.value(new String(string, StandardCharsets.UTF_8));
      }
    }
  }
}
