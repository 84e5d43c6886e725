package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * TensorFlow Serving's message {@code Input}: serialized examples, and perhaps a context that each
 * of them gets.
 */
final class ExampleInput {
  private static final int IN_REQUEST = Wire.bytes(2);
  private static final int EXAMPLE_LIST = Wire.bytes(1);
  private static final int EXAMPLE_LIST_WITH_CONTEXT = Wire.bytes(2);
  private static final int EXAMPLES = Wire.bytes(1);
  private static final int CONTEXT = Wire.bytes(2);

  /** An array and the references to it. */
  private static final int EXAMPLE_BYTES = 96;

  private final LongConsumer memory;
  private final List<ByteString> examples = new ArrayList<>();
  private ByteString context = ByteString.EMPTY;
  private int kind;

  private ExampleInput(LongConsumer memory) {
    this.memory = memory;
  }

  /**
   * Reads a request's examples.
   *
   * @param memory takes their bytes
   * @return the examples, serialized
   * @throws ApiException if there are none
   */
  static byte[][] examples(ByteString request, LongConsumer memory) {
    var input = new ExampleInput(memory);
    Wire.read(
        request,
        (tag, in) -> {
          if (tag == IN_REQUEST) {
            input.read(in.readBytes());
          }
          return tag == IN_REQUEST;
        });
    if (input.examples.isEmpty()) {
      throw ApiException.invalid("Input is empty, but must have one example or more");
    }
    // Messages that stand one after the other are merged by who reads them, the later one's
    // features over the context's.
    return input.examples.stream()
        .map(example -> input.merged(example).toByteArray())
        .toArray(byte[][]::new);
  }

  private ByteString merged(ByteString example) {
    memory.accept((long) example.size() + context.size());
    return context.concat(example);
  }

  private void read(ByteString input) {
    Wire.read(
        input,
        (tag, in) -> {
          boolean isList = tag == EXAMPLE_LIST || tag == EXAMPLE_LIST_WITH_CONTEXT;
          if (isList) {
            // Of the two kinds the last one counts; one that comes again is merged.
            if (tag != kind) {
              examples.clear();
              context = ByteString.EMPTY;
              kind = tag;
            }
            readList(in.readBytes(), tag == EXAMPLE_LIST_WITH_CONTEXT);
          }
          return isList;
        });
  }

  private void readList(ByteString list, boolean hasContext) {
    Wire.read(
        list,
        (tag, in) -> {
          if (tag == EXAMPLES) {
            memory.accept(EXAMPLE_BYTES);
            examples.add(in.readBytes());
            return true;
          }
          if (tag == CONTEXT && hasContext) {
            context = context.concat(in.readBytes());
            return true;
          }
          return false;
        });
  }
}
