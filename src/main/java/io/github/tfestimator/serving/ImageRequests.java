package io.github.tfestimator.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.io.ImageStructure;
import io.github.tfestimator.savedmodel.Unoptimized;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.types.TString;

/**
 * Refuses image files that would take a model's graph, which checks but their headers, more memory
 * or time than any image should: bombs of a few kilobytes.
 */
final class ImageRequests {
  /** As many as the graph of an export takes by a file's header. */
  private static final long MAX_PIXELS = 25_000_000;

  /** The first byte of a serialized {@code tf.Example}, whose features may be files. */
  private static final byte EXAMPLE = 0x0a;

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
    if (string.length > 0 && string[0] == EXAMPLE) {
      checkFeatures(string);
    }
  }

  private static void checkFeatures(byte[] string) {
    try {
      for (Feature feature : Example.parseFrom(string).getFeatures().getFeatureMap().values()) {
        feature.getBytesList().getValueList().forEach(value -> checkFile(value.toByteArray()));
      }
    } catch (InvalidProtocolBufferException e) {
      // The graph says so.
    }
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
