package io.github.tfestimator.benchmark;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A temporary folder and the processes that use it. Neither outlives this program. */
public final class Workspace implements AutoCloseable {
  private final Path folder;
  private final List<Process> processes = new CopyOnWriteArrayList<>();

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /** Makes a folder. */
  public static Workspace open() throws IOException {
    var workspace = new Workspace(Files.createTempDirectory("benchmark"));
    Runtime.getRuntime().addShutdownHook(new Thread(workspace::close));
    return workspace;
  }

  public Path folder() {
    return folder;
  }

  /** Starts a process; {@link #ended} follows when it is over. */
  public Process start(ProcessBuilder command) {
    try {
      Process process = command.start();
      processes.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Can't start %s: %s".formatted(command.command(), e), e);
    }
  }

  public void ended(Process process) {
    processes.remove(process);
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't delete the folder %s: %s".formatted(folder, e), e);
    }
  }
}
