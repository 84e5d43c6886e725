package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.PointerInput;
import org.tensorflow.proto.DataType;

/** The parts of the page beside drawing, in a real browser. */
@Tag("slow")
class PageToolsTest {
  private static DrawingPage page;
  private static Chromium chromium;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws InterruptedException {
    page = DrawingPage.start();
    chromium = page.chromium();
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
  }

  @BeforeEach
  void openPage() {
    page.open();
  }

  @Test
  void theRequestAsCurlIsTheOneThatWasSent() throws IOException, InterruptedException {
    page.draw(ScriptedDigit.of(3).placed(0.2, 0.1, 0.8), PointerInput.Kind.MOUSE);
    String answer = page.awaitAnswer();
    chromium.await("document.getElementById('curl').textContent.startsWith('echo')");
    var process = new ProcessBuilder("sh", "-c", chromium.text("#curl")).start();
    String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject prediction =
        JsonParser.parseString(json)
            .getAsJsonObject()
            .getAsJsonArray("predictions")
            .get(0)
            .getAsJsonObject();
    double probability = prediction.getAsJsonArray("probabilities").get(3).getAsDouble();
    assertThat("3, %.1f%%".formatted(100 * probability)).isEqualTo(answer);
  }

  @Test
  void insideShowsFiltersActivationsAndPixels() {
    page.draw(ScriptedDigit.of(4).placed(0.2, 0.1, 0.8), PointerInput.Kind.MOUSE);
    chromium.find("#inside summary").click();
    chromium.await("document.getElementById('occlusion-note').textContent.includes('196 images')");
    // 32 filters of 5x5, and as many planes of 28x28, in rows of eight with a pixel between.
    assertThat(size("filters")).isEqualTo("49x25");
    assertThat(size("activations")).isEqualTo("233x117");
    assertThat(size("occlusion")).isEqualTo("28x28");
    for (String canvas : List.of("filters", "activations", "occlusion")) {
      assertThat((Long) chromium.script(COLORS, canvas)).as(canvas).isGreaterThan(20);
    }
    page.assertQuiet();
  }

  private static final String COLORS =
      """
      const canvas = document.getElementById(arguments[0]);
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(data.buffer)).size;
      """;

  private static String size(String canvas) {
    WebElement element = chromium.find("#" + canvas);
    return element.getDomProperty("width") + "x" + element.getDomProperty("height");
  }

  @Test
  void activationsAreThoseOfANaiveConvolution() {
    var script =
        """
        const done = arguments[arguments.length - 1];
        import("/inside.js").then((inside) => done(inside
            .activations(arguments[0], { shape: arguments[1], kernel: arguments[2], bias: arguments[3] })
            .map((plane) => [...plane])));
        """;
    var random = new SplittableRandom(7);
    double[][] image = new double[5][];
    Arrays.setAll(image, y -> random.doubles(6, 0, 1).toArray());
    double[] kernel = random.doubles(3 * 3 * 2, -1, 1).toArray();
    double[] bias = {0.5, -0.25};
    @SuppressWarnings("unchecked")
    var planes =
        (List<List<Number>>)
            chromium
                .driver()
                .executeAsyncScript(script, image, new int[] {3, 3, 1, 2}, kernel, bias);
    for (int filter = 0; filter < 2; filter++) {
      for (int i = 0; i < 30; i++) {
        double sum = bias[filter];
        for (int k = 0; k < 9; k++) {
          int y = i / 6 + k / 3 - 1;
          int x = i % 6 + k % 3 - 1;
          if (y >= 0 && y < 5 && x >= 0 && x < 6) {
            sum += image[y][x] * kernel[2 * k + filter];
          }
        }
        assertThat(planes.get(filter).get(i).doubleValue())
            .isCloseTo(Math.max(0, sum), within(1e-6));
      }
    }
  }

  @Test
  void aFolderGivesTableMatrixAndDownloads() throws IOException, InterruptedException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (String label : List.of("5", "3")) {
      Files.copy(
          Path.of("savedmodel/five.png"),
          Files.createDirectories(images.resolve(label)).resolve("five.png"));
    }
    Files.writeString(images.resolve("5").resolve("broken.png"), "no image");
    chromium.find("#many summary").click();
    chromium.find("#folder").sendKeys(images.toString());
    chromium.await("document.querySelectorAll('#rows tr').length === 3");
    chromium.await("!document.getElementById('matrix').hidden");
    assertThat(chromium.text("#matrix caption")).startsWith("1 of 2 right (50.0%)");
    assertThat(chromium.driver().findElements(By.cssSelector("#rows tr.wrong"))).hasSize(2);

    chromium
        .driver()
        .executeCdpCommand(
            "Browser.setDownloadBehavior",
            Map.of("behavior", "allow", "downloadPath", folder.toString()));
    chromium.find("#csv").click();
    chromium.find("#json").click();
    Path json = folder.resolve("answers.json");
    Path csv = folder.resolve("answers.csv");
    TestServer.await(() -> Files.exists(json) && Files.exists(csv));
    assertThat(Files.readString(csv))
        .startsWith("file,folder,answer,probability,found,error\r\n")
        .contains("\"images/3/five.png\",\"3\",\"5\",\"0.9");
    JsonArray results = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
    assertThat(results).hasSize(3);
    // A broken file is answered with 400, which browsers write to their console.
    assertThat(chromium.console()).hasSize(1).allMatch(line -> line.contains("400"));
  }

  @Test
  void filesOfOtherKindsAreToldFromImages() throws IOException {
    for (String name : List.of("notes.txt", "numbers.json")) {
      Path file = Files.writeString(folder.resolve(name), "{}");
      chromium.find("#many summary").click();
      chromium.find("#files").sendKeys(file.toString());
      chromium.await("document.querySelectorAll('#rows tr').length === 1");
      assertThat(chromium.text("#rows")).contains("no image that can be decoded");
      page.open();
    }
  }

  @Test
  void aModelThatCantBeLoadedHoldsUpNoOther() throws IOException, InterruptedException {
    Path later = folder.resolve("later");
    try (TestServer server =
        TestServer.start(
            ServerConfig.of(
                ModelConfig.of("later", later),
                ModelConfig.of("digits", Path.of("savedmodel/digits"))))) {
      chromium.open(server.uri("/").toString());
      chromium.await("document.querySelectorAll('#bars li').length === 10");
      TestModels.writeIdentity(later.resolve("1"), Map.of("x", DataType.DT_FLOAT));
      chromium.await("document.querySelectorAll('#model option').length === 2");
      assertThat(chromium.find("#model").getDomProperty("value")).isEqualTo("digits");
    }
  }

  private static final String PLACE =
      """
      const box = document.getElementById("drop").getBoundingClientRect();
      return { x: Math.round(box.x + 20), y: Math.round(box.y + 20) };
      """;

  @Test
  void droppedFoldersAreRead() throws IOException {
    Path images = Files.createDirectories(folder.resolve("dropped/5"));
    Files.copy(Path.of("savedmodel/five.png"), images.resolve("five.png"));
    chromium.find("#many summary").click();
    chromium.script("document.getElementById('drop').scrollIntoView()");
    @SuppressWarnings("unchecked")
    var place = (Map<String, Number>) chromium.script(PLACE);
    Map<String, Object> data =
        Map.of(
            "items", List.of(),
            "files", List.of(images.getParent().toString()),
            "dragOperationsMask", 1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      chromium
          .driver()
          .executeCdpCommand(
              "Input.dispatchDragEvent",
              Map.of("type", type, "x", place.get("x"), "y", place.get("y"), "data", data));
    }
    chromium.await("!document.getElementById('matrix').hidden");
    assertThat(chromium.text("#matrix caption")).startsWith("1 of 1 right");
    assertThat(chromium.text("#rows")).contains("dropped/5/five.png");
  }

  @Test
  void theTokenIsAskedForAndKeptInMemory() throws IOException, InterruptedException {
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    ServerConfig config =
        TestServer.config("digits", Path.of("savedmodel/digits")).withToken(token);
    try (TestServer guarded = TestServer.ready(config)) {
      chromium.open(guarded.uri("/").toString());
      chromium.await("document.getElementById('token-dialog').open");
      for (String wrong : List.of("wrong", "ключ")) {
        chromium.find("#token").sendKeys(wrong + Keys.ENTER);
        chromium.await("document.getElementById('token').value === ''");
        chromium.await("document.getElementById('token-dialog').open");
      }
      chromium.find("#token").sendKeys("secret" + Keys.ENTER);
      chromium.await("document.querySelectorAll('#bars li').length === 10");
      page.draw(ScriptedDigit.of(6).placed(0.2, 0.1, 0.8), PointerInput.Kind.MOUSE);
      assertThat(page.awaitAnswer()).startsWith("6, ");
      assertThat(chromium.text("#curl")).contains("Bearer $TOKEN").doesNotContain("secret");
      assertThat(chromium.driver().manage().getCookies()).isEmpty();
      assertThat((Long) chromium.script("return localStorage.length + sessionStorage.length"))
          .isZero();
    }
  }

  @Test
  void otherModelsGetASentence() throws IOException, InterruptedException {
    TestModels.writeIdentity(folder.resolve("types/1"), Map.of("x", DataType.DT_FLOAT));
    try (TestServer other = TestServer.ready(TestServer.config("types", folder.resolve("types")))) {
      chromium.open(other.uri("/").toString());
      chromium.await("!document.getElementById('other-model').hidden");
      assertThat(chromium.find("#image-model").isDisplayed()).isFalse();
      chromium.find("#other-model a").click();
      assertThat(chromium.driver().getPageSource()).contains("\"types\"");
    }
  }
}
