package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;

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
