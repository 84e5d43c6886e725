package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.JavaDecoder;
import io.github.tfestimator.summary.RecordOracle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The warm-up file of an export of all five signatures as TensorFlow Serving finds it, field by
 * field of its protos, by a reader that knows nothing of our writer.
 */
class WarmupFileTest {
  private static final int CLASSIFY_LOG = 2;
  private static final int PREDICT_LOG = 6;

  /** Far from 1/255, and another for each pixel. */
  private static final MinMaxScaler SCALER = MinMaxScaler.fit(Digits.draw(30, 8).images());

  private static final Images DIGITS = Digits.draw(4, 42).images();

  @TempDir static Path folder;
  private static List<byte[]> logs;

  @BeforeAll
  static void export() throws IOException {
    Path version =
        SavedModelExporter.of(new ImageServingInputFn(SCALER))
            .export(SmallModel.train(folder.resolve("model")), folder.resolve("out"));
    logs =
        RecordOracle.payloads(
            version.resolve("assets.extra").resolve("tf_serving_warmup_requests"));
  }

  @Test
  void hasOneRequestForEachSignatureInTheirOrder() throws IOException {
    List<String> requests = new ArrayList<>();
    for (byte[] log : logs) {
      int kind = fields(log, PREDICT_LOG).isEmpty() ? CLASSIFY_LOG : PREDICT_LOG;
      byte[] modelSpec = path(log, kind, 1, 1);
      assertThat(fields(modelSpec, 1)).as("name of the model").isEmpty();
      requests.add(kind + " " + new String(path(modelSpec, 3), StandardCharsets.UTF_8));
    }
    assertThat(requests)
        .containsExactly(
            "6 serving_default",
            "6 pixels",
            "6 image_bytes",
            "6 image_bytes_light_on_dark",
            "6 image_bytes_dark_on_light",
            "2 classify");
  }

  @Test
  void featuresAreScaled() throws IOException {
    TensorProto x = input(0, "x");
    assertThat(x.getDtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(shape(x)).containsExactly(4L, 784L);
    var floats =
        x.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] expected = new float[784];
    for (int i = 0; i < 4; i++) {
      float[] row = new float[784];
      floats.get(row);
      SCALER.transform(DIGITS, i, expected, 0);
      assertThat(row).isEqualTo(expected);
    }
  }

  @Test
  void pixelsAreRaw() throws IOException {
    TensorProto image = input(1, "image");
    assertThat(image.getDtype()).isEqualTo(DataType.DT_UINT8);
    assertThat(shape(image)).containsExactly(4L, 28L, 28L);
    var expected = ByteBuffer.allocate(4 * 784);
    IntStream.range(0, 4).forEach(i -> expected.put(DIGITS.image(i)));
    assertThat(image.getTensorContent().toByteArray()).isEqualTo(expected.array());
  }

  @Test
  void filesAreOfEveryKindThatTheGraphDecodes() throws IOException {
    assertAreTheDigits(files(input(2, "image_bytes")), Ink.DARK_ON_LIGHT);
    assertAreTheDigits(files(input(3, "image_bytes")), Ink.LIGHT_ON_DARK);
    assertAreTheDigits(files(input(4, "image_bytes")), Ink.DARK_ON_LIGHT);
  }

  @Test
  void examplesHoldSuchFiles() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (byte[] example : fields(path(logs.get(5), CLASSIFY_LOG, 1, 2, 1), 1)) {
      var features = Example.parseFrom(example).getFeatures();
      assertThat(features.getFeatureMap()).containsOnlyKeys("image_bytes");
      files.add(features.getFeatureOrThrow("image_bytes").getBytesList().getValue(0).toByteArray());
    }
    assertAreTheDigits(files, Ink.LIGHT_ON_DARK);
  }

  private static void assertAreTheDigits(List<byte[]> files, Ink ink) throws IOException {
    List<String> formats = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      formats.add(format(files.get(i)));
      byte[] actual = JavaDecoder.decode28x28(files.get(i), ink);
      byte[] expected = DIGITS.image(i);
      double difference =
          IntStream.range(0, 784)
              .map(p -> Math.abs((actual[p] & 0xff) - (expected[p] & 0xff)))
              .average()
              .orElseThrow();
      // JPEG loses something.
      assertThat(difference).as(formats.get(i)).isCloseTo(0, within(i == 1 ? 8.0 : 0.0));
    }
    assertThat(formats).containsExactly("png", "jpeg", "gif", "bmp");
  }

  private static String format(byte[] file) throws IOException {
    try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = ImageIO.getImageReaders(in).next();
      return reader.getFormatName().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static List<byte[]> files(TensorProto strings) {
    assertThat(strings.getDtype()).isEqualTo(DataType.DT_STRING);
    assertThat(shape(strings)).containsExactly(4L);
    return strings.getStringValList().stream().map(value -> value.toByteArray()).toList();
  }

  /** The only input of a PredictRequest. */
  private static TensorProto input(int log, String name) throws IOException {
    List<byte[]> entries = fields(path(logs.get(log), PREDICT_LOG, 1), 2);
    assertThat(entries).hasSize(1);
    assertThat(path(entries.get(0), 1)).asString(StandardCharsets.UTF_8).isEqualTo(name);
    return TensorProto.parseFrom(path(entries.get(0), 2));
  }

  private static List<Long> shape(TensorProto tensor) {
    return tensor.getTensorShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }

  private static byte[] path(byte[] message, int... numbers) throws IOException {
    byte[] field = message;
    for (int number : numbers) {
      List<byte[]> fields = fields(field, number);
      assertThat(fields).as("field %d", number).hasSize(1);
      field = fields.get(0);
    }
    return field;
  }

  /** A message's fields of a number, all its fields having a length. */
  private static List<byte[]> fields(byte[] message, int number) throws IOException {
    List<byte[]> values = new ArrayList<>();
    var in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      assertThat(WireFormat.getTagWireType(tag)).isEqualTo(WireFormat.WIRETYPE_LENGTH_DELIMITED);
      byte[] value = in.readByteArray();
      if (WireFormat.getTagFieldNumber(tag) == number) {
        values.add(value);
      }
    }
    return values;
  }
}
