package io.github.tfestimator.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The property that everything that parses has: input is read, or refused by the documented
 * exception with a message for people, in bounded time and memory.
 */
public final class Bounded {
  private static final long BYTES = 64L << 20;
  private static final long BYTES_PER_BYTE = 2_000;
  private static final long NANOS = 5_000_000_000L;
  private static final int MAX_MESSAGE = 2_000;
  private static final long WALL_NANOS = 20_000_000_000L;
  private static final long RESIDENT_KIB = 1L << 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long accepted;

  private Bounded() {}

  /**
   * Reads an input.
   *
   * @param input of the size that time and memory may grow with
   * @param refusal the documented exception
   * @param reading reads the input
   * @return what was read; empty if the input was refused, or is null
   * @throws AssertionError if the property doesn't hold
   */
  public static <T> Optional<T> read(
      byte[] input, Class<? extends Exception> refusal, Callable<T> reading) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long time = THREADS.getCurrentThreadCpuTime();
    Optional<T> read = orRefusal(refusal, reading);
    if (!isWithin(input, bytes, time)) {
      // The first time classes were loaded, and by a fuzzer instrumented.
      bytes = THREADS.getCurrentThreadAllocatedBytes();
      time = THREADS.getCurrentThreadCpuTime();
      orRefusal(refusal, reading);
      require(isWithin(input, bytes, time), "It takes too much time or memory");
    }
    accepted += read.isPresent() ? 1 : 0;
    return read;
  }

  /**
   * Reads an input by TensorFlow, whose threads and memory {@link #read} doesn't measure: in 20 s
   * besides, and, on Linux, 1 GiB of the process beyond all that Java's heap may have touched.
   *
   * @param input of the size that time and memory may grow with
   * @param refusal the documented exception
   * @param reading reads the input
   * @return what was read; empty if the input was refused, or is null
   * @throws AssertionError if the property doesn't hold
   */
  public static <T> Optional<T> readNatively(
      byte[] input, Class<? extends Exception> refusal, Callable<T> reading) {
    long peak = peakKib();
    long start = System.nanoTime();
    Optional<T> read = read(input, refusal, reading);
    if (System.nanoTime() - start > WALL_NANOS) {
      // The first time the machine may have been busy with something else.
      start = System.nanoTime();
      orRefusal(refusal, reading);
      require(System.nanoTime() - start <= WALL_NANOS, "It takes too much time of TensorFlow's");
    }
    long heap = Runtime.getRuntime().totalMemory() / 1024;
    require(peakKib() - peak <= RESIDENT_KIB + heap, "It takes too much memory of TensorFlow's");
    return read;
  }

  /** Returns the most memory that was resident so far, which only grows; 0 if nobody says. */
  private static long peakKib() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // no Linux
    }
  }

  private static boolean isWithin(byte[] input, long bytesBefore, long timeBefore) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    long nanos = THREADS.getCurrentThreadCpuTime() - timeBefore;
    return bytes <= BYTES + BYTES_PER_BYTE * input.length && nanos <= NANOS;
  }

  private static <T> Optional<T> orRefusal(
      Class<? extends Exception> refusal, Callable<T> reading) {
    try {
      return Optional.ofNullable(reading.call());
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      if (!refusal.isInstance(e)) {
        throw new AssertionError("Not the documented " + refusal.getSimpleName() + ", but " + e, e);
      }
      requireMessage(e);
      return Optional.empty();
    }
  }

  /** Returns how many inputs were read so far, not refused. */
  static long accepted() {
    return accepted;
  }

  private static void requireMessage(Throwable e) {
    String message = String.valueOf(e.getMessage());
    boolean isForPeople = !message.isBlank() && !message.equals("null");
    if (!isForPeople || message.length() > MAX_MESSAGE) {
      throw new AssertionError(
          "A message of %d characters: %.100s".formatted(message.length(), message), e);
    }
  }

  /**
   * Checks what has to hold.
   *
   * @param holds whether it does
   * @param message what doesn't
   * @throws AssertionError if it doesn't hold
   */
  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
