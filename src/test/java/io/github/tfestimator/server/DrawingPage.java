package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Interaction;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/** The page of a server with the two models of this project, in a browser. */
final class DrawingPage implements AutoCloseable {
  private final TestServer server;
  private final Chromium chromium;

  private DrawingPage(TestServer server, Chromium chromium) {
    this.server = server;
    this.chromium = chromium;
  }

  /** Starts server and browser, or skips the test where there is no browser. */
  static DrawingPage start() throws InterruptedException {
    Chromium chromium = Chromium.start();
    try {
      TestServer server =
          TestServer.ready(
              ServerConfig.of(
                  ModelConfig.of("digits", Path.of("savedmodel/digits")),
                  ModelConfig.of("tutorial", Path.of("savedmodel/mnist_cnn"))));
      return new DrawingPage(server, chromium);
    } catch (InterruptedException | RuntimeException | Error e) {
      chromium.close();
      throw e;
    }
  }

  Chromium chromium() {
    return chromium;
  }

  /** Opens the page anew, with nothing drawn. */
  void open() {
    chromium.console();
    chromium.requests();
    chromium.open(server.uri("/").toString());
    chromium.await("document.querySelectorAll('#bars li').length === 10");
  }

  /** Draws with a mouse or finger. */
  void draw(ScriptedDigit digit, PointerInput.Kind kind) {
    WebElement canvas = chromium.find("#drawing");
    var pointer = new PointerInput(kind, kind.toString());
    for (List<double[]> stroke : digit.strokes()) {
      var sequence = new Sequence(pointer, 0);
      sequence.addAction(move(pointer, canvas, stroke.get(0)));
      sequence.addAction(pointer.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
      stroke.forEach(point -> sequence.addAction(move(pointer, canvas, point)));
      sequence.addAction(pointer.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
      chromium.driver().perform(List.of(sequence));
    }
  }

  private static Interaction move(PointerInput pointer, WebElement canvas, double[] point) {
    // From the middle.
    int side = canvas.getSize().getWidth();
    return pointer.createPointerMove(
        Duration.ZERO,
        PointerInput.Origin.fromElement(canvas),
        (int) Math.round((point[0] - 0.5) * side),
        (int) Math.round((point[1] - 0.5) * side));
  }

  /** Waits until a complete stroke is answered, and returns what is read aloud. */
  String awaitAnswer() {
    chromium.await("document.getElementById('bars').ariaBusy === 'false'");
    return chromium.text("#spoken");
  }

  @SuppressWarnings("unchecked")
  List<Double> strokesToBars() {
    var millis =
        (List<Number>)
            chromium.script(
                "return performance.getEntriesByName('stroke to bars').map(e => e.duration)");
    return millis.stream().map(Number::doubleValue).sorted().toList();
  }

  /** Nothing in the console, and no request to another host. */
  void assertQuiet() {
    assertThat(chromium.console()).isEmpty();
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(
            url ->
                url.startsWith(server.uri("/").toString())
                    || url.startsWith("data:")
                    || url.startsWith("blob:"));
  }

  @Override
  public void close() {
    chromium.close();
    server.close();
  }
}
