package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.types.TString;

/** Files of a few bytes that would take an export's graph gigabytes, or hours. */
@Tag("medium")
class ImageRequestsTest {
  private static SavedModelPredictor predictor;

  @BeforeAll
  static void load() {
    predictor = SavedModelPredictor.load(Path.of("savedmodel/digits"));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void aFrameLargerThanItsScreenIsRefusedByEachSignature() {
    byte[] gif = gif(20_000, 20_000);
    String refusal = "a GIF's frames take 400000000 pixels; give an image of at most 25000000";
    for (String signature :
        new String[] {"image_bytes", "image_bytes_light_on_dark", "image_bytes_dark_on_light"}) {
      assertRefused(signature, "image_bytes", gif, refusal);
    }
    assertRefused("classify", "inputs", example(gif), refusal);
  }

  @Test
  void aJpegOfManyScansIsRefused() {
    var jpeg = new ByteArrayOutputStream();
    jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
    for (int i = 0; i < 101; i++) {
      jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 3, 0, 1, 2, 3});
    }
    jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9, 0, 0});
    assertRefused(
        "image_bytes", "image_bytes", jpeg.toByteArray(), "a JPEG has 101 scans; save it anew");
  }

  private static byte[] bytes(Object... parts) {
    var bytes = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        bytes.write(number);
      } else {
        bytes.writeBytes((byte[]) part);
      }
    }
    return bytes.toByteArray();
  }

  /** A field of bytes on the wire. */
  private static byte[] field(int number, byte[] content) {
    var length = new ByteArrayOutputStream();
    int left = content.length;
    for (; left > 127; left >>= 7) {
      length.write(left & 127 | 128);
    }
    length.write(left);
    return bytes(number << 3 | 2, length.toByteArray(), content);
  }

  private static byte[] entry(byte[] name, byte[] feature) {
    return field(1, bytes(field(1, name), field(2, feature)));
  }

  private static byte[] list(byte[] value) {
    return field(1, field(1, value));
  }

  /** Examples that protobuf for Java refuses, or reads otherwise than TensorFlow. */
  static List<byte[]> oddExamples(byte[] file) {
    byte[] name = "image_bytes".getBytes(StandardCharsets.UTF_8);
    byte[] none = {};
    byte[] features = field(1, entry(name, list(file)));
    byte[] other = {'x'};
    return List.of(
        bytes(field(2, none), features),
        bytes(field(15, other), features, field(3, other)),
        field(1, bytes(entry(new byte[] {-1}, list(other)), entry(name, list(file)))),
        field(1, bytes(entry(name, list(file)), entry(new byte[] {-1, 'G'}, list(other)))),
        field(1, entry(name, bytes(list(file), field(2, none)))),
        field(1, entry(name, bytes(list(file), field(3, none)))),
        field(1, entry(name, bytes(list(file), list(other)))),
        field(1, bytes(entry(name, list(file)), entry(name, list(file)))),
        bytes(field(1, entry(other, list(other))), features),
        // A length of more bytes than it needs, and one that goes beyond the end.
        field(1, entry(name, field(1, bytes(0x0a, file.length | 128, 128, 128, 0, file)))),
        bytes(0x0a, 0xff, 0xff, 3, entry(name, list(file))),
        // A field of a length that isn't skipped, as it is negative.
        bytes(0x12, 0xff, 0xff, 0xff, 0xff, 15, features),
        // The field 0.
        bytes(0, 1, features));
  }

  @Test
  void anExampleThatProtobufRefusesIsLookedThrough() {
    byte[] gif = gif(5_000, 6_000);
    List<byte[]> examples = oddExamples(gif);
    for (int i = 0; i < examples.size(); i++) {
      byte[] example = examples.get(i);
      String refusal = "a GIF's frames take 30000000 pixels; give an image of at most 25000000";
      assertThatThrownBy(() -> predictor.predict("classify", Map.of("inputs", vector(example))))
          .as("example %d", i)
          .hasMessageContaining(refusal);
    }
  }

  @Test
  void tensorFlowReadsTheOddExamples() {
    byte[] gif = gif(5_000, 6_000);
    List<byte[]> examples = oddExamples(gif);
    List<Integer> read = new ArrayList<>();
    try (var session = EagerSession.create()) {
      for (int i = 0; i < examples.size(); i++) {
        if (isRead(Ops.create(session), examples.get(i), gif)) {
          read.add(i);
        }
      }
    }
    assertThat(read).hasSize(examples.size());
  }

  /** TensorFlow reads nothing from examples of random damage that the check doesn't look at. */
  @Test
  void whateverTensorFlowReadsIsChecked() {
    byte[] gif = gif(5_000, 6_000);
    var random = new Random(1);
    int read = 0;
    try (var session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      for (int i = 0; i < 6_000; i++) {
        List<byte[]> odd = oddExamples(gif);
        byte[] example = damaged(odd.get(random.nextInt(odd.size())), random);
        if (isRead(tf, example, gif)) {
          read++;
          try (var tensor = TString.tensorOfBytes(vector(example))) {
            assertThatThrownBy(() -> ImageRequests.check(tensor))
                .as("%s", ByteString.copyFrom(example))
                .hasMessageContaining("a GIF's frames");
          }
        }
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }

  private static byte[] damaged(byte[] example, Random random) {
    int edits = random.nextInt(3);
    byte[] result = example;
    for (int i = 0; i < edits; i++) {
      // Mostly ahead of the file.
      int at = random.nextInt(random.nextBoolean() ? Math.min(12, result.length) : result.length);
      byte[] head = Arrays.copyOf(result, at);
      byte[] tail = Arrays.copyOfRange(result, at, result.length);
      byte any = (byte) (random.nextBoolean() ? random.nextInt(32) : random.nextInt());
      result =
          switch (random.nextInt(3)) {
            case 0 -> bytes(head, new byte[] {any}, tail);
            case 1 -> bytes(head, new byte[] {any}, Arrays.copyOfRange(tail, 1, tail.length));
            default -> bytes(head, Arrays.copyOfRange(tail, 1, tail.length));
          };
    }
    return result;
  }

  /** Tells whether TensorFlow reads a file from an example. */
  private static boolean isRead(Ops tf, byte[] example, byte[] file) {
    try {
      var serialized = tf.constantOf(TString.tensorOfBytes(vector(example)));
      var none = tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
      var key = tf.array("image_bytes");
      var parsed =
          tf.io.parseExample(
              serialized,
              none,
              none,
              key,
              none,
              List.of(none),
              0L,
              List.of(),
              List.of(),
              List.of(),
              List.of(Shape.scalar()));
      byte[] value = ((TString) parsed.denseValues().get(0).asTensor()).asBytes().getObject(0);
      return Arrays.equals(value, file);
    } catch (TFInvalidArgumentException e) {
      return false;
    }
  }

  @Test
  void filesWithinFilesTakeNoTime() {
    byte[] piece = {
      0x0a, -1, -1, -1, 127, 'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, 0x21, 0, 1
    };
    var many = new ByteArrayOutputStream();
    for (int i = 0; i < 200_000; i++) {
      many.writeBytes(piece);
    }
    try (var tensor = TString.tensorOfBytes(vector(many.toByteArray()))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertThatThrownBy(() -> ImageRequests.check(tensor))
                  .isInstanceOf(TFInvalidArgumentException.class)
                  .hasMessageContaining("image files within image files"));
    }
  }

  @Test
  void aLongLengthTakesNoTime() {
    byte[] length = new byte[4_000_000];
    Arrays.fill(length, (byte) 0x80);
    byte[] example = bytes(0x0a, length, 40, gif(5_000, 6_000));
    try (var tensor = TString.tensorOfBytes(vector(example))) {
      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ImageRequests.check(tensor));
    }
  }

  @Test
  void otherFilesAreAnswered() throws Exception {
    byte[] five = Files.readAllBytes(Path.of("savedmodel/five.png"));
    var answer = predictor.predict("classify", Map.of("inputs", vector(example(five))));
    assertThat(answer.get("classes").getObject(0, 0))
        .isEqualTo("5".getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String signature, String input, byte[] file, String message) {
    assertThatThrownBy(() -> predictor.predict(signature, Map.of(input, vector(file))))
        .isInstanceOf(SavedModelException.class)
        // Servers tell the client by it that the request is wrong.
        .hasCauseInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining(message);
  }

  private static NdArray<byte[]> vector(byte[] file) {
    return NdArrays.vectorOfObjects(file);
  }

  private static byte[] example(byte[] file) {
    var bytes = BytesList.newBuilder().addValue(ByteString.copyFrom(file));
    var feature = Feature.newBuilder().setBytesList(bytes).build();
    var features = Features.newBuilder().putFeature("image_bytes", feature);
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  /** A screen of 10x10, and a frame without pixels. */
  private static byte[] gif(int width, int height) {
    ByteBuffer gif = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII)).putShort((short) 10).putShort((short) 10);
    gif.put(new byte[3]);
    gif.put((byte) 0x2c).putInt(0).putShort((short) width).putShort((short) height);
    gif.put(new byte[] {0, 2, 1, 0, 0, 0x3b});
    return gif.array();
  }
}
