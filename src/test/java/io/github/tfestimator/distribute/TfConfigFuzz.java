package io.github.tfestimator.distribute;

import io.github.tfestimator.fuzz.Bounded;
import java.nio.charset.StandardCharsets;

/** The environment variable {@code TF_CONFIG}. */
public final class TfConfigFuzz {
  private TfConfigFuzz() {}

  /** Reads an input as the variable. */
  public static void fuzzerTestOneInput(byte[] input) {
    String json = new String(input, StandardCharsets.UTF_8);
    Bounded.read(input, IllegalArgumentException.class, () -> TfConfig.parse(json).orElse(null))
        .ifPresent(
            config ->
                Bounded.require(
                    config.type() == TaskType.EVALUATOR
                        || config.index() < config.addresses().get(config.type()).size(),
                    "A task that its cluster lacks"));
  }
}
