package io.github.tfestimator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.input.TfRecordInput;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** The regression, trained from files of examples. */
class TfRecordTrainingTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @Test
  void aTrainingFromFilesResumesToTheSameBits() throws IOException {
    Path file = folder.resolve("prices.tfrecord");
    Files.write(file, TfRecords.of(examples()));
    TfRecordInput prices =
        TfRecordInput.of(
                List.of(file),
                Map.of(
                    "user", TensorSpec.int64(),
                    "x", TensorSpec.float32(4),
                    "price", TensorSpec.float32(1)))
            .withLabels("price")
            .withShuffleWindow(128);
    InputFn input = prices.shuffledBatches(50, 3);

    Estimator whole = estimator("whole");
    whole.train(input, Steps.upTo(60));
    Estimator stopped = estimator("stopped");
    stopped.train(input, Steps.upTo(25));
    stopped.train(input, Steps.upTo(60));
    assertThat(variables(stopped)).isEqualTo(variables(whole));
    assertThat(whole.evaluate(prices.batches(100)).examples()).isEqualTo(500);
  }

  private static List<byte[]> examples() {
    List<byte[]> examples = new ArrayList<>();
    Batch all = Prices.examples(500, 1).batches(500).from(0).next();
    long[] users = (long[]) JavaArrays.flatten(all.features().get("user"));
    float[] x = (float[]) JavaArrays.flatten(all.features().get("x"));
    float[] prices = (float[]) JavaArrays.flatten(all.labels().get(Batch.LABELS));
    for (int i = 0; i < users.length; i++) {
      var values = FloatList.newBuilder();
      for (int j = 0; j < 4; j++) {
        values.addValue(x[4 * i + j]);
      }
      var user = Int64List.newBuilder().addValue(users[i]);
      var price = FloatList.newBuilder().addValue(prices[i]);
      examples.add(
          Example.newBuilder()
              .setFeatures(
                  Features.newBuilder()
                      .putFeature("user", Feature.newBuilder().setInt64List(user).build())
                      .putFeature("x", Feature.newBuilder().setFloatList(values).build())
                      .putFeature("price", Feature.newBuilder().setFloatList(price).build()))
              .build()
              .toByteArray());
    }
    return examples;
  }

  private Estimator estimator(String name) {
    return Estimator.of(new Prices(), RunConfig.in(folder.resolve(name)));
  }

  private static List<VariableInfo> variables(Estimator estimator) {
    return estimator.newestCheckpoint().variables();
  }
}
