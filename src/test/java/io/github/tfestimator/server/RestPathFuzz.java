package io.github.tfestimator.server;

import io.github.tfestimator.fuzz.Bounded;
import java.nio.charset.StandardCharsets;

/** Paths of the REST API. */
public final class RestPathFuzz {
  private RestPathFuzz() {}

  /** Reads an input as the path of a request. */
  public static void fuzzerTestOneInput(byte[] input) {
    String target = new String(input, StandardCharsets.ISO_8859_1);
    for (String method : new String[] {"GET", "POST"}) {
      Bounded.read(input, ApiException.class, () -> RestPath.of(method, target))
          .ifPresent(
              path ->
                  Bounded.require(
                      target.startsWith("/v1/") || target.startsWith("/V1/"),
                      "A path of another API"));
    }
  }
}
