package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;

/** {@code kill -9} while an export is being checked, which is when all its files are there. */
@Tag("medium")
class KilledExportTest {
  @TempDir private Path folder;

  @Test
  void leavesNoVersionAndIsDeletedAnHourLater() throws Exception {
    Estimator estimator = SmallModel.train(folder.resolve("model"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Path leftover;
    try (var child = ChildProcess.java(KilledExportTest.class, folder.resolve("model"), out)) {
      leftover = awaitCheck(child, out);
      child.kill();
    }
    assertThat(leftover).isDirectoryContaining("glob:**/saved_model.pb");
    assertThat(list(out)).containsExactly(leftover);
    assertThat(leftover.getFileName().toString()).startsWith("temp-");
    assertThat(SavedModelVersions.highest(out)).isEmpty();

    var exporter = SavedModelExporter.of(SmallModel.FEATURES);
    Path first = exporter.export(estimator, out);
    assertThat(list(out)).containsExactly(first, leftover);

    Files.setLastModifiedTime(leftover, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
    Path second = exporter.export(estimator, out);
    assertThat(list(out)).containsExactly(first, second);
  }

  private static Path awaitCheck(ChildProcess child, Path out)
      throws IOException, InterruptedException {
    while (true) {
      assertThat(child.isAlive()).as("%s", child.lines()).isTrue();
      List<Path> versions = list(out);
      if (!versions.isEmpty() && Files.exists(WarmupRequests.file(versions.get(0)))) {
        return versions.get(0);
      }
      Thread.sleep(5);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.sorted().toList();
    }
  }

  /** Exports a model that waits for good when it is asked: its check doesn't end. */
  public static void main(String[] args) {
    var waiting =
        Estimator.of(
            (tf, features, labels, mode) -> {
              var queue = tf.io.fifoQueue(List.of(TFloat32.class));
              var never = tf.io.queueDequeue(queue.handle(), List.of(TFloat32.class));
              SmallModel.MODEL.apply(tf, features, labels, mode);
              return EstimatorSpec.predict(Map.of("answer", never.components().get(0)));
            },
            RunConfig.in(Path.of(args[0])));
    SavedModelExporter.of(SmallModel.FEATURES).export(waiting, Path.of(args[1]));
  }
}
