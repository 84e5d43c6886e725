package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.RawPng;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of kilobytes that would take gigabytes is refused by its header, in a heap of 256 MB. */
@Tag("medium")
class ImageBombTest {
  @TempDir private Path folder;

  @Test
  void predictRefusesIt() throws IOException, InterruptedException {
    Path model =
        SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)))
            .export(SmallModel.train(folder.resolve("model")), folder.resolve("exported"));
    Path bomb = Files.write(folder.resolve("bomb.png"), RawPng.bomb(30_000, 30_000));
    assertThat(Files.size(bomb)).isLessThan(1_000_000);
    try (var process = ChildProcess.java(Main.class, "predict", "--saved-model", model, bomb)) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.lines())
          .endsWith(
              "cnn: %s has 30000x30000 pixels; give an image of at most 20000 a side and 25000000 in all"
                  .formatted(bomb));
    }
  }
}
