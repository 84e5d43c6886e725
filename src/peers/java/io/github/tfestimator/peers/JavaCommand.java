package io.github.tfestimator.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a contender's process: {@code scripts/cnn}'s memory for everyone. */
final class JavaCommand {
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          // DJL looks for its engine on the network otherwise, and tells of itself.
          "-Dai.djl.offline=true",
          "-DOPT_OUT_TRACKING=true");

  private static final List<String> NO_NATIVE_LIMIT =
      List.of("-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

  /** DL4J frees native memory when the garbage collector runs, which a limit makes it do. */
  private static final List<String> NATIVE_LIMIT =
      List.of("-Dorg.bytedeco.javacpp.maxBytes=2g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=4g");

  private static final Path DL4J_CLASS_PATH = Path.of("target/dl4j-classpath.txt");

  private JavaCommand() {}

  static ProcessBuilder of(Name name, Class<?> main, List<String> options, Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(name.isOfDl4j() ? NATIVE_LIMIT : NO_NATIVE_LIMIT);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(name), main.getName(), name.name()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    var builder = new ProcessBuilder(command);
    builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "3");
    return builder;
  }

  private static String classPath(Name name) {
    if (!name.isOfDl4j()) {
      return System.getProperty("java.class.path");
    }
    try {
      return "target/test-classes:target/classes:" + Files.readString(DL4J_CLASS_PATH).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be read (%s): run scripts/benchmark, which makes it."
              .formatted(DL4J_CLASS_PATH, e),
          e);
    }
  }
}
