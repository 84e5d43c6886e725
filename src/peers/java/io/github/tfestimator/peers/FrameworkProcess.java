package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.JavaCommand;
import io.github.tfestimator.benchmark.WorkerProcess;
import io.github.tfestimator.benchmark.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A framework's {@link FrameworkWorker}, seen from the comparison.
 *
 * @param name the framework's
 * @param worker its process
 * @param model what it predicts with: the project's model, or what it saves itself
 */
record FrameworkProcess(FrameworkName name, WorkerProcess worker, Path model)
    implements AutoCloseable {
  /** Memory is that of {@code scripts/cnn}. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          // Otherwise DJL looks for its engine on the network, and reports its use.
          "-Dai.djl.offline=true",
          "-DOPT_OUT_TRACKING=true");

  private static final List<String> NO_NATIVE_LIMIT =
      List.of("-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

  /** DL4J frees native memory when the garbage collector runs, which a limit makes it do. */
  private static final List<String> NATIVE_LIMIT =
      List.of("-Dorg.bytedeco.javacpp.maxBytes=2g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=4g");

  private static final Path DL4J_CLASS_PATH = Path.of("target/dl4j-classpath.txt");

  static FrameworkProcess start(Workspace workspace, FrameworkName name) {
    Path folder = workspace.folder();
    Path model =
        name.readsSavedModels()
            ? CommittedModel.folder()
            : folder.resolve(name.name().toLowerCase(Locale.ROOT) + ".model");
    ProcessBuilder command = command(name, FrameworkWorker.class, List.of(), folder);
    return new FrameworkProcess(name, WorkerProcess.start(workspace, name.label(), command), model);
  }

  /** Returns the command that runs a class with the framework's class path and memory. */
  static ProcessBuilder command(
      FrameworkName name, Class<?> main, List<String> options, Object... args) {
    List<String> all = new ArrayList<>(OPTIONS);
    all.addAll(name.isOfDl4j() ? NATIVE_LIMIT : NO_NATIVE_LIMIT);
    all.addAll(options);
    List<Object> words = new ArrayList<>(List.of(name.name()));
    words.addAll(List.of(args));
    return JavaCommand.of(all, classPath(name), main, words.toArray());
  }

  /** Saves the model where the framework doesn't read the project's, and opens it. */
  void prepare() {
    if (!name.readsSavedModels()) {
      worker.send("save", model);
    }
    worker.send("open", model);
  }

  private static String classPath(FrameworkName name) {
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

  @Override
  public void close() {
    worker.close();
  }
}
