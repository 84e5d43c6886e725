package io.github.tfestimator.server;

import io.github.tfestimator.fuzz.Bounded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Paths of the REST API. */
public final class RestPathFuzz {
  private RestPathFuzz() {}

  /** Reads an input as the path of a request. */
  public static void fuzzerTestOneInput(byte[] input) {
    String target = new String(input, StandardCharsets.ISO_8859_1);
    for (String method : new String[] {"GET", "POST"}) {
      Bounded.read(input, ApiException.class, () -> RestPath.of(method, target))
          .ifPresent(path -> requireSame(path, target));
    }
  }

  /** Splits the path by hand: "", v1, models, NAME, then versions or labels with one, then verb. */
  private static void requireSame(RestPath path, String target) {
    String[] parts = target.split("[/:]", -1);
    Bounded.require(parts[1].equalsIgnoreCase("v1"), "A path of another API");
    Bounded.require(path.model().equals(decoded(parts[3])), "Another model");
    int at = 4;
    String chosen = "";
    if (path.version().isPresent() || path.label().isPresent()) {
      chosen = parts[at].toLowerCase(Locale.ROOT) + "/" + decoded(parts[at + 1]);
      at += 2;
    }
    String expected =
        path.version()
            .map(number -> "versions/" + number)
            .or(() -> path.label().map(label -> "labels/" + label))
            .orElse("");
    Bounded.require(
        chosen.replaceFirst("^versions/0+(?=\\d)", "versions/").equals(expected),
        "Another version");
    String verb = at < parts.length ? parts[at++] : "";
    Bounded.require(verb.equalsIgnoreCase(path.verb()), "Another verb");
    Bounded.require(at == parts.length, "More than a path");
  }

  private static String decoded(String text) {
    var decoded = new StringBuilder();
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        decoded.append(bytes.toString(StandardCharsets.UTF_8)).append(text.charAt(i));
        bytes.reset();
      }
    }
    return decoded.append(bytes.toString(StandardCharsets.UTF_8)).toString();
  }
}
