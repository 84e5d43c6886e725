package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Fills a folder with MNIST's files. A file is there, whole and with the published content, or it
 * isn't there.
 */
final class MnistDownload {
  // The largest of the files has 9.9 MB.
  private static final int MAX_BODY = 20_000_000;

  private static final List<URI> MIRRORS =
      List.of(
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
          URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

  private final Path folder;
  private final List<URI> mirrors;
  private final Duration connectLimit;
  private final Duration fileLimit;

  /**
   * Configures a download.
   *
   * @param folder the cache folder; created if it doesn't exist
   * @param mirrors the base URLs to try in order; each ends with a slash
   * @param connectLimit the timeout of a connection
   * @param fileLimit the timeout of a file, including the connection
   */
  MnistDownload(Path folder, List<URI> mirrors, Duration connectLimit, Duration fileLimit) {
    this.folder = folder;
    this.mirrors = List.copyOf(mirrors);
    this.connectLimit = connectLimit;
    this.fileLimit = fileLimit;
  }

  static MnistDownload standard() {
    return new MnistDownload(cache(), MIRRORS, Duration.ofSeconds(10), Duration.ofMinutes(2));
  }

  static Path cache() {
    return cache(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * Returns the default cache folder, by the XDG base directory specification.
   *
   * @param environment the environment's variables; a relative {@code XDG_CACHE_HOME} is ignored,
   *     as the specification demands
   * @param home the user's home
   * @return the folder of MNIST's files
   */
  static Path cache(Map<String, String> environment, Path home) {
    Path set = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    return (set.isAbsolute() ? set : home.resolve(".cache")).resolve("tf-estimator/mnist");
  }

  /**
   * Downloads the files that the cache folder lacks.
   *
   * @return the four files, their content checked
   * @throws DataException if a file is missing and can't be downloaded
   */
  Map<MnistFile, Path> fetch() {
    var files = new EnumMap<MnistFile, Path>(MnistFile.class);
    for (MnistFile file : MnistFile.values()) {
      files.put(file, folder.resolve(file.gzipName()));
    }
    List<MnistFile> wanted =
        files.keySet().stream().filter(file -> !isGood(file, files.get(file))).toList();
    if (!wanted.isEmpty()) {
      LoggerFactory.getLogger("tensorflow").info("Downloading MNIST to {}.", folder);
    }
    for (MnistFile file : wanted) {
      store(files.get(file), download(file));
    }
    return files;
  }

  private static boolean isGood(MnistFile file, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return file.matches(in);
    } catch (IOException e) {
      // Missing, unreadable or damaged: in each case a fresh one is the remedy.
      return false;
    }
  }

  private byte[] download(MnistFile file) {
    List<String> reasons = new ArrayList<>();
    for (URI mirror : mirrors) {
      try {
        byte[] body = get(mirror.resolve(file.gzipName()));
        if (file.matches(new ByteArrayInputStream(body))) {
          return body;
        }
        reasons.add(mirror.getHost() + ": not MNIST's content (wrong SHA-256)");
      } catch (IOException e) {
        reasons.add(mirror.getHost() + ": " + reason(e));
      }
    }
    throw new DataException(
        ("%s can't be downloaded (%s). Use --data digits, which needs no network, "
                + "or --data FOLDER with MNIST's four IDX files (%s).")
            .formatted(file.gzipName(), String.join("; ", reasons), MnistFile.names()));
  }

  private byte[] get(URI uri) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectLimit)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(uri).build(), response -> new BoundedBody(MAX_BODY));
    try {
      // HttpRequest's own timeout ends with the header; this one covers the body too.
      HttpResponse<byte[]> response = answer.get(fileLimit.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("not finished after %.0f s".formatted(fileLimit.toMillis() / 1e3), e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(Throwable e) {
    // Comes without a message, be the host unknown or the connection refused.
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void store(Path path, byte[] content) {
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(path, content);
    } catch (IOException e) {
      throw new DataException(
          "%s can't be written (%s); set XDG_CACHE_HOME to a folder that can"
              .formatted(path, reason(e)),
          e);
    }
  }
}
