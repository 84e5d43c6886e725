package io.github.tfestimator.doctor;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The machine that is examined: this one, or one that a test makes up.
 *
 * @param root the root of the files that the kernel shows, {@code /}
 * @param platform JavaCPP's name of the platform, such as {@code linux-x86_64}
 * @param builds the natives on the class path, such as {@code linux-x86_64} and {@code
 *     linux-x86_64-gpu}
 * @param cache the folder that JavaCPP unpacks natives to
 * @param environment variables that the probing process has in place of this one's
 */
record Machine(
    Path root, String platform, List<String> builds, Path cache, Map<String, String> environment) {
  private static final String NATIVES = "org/tensorflow/internal/c_api/";
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64");

  static Machine here() {
    String platform = Loader.getPlatform();
    List<String> builds = new ArrayList<>();
    for (String build : List.of(platform, platform + "-gpu")) {
      if (isOnClassPath(build)) {
        builds.add(build);
      }
    }
    return new Machine(Path.of("/"), platform, builds, cacheDir(), Map.of());
  }

  private static boolean isOnClassPath(String build) {
    ClassLoader loader = Machine.class.getClassLoader();
    URL linux = loader.getResource(NATIVES + build + "/libjnitensorflow.so");
    URL mac = loader.getResource(NATIVES + build + "/libjnitensorflow.dylib");
    URL windows = loader.getResource(NATIVES + build + "/jnitensorflow.dll");
    return linux != null || mac != null || windows != null;
  }

  /** JavaCPP's own choice, without making the folder. */
  private static Path cacheDir() {
    String property = System.getProperty("org.bytedeco.javacpp.cachedir");
    return property != null
        ? Path.of(property)
        : Path.of(System.getProperty("user.home"), ".javacpp", "cache");
  }

  boolean isSupported() {
    return PLATFORMS.contains(platform);
  }

  boolean isGpuBuild() {
    return builds.contains(platform + "-gpu");
  }

  /** Reads a file of the kernel's, such as {@code proc/cpuinfo}, if there is one. */
  Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(root.resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean has(String file) {
    return Files.exists(root.resolve(file));
  }
}
