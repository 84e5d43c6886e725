package io.github.tfestimator.cnn.data;

import static io.github.tfestimator.cnn.data.IdxReaderTest.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag("medium")
class MnistDownloadTest {
  private static final String FIRST = "train-images-idx3-ubyte.gz";

  @TempDir Path temp;
  private Path cache;
  private LoopbackMirrors mirrors;

  @BeforeEach
  void open() throws IOException {
    cache = temp.resolve("cache/mnist");
    mirrors = new LoopbackMirrors();
  }

  @AfterEach
  void close() {
    mirrors.close();
  }

  @Test
  void downloadsTheFourFilesAndThenUsesThem() {
    Path real = RealMnist.folder();
    URI mirror = mirrors.of(real);
    Map<MnistFile, Path> files = download(mirror).fetch();
    for (MnistFile file : MnistFile.values()) {
      assertThat(files.get(file)).hasSameBinaryContentAs(real.resolve(file.gzipName()));
    }
    assertThat(left()).hasSize(4);

    assertThat(download(mirror).fetch()).isEqualTo(files);
    assertThat(mirrors.asked).hasSize(4);
  }

  @Test
  void usesTheSecondMirrorWhereTheFirstFails() throws IOException {
    URI good = mirrors.of(RealMnist.folder());
    URI bad = mirrors.thatAnswers("/bad/", 200, gzip(new byte[100]));
    assertThat(download(bad, good).fetch()).hasSize(4);
    assertThat(mirrors.asked).startsWith("/bad/" + FIRST, "/good/" + FIRST).hasSize(8);
  }

  @Test
  void downloadsADamagedFileAgain() throws IOException {
    URI mirror = mirrors.of(RealMnist.folder());
    Path damaged = download(mirror).fetch().get(MnistFile.TEST_LABELS);
    mirrors.asked.clear();

    byte[] content = Files.readAllBytes(damaged);
    byte[] half = Arrays.copyOf(content, content.length / 2);
    byte[] another = Files.readAllBytes(damaged.resolveSibling("train-labels-idx1-ubyte.gz"));
    for (byte[] damage : new byte[][] {half, another}) {
      Files.write(damaged, damage);
      download(mirror).fetch();
      assertThat(mirrors.asked).containsExactly("/good/t10k-labels-idx1-ubyte.gz");
      assertThat(damaged).hasBinaryContent(content);
      mirrors.asked.clear();
    }
  }

  @Test
  void asksTheSecondMirrorAndThenSaysWhatToDo() throws IOException {
    URI missing = mirrors.thatAnswers("/missing/", 404, new byte[0]);
    URI wrong = mirrors.thatAnswers("/wrong/", 200, gzip(new byte[100]));
    assertThatThrownBy(() -> download(missing, wrong).fetch())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(FIRST + " can't be downloaded (")
        .hasMessageContaining("HTTP status 404")
        .hasMessageContaining("wrong SHA-256")
        .hasMessageContaining("--data digits")
        .hasMessageContaining("--data FOLDER");
    assertThat(mirrors.asked).containsExactly("/missing/" + FIRST, "/wrong/" + FIRST);
    assertThat(left()).isEmpty();
  }

  @Test
  void refusesWhatIsTruncated() throws IOException {
    byte[] cut = Arrays.copyOf(gzip(new byte[1000]), 20);
    assertFails(mirrors.thatAnswers("/cut/", 200, cut), "Unexpected end of ZLIB input stream");
    assertFails(mirrors.thatStopsInTheBody("/aborted/", exchange -> exchange.close()), "");
  }

  @Test
  void givesUpOnAServerThatGoesSilent() {
    var second = Duration.ofSeconds(1);
    for (URI silent :
        List.of(
            mirrors.that("/silent/", mirrors::keepSilent),
            mirrors.thatStopsInTheBody("/silent-body/", mirrors::keepSilent))) {
      assertFails(
          new MnistDownload(cache, List.of(silent), second, second), "not finished after 1 s");
    }
  }

  @Test
  void givesUpOnAServerThatSendsTooMuch() {
    URI endless =
        mirrors.that(
            "/endless/",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(new byte[1 << 16]);
              }
            });
    assertFails(endless, "more than 20000000 bytes");
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
    URI mirror = mirrors.thatAnswers("/gone/", 200, new byte[0]);
    mirrors.close();
    assertFails(mirror, "no connection");
  }

  @Test
  void saysThatTheCacheCantBeWritten() throws IOException {
    URI mirror = mirrors.of(RealMnist.folder());
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

  private MnistDownload download(URI... mirrors) {
    var limit = Duration.ofSeconds(30);
    return new MnistDownload(cache, List.of(mirrors), limit, limit);
  }

  private void assertFails(URI mirror, String reason) {
    assertFails(download(mirror), reason);
  }

  private void assertFails(MnistDownload download, String reason) {
    assertThatThrownBy(download::fetch)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(FIRST + " can't be downloaded (127.0.0.1: " + reason);
    assertThat(left()).isEmpty();
  }

  /** Returns the files of the cache, whole or not. */
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
}
