package io.github.tfestimator.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.tensorflow.TensorFlow;

/** The version that a jar says it has, of libraries that have no word for it. */
final class MavenVersion {
  private MavenVersion() {}

  static String ofTensorFlow() {
    return "TensorFlow Java %s, TensorFlow %s"
        .formatted(of("org.tensorflow", "tensorflow-core-api"), TensorFlow.version());
  }

  static String of(String group, String artifact) {
    String file = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
    try (InputStream stream = MavenVersion.class.getResourceAsStream(file)) {
      if (stream == null) {
        return "unknown";
      }
      var properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read: %s".formatted(file, e), e);
    }
  }
}
