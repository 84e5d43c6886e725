package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model directory that one training holds: a second one is refused until this is closed, or its
 * process ends, however it ends.
 */
public final class ModelDir implements AutoCloseable {
  private static final String LOCK = ".lock";

  /** Beyond the text in the file, for what is locked can't be read on Windows. */
  private static final long LOCKED_BYTE = 1 << 20;

  /**
   * The directories that this process holds. An operating system's lock is between processes, and
   * opening and closing its file once more would give it up.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path realFolder;
  private final FileChannel channel;

  /** The identity of the file {@value #LOCK}, which is nobody else's while the channel is open. */
  private final Optional<Object> key;

  private ModelDir(Path folder, Path realFolder, FileChannel channel) throws IOException {
    this.folder = folder;
    this.realFolder = realFolder;
    this.channel = channel;
    this.key = key(folder);
  }

  /**
   * Makes the folder if it isn't there, takes hold of it, and clears away what a killed training
   * left half-written.
   *
   * @param folder the model directory
   * @return what holds it
   * @throws CheckpointException if it can't be written to, or another training holds it
   */
  public static ModelDir hold(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CheckpointException(
          "Can't make the model directory %s: %s. Choose another one."
              .formatted(folder, AtomicFiles.reason(e)),
          e);
    }
    try {
      ModelDir modelDir = lock(folder);
      try {
        CheckpointFiles.clearLeftovers(folder);
        return modelDir;
      } catch (IOException | RuntimeException e) {
        modelDir.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CheckpointException(
          "Can't write into the model directory %s: %s. Remove the cause, or choose another one."
              .formatted(folder, AtomicFiles.reason(e)),
          e);
    }
  }

  /** {@return the directory} */
  public Path folder() {
    return folder;
  }

  /**
   * {@return whether the directory is still the one that this training holds, and was not deleted,
   * moved or replaced}
   */
  public boolean isHeld() {
    try {
      requireHeld();
      return true;
    } catch (CheckpointException e) {
      return false;
    }
  }

  /**
   * Checks that the directory is still the one that this training holds. A new one in its place
   * would lack the earlier checkpoints, and what else the training wrote at its start.
   *
   * @throws CheckpointException if the directory was deleted, moved or replaced
   */
  void requireHeld() {
    try {
      if (!key(folder).equals(key)) {
        throw lost("it is another file", null);
      }
    } catch (IOException e) {
      throw lost(AtomicFiles.reason(e), e);
    }
  }

  /** Without opening it: to close it again would give the lock up. Windows has no such keys. */
  private static Optional<Object> key(Path folder) throws IOException {
    var attributes = Files.readAttributes(folder.resolve(LOCK), BasicFileAttributes.class);
    return Optional.ofNullable(attributes.fileKey());
  }

  private CheckpointException lost(String reason, IOException cause) {
    return new CheckpointException(
        "The model directory %s was deleted, moved or replaced during the training (its file %s: %s). Put it back, and train on from its newest checkpoint."
            .formatted(folder, LOCK, reason),
        cause);
  }

  private static ModelDir lock(Path folder) throws IOException {
    Path realFolder = folder.toRealPath();
    if (!HELD.add(realFolder)) {
      throw refused(folder, "this process already");
    }
    try {
      Path file = folder.resolve(LOCK);
      BoundedFiles.requireRegular(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(folder, file, channel);
        return new ModelDir(folder, realFolder, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      HELD.remove(realFolder);
      throw e;
    }
  }

  private static void lock(Path folder, Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "{} can't be locked ({}): take care that no other process trains in this directory.",
          file,
          AtomicFiles.reason(e));
      return;
    }
    if (lock == null) {
      String pid = Files.readString(file).strip();
      throw refused(folder, pid.isEmpty() ? "another process" : "process " + pid);
    }
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
  }

  private static CheckpointException refused(Path folder, String holder) {
    return new CheckpointException(
        "The model directory %s is being trained by %s: wait for its end, or choose another one."
            .formatted(folder, holder));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "{} can't be unlocked: {}", realFolder.resolve(LOCK), AtomicFiles.reason(e));
    } finally {
      HELD.remove(realFolder);
    }
  }
}
