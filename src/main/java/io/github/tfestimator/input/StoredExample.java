package io.github.tfestimator.input;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * A {@code tf.Example} as its file has it.
 *
 * @param bytes the record's payload
 * @param file where it is from
 * @param number its number in the file, from 0
 */
record StoredExample(byte[] bytes, Path file, long number) {

  /**
   * Parses the example.
   *
   * @throws DataException if it is something else
   */
  Map<String, Feature> features() {
    try {
      return Example.parseFrom(bytes).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      throw error("is no tf.Example: " + e.getMessage());
    }
  }

  /** Returns an error whose subject is the record. */
  DataException error(String predicate) {
    return new DataException("%s: record %d %s".formatted(file, number, predicate));
  }
}
