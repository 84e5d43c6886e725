package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.server.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser. */
class ReportPageTest {
  @TempDir static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void openReport() throws IOException {
    chromium = Chromium.start();
    Path data = TestFiles.writeIdx(folder.resolve("data"), 100, 50);
    Path model = folder.resolve("model");
    var command = Stream.of("train-and-evaluate", "--data", data, "--model-dir", model);
    var training = Stream.of("--batch-size", 10, "--max-steps", 20, "--summary-steps", 2);
    Program.done(
        Stream.of(command, training, Program.SMALL.stream()).flatMap(part -> part).toArray());
    Path report = Reports.write(model, folder.resolve("report.html"));
    chromium.requests();
    chromium.open(report.toUri().toString());
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void opensWithoutANetworkOrAComplaint() {
    chromium.await("document.querySelectorAll('.uplot canvas').length === 2");
    assertThat(chromium.script("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(251, 250, 248)");
    assertThat(chromium.console()).isEmpty();
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith("file://") || url.startsWith("data:"));
  }

  @Test
  void aCellOfTheMatrixOpensItsImages() {
    String cell = (String) chromium.script("return document.querySelector('.heat a').hash");
    assertThat(chromium.find(cell).isDisplayed()).isFalse();
    chromium.find(".heat a").click();
    assertThat(chromium.find(cell).isDisplayed()).isTrue();
    assertThat(chromium.find(cell + " img").isDisplayed()).isTrue();
  }
}
