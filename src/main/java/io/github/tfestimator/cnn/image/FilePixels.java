package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageFolder.LabeledFile;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.PixelSource;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pixels of image files, decoded by several threads when they are read. */
final class FilePixels implements PixelSource {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final int MAX_NAMED = 10;
  private static final int MAX_THREADS = 16;
  private static final int CHUNK = 1024;

  private final Path folder;
  private final List<LabeledFile> files;
  private final ImageShape shape;
  private final long[] sizes;
  private final FileDecoder decoder;
  private final ExecutorService threads;
  private final SortedMap<Integer, String> unreadable = new ConcurrentSkipListMap<>();
  private boolean closed;

  /**
   * Creates a source.
   *
   * @param folder what paths are relative to
   * @param files the files, those of a class together
   * @param shape of all images
   * @param fits whether the files are fitted into MNIST's form
   */
  FilePixels(Path folder, List<LabeledFile> files, ImageShape shape, boolean fits) {
    this.folder = folder;
    this.files = files;
    this.shape = shape;
    sizes = files.stream().mapToLong(file -> size(file.path())).toArray();
    int count = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    decoder = new FileDecoder(shape, fits, count);
    threads = Executors.newFixedThreadPool(count, FilePixels::thread);
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "image-decoder");
    thread.setDaemon(true);
    return thread;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); restore or delete it".formatted(file, AtomicFiles.reason(e)), e);
    }
  }

  /** Returns the bytes of all files. */
  long bytes() {
    return Arrays.stream(sizes).sum();
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String identity(int image) {
    return "%s %d".formatted(folder.relativize(files.get(image).path()), sizes[image]);
  }

  /**
   * Reads all files that can be decoded, and logs which can't.
   *
   * @throws DataException if none of a class can be decoded
   */
  LabeledImages readAll(List<String> classNames) {
    byte[] pixels = new byte[files.size() * shape.pixels()];
    int[] labels = new int[files.size()];
    int read = 0;
    for (int start = 0; start < files.size(); start += CHUNK) {
      int first = start;
      int count = Math.min(CHUNK, files.size() - start);
      List<Optional<byte[]>> decoded = parallel(count, i -> decode(first + i, message -> {}));
      for (int i = 0; i < count; i++) {
        if (decoded.get(i).isPresent()) {
          labels[read] = files.get(first + i).label();
          System.arraycopy(decoded.get(i).get(), 0, pixels, read * shape.pixels(), shape.pixels());
          read++;
        }
      }
    }
    logUnreadable();
    int[] readLabels = Arrays.copyOf(labels, read);
    requireEachClass(readLabels, classNames);
    byte[] readPixels = Arrays.copyOf(pixels, read * shape.pixels());
    Images images = Images.of(shape.height(), shape.width(), shape.channels(), readPixels);
    return new LabeledImages(images, readLabels, classNames);
  }

  private void requireEachClass(int[] labels, List<String> classNames) {
    for (LabeledFile file : files) {
      if (Arrays.stream(labels).noneMatch(label -> label == file.label())) {
        throw noneReadable(classNames.get(file.label()), file);
      }
    }
  }

  private DataException noneReadable(String name, LabeledFile file) {
    return new DataException(
        "%s: no image of the class \"%s\" can be decoded, such as %s; restore them or delete the class"
            .formatted(folder, name, file.path()));
  }

  @Override
  public byte[] read(int[] images) {
    byte[] pixels = new byte[Math.multiplyExact(images.length, shape.pixels())];
    List<byte[]> decoded = parallel(images.length, i -> decodeOrNext(images[i]));
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(decoded.get(i), 0, pixels, i * shape.pixels(), shape.pixels());
    }
    return pixels;
  }

  /** Decodes a file, or the next of its class that can be decoded. */
  private byte[] decodeOrNext(int image) {
    int label = files.get(image).label();
    int next = image;
    do {
      Optional<byte[]> decoded = decode(next, this::warn);
      if (decoded.isPresent()) {
        return decoded.get();
      }
      next = (next + 1) % files.size();
      while (files.get(next).label() != label) {
        next = (next + 1) % files.size();
      }
    } while (next != image);
    throw noneReadable(Integer.toString(label), files.get(image));
  }

  private Optional<byte[]> decode(int image, Consumer<String> onUnreadable) {
    if (unreadable.containsKey(image)) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.read(files.get(image).path()));
    } catch (DataException e) {
      if (unreadable.put(image, e.getMessage()) == null) {
        onUnreadable.accept(e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Warns as files are read on demand, of the first only. */
  private void warn(String message) {
    if (unreadable.size() <= MAX_NAMED) {
      LOG.warn("Another of its class is read instead: {}", message);
    } else if (unreadable.size() == MAX_NAMED + 1) {
      LOG.warn("More files of {} can't be decoded.", folder);
    }
  }

  private void logUnreadable() {
    unreadable.values().stream()
        .limit(MAX_NAMED)
        .forEach(message -> LOG.warn("Left out: {}", message));
    if (!unreadable.isEmpty()) {
      LOG.warn("{} of {} files of {} were left out.", unreadable.size(), files.size(), folder);
    }
  }

  /** Computes values by several threads; an error of one is thrown when all have ended. */
  private <T> List<T> parallel(int count, IntFunction<T> function) {
    List<Future<T>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = i;
      tasks.add(threads.submit(() -> function.apply(index)));
    }
    List<T> values = new ArrayList<>(count);
    try {
      for (Future<T> task : tasks) {
        values.add(task.get());
      }
      return values;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException("decoding failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while decoding images", e);
    } finally {
      tasks.forEach(task -> task.cancel(false));
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    decoder.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
