package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.server.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The report in a real browser. */
@Tag("slow")
class ReportPageTest {
  @TempDir static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void openReport() throws IOException {
    chromium = Chromium.start();
    Path data = TestFiles.writeIdx(folder.resolve("data"), 100, 50);
    Path model = folder.resolve("model");
    var command = Stream.of("train-and-evaluate", "--data", data, "--model-dir", model);
    var training =
        Stream.of("--batch-size", 10, "--max-steps", 20, "--summary-steps", 2, "--log-steps", 5);
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
    chromium.await("document.querySelectorAll('.uplot canvas').length === 3");
    assertThat(chromium.script("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(251, 250, 248)");
    assertThat(chromium.console()).isEmpty();
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith("file://") || url.startsWith("data:"));
  }

  @Test
  void draggingOverStepsZoomsIn() {
    chromium.await("document.querySelectorAll('.uplot canvas').length === 3");
    WebElement plot = chromium.find(".u-over");
    int right = plot.getSize().getWidth() / 2 - 2;
    var mouse = new Actions(chromium.driver());
    mouse.moveToElement(plot).clickAndHold().moveByOffset(right, 0).release().perform();
    mouse.moveToElement(plot, -right, 0).perform();
    chromium.await("Number(document.querySelector('.u-legend .u-value').textContent) > 8");
    mouse.doubleClick().moveToElement(plot, -right, 0).perform();
    chromium.await("Number(document.querySelector('.u-legend .u-value').textContent) < 4");
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
