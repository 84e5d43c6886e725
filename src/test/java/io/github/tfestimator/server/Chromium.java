package io.github.tfestimator.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium that the tests drive. */
public final class Chromium implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts a browser, or skips the test where there is none. */
  public static Chromium start() {
    Optional<Path> browser = onPath("chromium");
    Optional<Path> chromedriver = onPath("chromedriver");
    assumeTrue(
        browser.isPresent() && chromedriver.isPresent(),
        "No chromium and chromedriver on the PATH: Debian's packages chromium and chromium-driver");
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(browser.get().toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,1000");
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.get().toFile())
            .usingAnyFreePort()
            .build();
    return new Chromium(new ChromeDriver(service, options));
  }

  private static Optional<Path> onPath(String name) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public ChromeDriver driver() {
    return driver;
  }

  public void open(String url) {
    driver.get(url);
  }

  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  public Object script(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Returns an element's text, also while it is hidden. */
  public String text(String css) {
    return find(css).getDomProperty("textContent");
  }

  /** Waits until a script returns something true. */
  public void await(String script, Object... arguments) {
    new WebDriverWait(driver, TIMEOUT, Duration.ofMillis(10))
        .until(ready -> Boolean.TRUE.equals(script("return Boolean(" + script + ")", arguments)));
  }

  /** Lets the page believe in a preference, such as {@code prefers-color-scheme}. */
  public void prefer(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Returns what the browser has written to its console since it was asked last. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Returns the addresses that the page has asked for since this was asked last. */
  public List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> JsonParser.parseString(entry.getMessage()).getAsJsonObject())
        .map(entry -> entry.getAsJsonObject("message"))
        .filter(event -> event.get("method").getAsString().equals("Network.requestWillBeSent"))
        .map(Chromium::url)
        .toList();
  }

  private static String url(JsonObject event) {
    JsonObject request = event.getAsJsonObject("params").getAsJsonObject("request");
    return request.get("url").getAsString();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
