package io.github.tfestimator.serving;

import io.github.tfestimator.io.ImageStructure;
import io.github.tfestimator.savedmodel.Unoptimized;
import java.util.Arrays;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.types.TString;

/**
 * Refuses image files that would take a model's graph, which checks but their headers, more memory
 * or time than any image should: bombs of a few kilobytes.
 */
final class ImageRequests {
  /** As many as the graph of an export takes by a file's header. */
  private static final long MAX_PIXELS = 25_000_000;

  /** The tag of a value of a {@code BytesList}. */
  private static final byte VALUE = 0x0a;

  /** A limit of looks at a byte of a string, on average. Values of an example don't overlap. */
  private static final long MAX_PASSES = 8;

  private ImageRequests() {}

  /** Tells whether a model has the functions for image files that exports have. */
  static boolean areTakenBy(SavedModelBundle model) {
    return model.metaGraphDef().getGraphDef().getLibrary().getFunctionList().stream()
        .anyMatch(function -> function.containsAttr(Unoptimized.MARK));
  }

  /**
   * Checks the strings of a request.
   *
   * @throws TFInvalidArgumentException as the graph does of files that it refuses
   */
  static void check(Tensor tensor) {
    if (tensor instanceof TString strings) {
      strings.asBytes().scalars().forEach(string -> checkString(string.getObject()));
    }
  }

  private static void checkString(byte[] string) {
    checkFile(string);
    // A file of the two kinds is no message: its first byte isn't a field's.
    if (!isFile(string, 0)) {
      checkValues(string);
    }
  }

  /**
   * Checks the values of a serialized {@code tf.Example}, at whatever depth. Parsers differ in what
   * surrounds a value: TensorFlow's takes names that aren't UTF-8, fields that it doesn't know, and
   * lists that protobuf lets a later one replace. But in each a value stands in one piece, behind
   * its tag and its length.
   */
  private static void checkValues(byte[] string) {
    long left = MAX_PASSES * string.length;
    for (int at = 2; at < string.length; at++) {
      if (isFile(string, at) && isValue(string, at)) {
        int end = end(string, at);
        left -= end - at;
        if (left < 0) {
          throw new TFInvalidArgumentException(
              "an example has image files within image files; give each its own value");
        }
        checkFile(Arrays.copyOfRange(string, at, end));
      }
    }
  }

  private static boolean isFile(byte[] string, int at) {
    int left = string.length - at;
    return left > 2 && string[at] == 'G' && string[at + 1] == 'I' && string[at + 2] == 'F'
        || left > 1 && string[at] == (byte) 0xff && string[at + 1] == (byte) 0xd8;
  }

  /**
   * Tells whether a value's tag and a length, whose last byte is positive, stand before a place.
   */
  private static boolean isValue(byte[] string, int at) {
    return string[at - 1] >= 0 && string[tag(string, at)] == VALUE;
  }

  /** Returns the place before a length, all of whose bytes but the last are negative. */
  private static int tag(byte[] string, int at) {
    int tag = at - 2;
    while (tag > 0 && string[tag] < 0) {
      tag--;
    }
    return tag;
  }

  /** Returns where a value ends, by the lowest 32 bits of its length. */
  private static int end(byte[] string, int at) {
    long length = 0;
    int tag = tag(string, at);
    for (int i = at - 1; i > tag; i--) {
      length = length << 7 | string[i] & 0x7f;
    }
    return (int) Math.min(string.length, at + (length & 0xffffffffL));
  }

  private static void checkFile(byte[] string) {
    long pixels = ImageStructure.gifFrames(string).pixels();
    if (pixels > MAX_PIXELS) {
      throw new TFInvalidArgumentException(
          "a GIF's frames take %d pixels; give an image of at most %d"
              .formatted(pixels, MAX_PIXELS));
    }
    int scans = ImageStructure.jpegScans(string);
    if (scans > ImageStructure.MAX_SCANS) {
      throw new TFInvalidArgumentException(
          "a JPEG has %d scans; save it anew, as not progressive".formatted(scans));
    }
  }
}
