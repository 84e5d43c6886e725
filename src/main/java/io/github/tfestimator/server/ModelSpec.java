package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.tensorflow.Signature;

/**
 * TensorFlow Serving's message {@code ModelSpec}, the first field of all its requests.
 *
 * @param name of the model
 * @param version its number, if the request has one
 * @param label of a version, if the request has one
 * @param signature {@code serving_default} if the request has none
 */
record ModelSpec(String name, Optional<Long> version, Optional<String> label, String signature) {
  private static final int IN_REQUEST = Wire.bytes(1);
  private static final int NAME = 1;
  private static final int VERSION = 2;
  private static final int SIGNATURE_NAME = 3;
  private static final int VERSION_LABEL = 4;
  private static final int INT64_VALUE = 1;

  /**
   * Reads the spec of a request.
   *
   * @throws ApiException if it has none, or one without the model's name
   */
  static ModelSpec ofRequest(ByteString request) {
    var fields = new Fields();
    Wire.read(
        request,
        (tag, in) -> {
          if (tag != IN_REQUEST) {
            return false;
          }
          fields.isGiven = true;
          // One that comes again is merged with those before it.
          read(in.readBytes(), fields);
          return true;
        });
    if (!fields.isGiven) {
      throw ApiException.invalid("Missing ModelSpec: the request must say which model it is for");
    }
    String signature = fields.signature.isEmpty() ? Signature.DEFAULT_KEY : fields.signature;
    var spec = new ModelSpec(fields.name, fields.version, fields.label, signature);
    if (spec.name.isEmpty()) {
      throw ApiException.invalid("ModelSpec has no name specified, but must name a model");
    }
    return spec;
  }

  private static void read(ByteString message, Fields fields) {
    Wire.read(
        message,
        (tag, in) -> {
          if (tag == Wire.bytes(NAME)) {
            fields.name = in.readStringRequireUtf8();
          } else if (tag == Wire.bytes(SIGNATURE_NAME)) {
            fields.signature = in.readStringRequireUtf8();
          } else if (tag == Wire.bytes(VERSION)) {
            // Of a version and a label the last one counts.
            fields.version = Optional.of(int64(in.readBytes(), fields.version.orElse(0L)));
            fields.label = Optional.empty();
          } else if (tag == Wire.bytes(VERSION_LABEL)) {
            fields.label = Optional.of(in.readStringRequireUtf8());
            fields.version = Optional.empty();
          } else {
            return false;
          }
          return true;
        });
  }

  private static long int64(ByteString message, long before) {
    long[] value = {before};
    Wire.read(
        message,
        (tag, in) -> {
          if (tag != Wire.varint(INT64_VALUE)) {
            return false;
          }
          value[0] = in.readInt64();
          return true;
        });
    return value[0];
  }

  /** Writes the spec of an answer: the version that answered, and a signature or empty text. */
  static ByteString ofAnswer(String name, long version, String signature) {
    ByteString number = Wire.write(out -> out.writeInt64(INT64_VALUE, version));
    return Wire.write(
        out -> {
          out.writeString(NAME, name);
          out.writeBytes(VERSION, number);
          if (!signature.isEmpty()) {
            out.writeString(SIGNATURE_NAME, signature);
          }
        });
  }

  /** The fields that are read so far. */
  private static final class Fields {
    boolean isGiven;
    String name = "";
    Optional<Long> version = Optional.empty();
    Optional<String> label = Optional.empty();
    String signature = "";
  }
}
