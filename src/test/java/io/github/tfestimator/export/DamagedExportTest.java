package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips of single bits in each file of an export: an error that is no other model's answer. */
@Tag("medium")
class DamagedExportTest {
  /** The bytes of each file that are changed, about. */
  private static final int SAMPLES = 16;

  @TempDir private static Path shared;
  private static Path export;

  @TempDir private Path folder;

  @BeforeAll
  static void export() {
    export =
        SavedModelExporter.of(SmallModel.PIXELS)
            .withAssetExtra("classes.txt", "zero\none\n")
            .export(SmallModel.train(shared.resolve("model")), shared.resolve("export"));
  }

  @Test
  void anIntactCopyAnswersAsTheExportDoes() throws IOException {
    Path copy = copy();
    assertThat(answer(copy)).isEqualTo(answer(export)).isNotEmpty();
    Files.writeString(copy.resolve("assets.extra/notes.txt"), "added");
    assertThat(answer(copy)).isEqualTo(answer(export));
  }

  @Test
  void eachSampledBitThatIsFlippedIsAnError() throws IOException {
    Path copy = copy();
    for (Path file : files(copy)) {
      byte[] intact = Files.readAllBytes(file);
      int step = Math.max(1, intact.length / SAMPLES);
      for (int i = step / 2; i < intact.length; i += step) {
        if (!isDigestOfValues(file, intact, i)) {
          byte[] damaged = intact.clone();
          damaged[i] ^= (byte) (1 << (i % 8));
          Files.write(file, damaged);
          assertThatThrownBy(() -> answer(copy))
              .as("byte %d of %s", i, file)
              .isInstanceOf(SavedModelException.class)
              .hasMessageContaining(copy.toString())
              .hasMessageMatching("(?s).*[Cc]opy (or|the) .*");
        }
      }
      Files.write(file, intact);
    }
    assertThat(answer(copy)).isEqualTo(answer(export));
  }

  /** Those two are compared by {@code sha256sum} alone: the files have checksums of their own. */
  private static boolean isDigestOfValues(Path file, byte[] list, int index) {
    if (!file.endsWith("sha256.txt")) {
      return false;
    }
    int start = index;
    while (start > 0 && list[start - 1] != '\n') {
      start--;
    }
    String line = new String(list, start, list.length - start).lines().findFirst().orElseThrow();
    return index - start < 64 && line.matches(".*(variables\\.data-.*|warmup_requests)");
  }

  private static Map<String, ?> answer(Path version) {
    var image = new byte[1][28][28];
    image[0][14][14] = 100;
    try (var predictor = SavedModelPredictor.load(version)) {
      return predictor.predict("pixels", Map.of("image", image));
    }
  }

  private static List<Path> files(Path version) throws IOException {
    try (Stream<Path> tree = Files.walk(version)) {
      List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
      assertThat(files).hasSize(8);
      return files;
    }
  }

  private Path copy() throws IOException {
    Path copy = folder.resolve("copy");
    AtomicFiles.deleteTree(copy);
    try (Stream<Path> tree = Files.walk(export)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.copy(path, copy.resolve(export.relativize(path).toString()));
      }
    }
    return copy;
  }
}
