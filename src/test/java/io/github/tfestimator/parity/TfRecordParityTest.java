package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.input.TfRecordInput;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** Files that Python wrote give the batches that {@code make_batched_features_dataset} gives. */
class TfRecordParityTest {
  /** A batch, its values row after row, as {@code tfrecords.py} wrote it down. */
  private record PythonBatch(
      float[] x, long[] user, int[] days, String[] words, int[] image, float[] price) {}

  @Test
  void batchesArePythons() {
    TfRecordInput input =
        TfRecordInput.of(
                List.of(file("a.tfrecord"), file("b.tfrecord")),
                Map.of(
                    "x", TensorSpec.float32(2, 3),
                    "user", TensorSpec.int64(),
                    "days", TensorSpec.int32(2),
                    "words", TensorSpec.string(2),
                    "image", TensorSpec.uint8(2, 2, 1),
                    "price", TensorSpec.float32()))
            .withDefault("user", -1L)
            .withLabels("price");
    assertThat(input.size()).isEqualTo(163);
    var batches = input.batches(20).from(0);
    for (PythonBatch python : Fixture.json("tfrecords/batches.json", PythonBatch[].class)) {
      Batch batch = batches.next();
      batch.requireFits(input.batches(20));
      assertThat(flat(batch.features().get("x"))).isEqualTo(python.x);
      assertThat(flat(batch.features().get("user"))).isEqualTo(python.user);
      assertThat(flat(batch.features().get("days"))).isEqualTo(python.days);
      assertThat(Arrays.stream((byte[][]) flat(batch.features().get("words"))))
          .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .containsExactly(python.words);
      assertThat((byte[]) flat(batch.features().get("image"))).containsExactly(python.image);
      assertThat(flat(batch.labels().get("price"))).isEqualTo(python.price);
      assertThat(batch.features().get("image").shape())
          .isEqualTo(Shape.of(python.price.length, 2, 2, 1));
    }
    assertThat(batches).isExhausted();
  }

  private static Object flat(NdArray<?> array) {
    return JavaArrays.flatten(array);
  }

  private static Path file(String name) {
    try {
      return Path.of(TfRecordParityTest.class.getResource("/parity/tfrecords/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
