package io.github.tfestimator.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The page at {@code /}, on which one draws for an image model: files of the class path, the same
 * for all, which need no token. What they show comes by the API.
 */
final class Page {
  /** Nothing but the server's own files and answers, and images that the page itself makes. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
          + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private static final String SCRIPT = "text/javascript;charset=utf-8";

  private record StaticFile(String contentType, byte[] content) {}

  private final Map<String, StaticFile> byPath = new TreeMap<>();

  /** Reads the files. */
  Page() {
    byPath.put("/", read("page.html", "text/html;charset=utf-8"));
    byPath.put("/page.css", read("page.css", "text/css;charset=utf-8"));
    for (String script :
        new String[] {"page.js", "api.js", "drawing.js", "inside.js", "files.js"}) {
      byPath.put("/" + script, read(script, SCRIPT));
    }
  }

  private static StaticFile read(String name, String contentType) {
    try (InputStream in = Page.class.getResourceAsStream("page/" + name)) {
      return new StaticFile(contentType, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether one of the page's files is at a path. */
  boolean has(String path) {
    return byPath.containsKey(path);
  }

  /**
   * Answers with a file.
   *
   * @param path that the page has
   */
  void answer(Exchange exchange, String path) {
    StaticFile file = byPath.get(path);
    exchange.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    exchange.header("Referrer-Policy", "no-referrer");
    // A newer server's page must not run an older one's scripts.
    exchange.header("Cache-Control", "no-cache");
    exchange.respond(HttpStatus.OK_200, file.contentType(), file.content());
  }
}
