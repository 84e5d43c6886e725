package io.github.tfestimator.data;

import static io.github.tfestimator.data.IdxReaderTest.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine's loopback. */
@Timeout(60)
class MnistDownloadTest {
  private static final String FIRST = "train-images-idx3-ubyte.gz";

  @TempDir Path temp;
  private Path cache;
  private HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void startServer() throws IOException {
    cache = temp.resolve("cache/mnist");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void downloadsTheFourFilesAndThenUsesThem() throws IOException {
    Path real = RealMnist.folder();
    URI mirror = mirror("/good/", e -> respond(e, Files.readAllBytes(real.resolve(name(e)))));
    Map<MnistFile, Path> files = download(mirror).fetch();
    for (MnistFile file : MnistFile.values()) {
      assertThat(files.get(file)).hasSameBinaryContentAs(real.resolve(file.gzipName()));
    }
    assertThat(left()).hasSize(4);

    assertThat(download(mirror).fetch()).isEqualTo(files);
    assertThat(asked).hasSize(4);
  }

  @Test
  void usesTheSecondMirrorWhereTheFirstFails() throws IOException {
    Path real = RealMnist.folder();
    URI bad = mirror("/bad/", e -> respond(e, gzip(new byte[100])));
    URI good = mirror("/good/", e -> respond(e, Files.readAllBytes(real.resolve(name(e)))));
    assertThat(download(bad, good).fetch()).hasSize(4);
    assertThat(asked).startsWith("/bad/" + FIRST, "/good/" + FIRST).hasSize(8);
  }

  @Test
  void downloadsADamagedFileAgain() throws IOException {
    Path real = RealMnist.folder();
    URI mirror = mirror("/good/", e -> respond(e, Files.readAllBytes(real.resolve(name(e)))));
    Path damaged = download(mirror).fetch().get(MnistFile.TEST_LABELS);
    asked.clear();

    byte[] content = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(content, content.length / 2));
    download(mirror).fetch();
    assertThat(asked).containsExactly("/good/t10k-labels-idx1-ubyte.gz");
    assertThat(damaged).hasBinaryContent(content);
  }

  @Test
  void asksTheSecondMirrorAndThenSaysWhatToDo() {
    URI missing = mirror("/missing/", e -> respond(e, 404, new byte[0]));
    URI wrong = mirror("/wrong/", e -> respond(e, gzip(new byte[100])));
    assertThatThrownBy(() -> download(missing, wrong).fetch())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(FIRST + " can't be downloaded (")
        .hasMessageContaining("HTTP status 404")
        .hasMessageContaining("wrong SHA-256")
        .hasMessageContaining("--data digits")
        .hasMessageContaining("--data FOLDER");
    assertThat(asked).containsExactly("/missing/" + FIRST, "/wrong/" + FIRST);
    assertThat(left()).isEmpty();
  }

  @Test
  void refusesWhatIsTruncated() {
    URI cut = mirror("/short/", e -> respond(e, Arrays.copyOf(gzip(new byte[1000]), 20)));
    assertFails(cut, "Unexpected end of ZLIB input stream");
    URI aborted =
        mirror(
            "/aborted/",
            e -> {
              e.sendResponseHeaders(200, 1000);
              e.getResponseBody().write(new byte[10]);
              // Closes the connection, as 990 bytes are missing.
              e.close();
            });
    assertFails(aborted, "");
  }

  @Test
  void givesUpOnAServerThatGoesSilent() {
    URI atOnce = mirror("/silent/", e -> end.await());
    assertFails(atOnce, "not finished after 1 s");
    URI inTheBody =
        mirror(
            "/silent-body/",
            e -> {
              e.sendResponseHeaders(200, 1000);
              e.getResponseBody().write(new byte[10]);
              e.getResponseBody().flush();
              end.await();
            });
    assertFails(inTheBody, "not finished after 1 s");
  }

  @Test
  void givesUpOnAServerThatSendsTooMuch() {
    URI endless =
        mirror(
            "/endless/",
            e -> {
              e.sendResponseHeaders(200, 0);
              while (true) {
                e.getResponseBody().write(new byte[1 << 16]);
              }
            });
    MnistDownload patient =
        new MnistDownload(cache, List.of(endless), Duration.ofSeconds(50), Duration.ofSeconds(50));
    assertThatThrownBy(patient::fetch)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("more than 20000000 bytes");
    assertThat(left()).isEmpty();
  }

  @Test
  void looksNoFurtherThanAFileIsLong() throws IOException {
    // A small gzip file may unpack to petabytes.
    var endless =
        new InputStream() {
          private int count;

          @Override
          public int read() {
            assertThat(++count).isLessThan(1_000_000);
            return 0;
          }
        };
    assertThat(MnistFile.TEST_LABELS.matches(endless)).isFalse();
  }

  @Test
  void saysThatThereIsNoServer() {
    URI mirror = mirror("/gone/", e -> respond(e, new byte[0]));
    server.stop(0);
    assertFails(mirror, "ConnectException");
  }

  @Test
  void saysThatTheCacheCantBeWritten() throws IOException {
    Path real = RealMnist.folder();
    URI mirror = mirror("/good/", e -> respond(e, Files.readAllBytes(real.resolve(name(e)))));
    Files.createDirectories(cache.getParent());
    Files.writeString(cache, "a file where the folder should be");
    assertThatThrownBy(() -> download(mirror).fetch())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(cache.resolve(FIRST) + " can't be written (")
        .hasMessageContaining("set XDG_CACHE_HOME");
  }

  @Test
  void keepsTheFilesWhereTheXdgSpecificationSays() {
    Path home = temp.resolve("home");
    Path cached = temp.resolve("xdg");
    assertThat(MnistDownload.cache(Map.of("XDG_CACHE_HOME", cached.toString()), home))
        .isEqualTo(cached.resolve("tf-estimator/mnist"));
    assertThat(MnistDownload.cache(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(home.resolve(".cache/tf-estimator/mnist"));
    assertThat(MnistDownload.cache(Map.of(), home))
        .isEqualTo(home.resolve(".cache/tf-estimator/mnist"));
  }

  private void assertFails(URI mirror, String reason) {
    assertThatThrownBy(() -> download(mirror).fetch())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(FIRST + " can't be downloaded (127.0.0.1: " + reason);
    assertThat(left()).isEmpty();
  }

  private MnistDownload download(URI... mirrors) {
    // Good files come from this machine, yet are large and the machine may be busy.
    boolean good = Arrays.stream(mirrors).anyMatch(mirror -> mirror.getPath().equals("/good/"));
    return new MnistDownload(
        cache, List.of(mirrors), Duration.ofSeconds(5), Duration.ofSeconds(good ? 30 : 1));
  }

  /** What is in the cache, whole or not. */
  private List<Path> left() {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private URI mirror(String path, Handler handler) {
    HttpHandler recorded =
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    server.createContext(path, recorded);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static String name(HttpExchange exchange) {
    return Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
  }

  private static void respond(HttpExchange exchange, byte[] body) throws IOException {
    respond(exchange, 200, body);
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
