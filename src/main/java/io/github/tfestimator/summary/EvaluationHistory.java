package io.github.tfestimator.summary;

import com.google.gson.JsonParseException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluations in an evaluation's folder, kept in its file {@value #FILE}: one JSON object a
 * line, by global step, one for each step.
 *
 * <pre>{@code
 * {"global_step":100,"loss":0.25,"average_loss":0.24,"examples":1000,
 *  "metrics":{"accuracy":0.9,"auc":"NaN"},"confusion_matrices":{"accuracy":[[9,1],[0,10]]}}
 * }</pre>
 *
 * <p>A confusion matrix of more than {@value #MAX_MATRIX_CLASSES} classes is left out, and so are
 * those of the earliest steps where all matrices together have more than a million counts: the file
 * stays as small as a reader takes it. Metrics stay.
 *
 * <p>Doubles keep all their digits. What JSON can't express is a string: {@code "NaN"}, {@code
 * "Infinity"} or {@code "-Infinity"}. The file is written whole: a reader finds the evaluations
 * before or after a {@link #put}, never a part. Several threads and processes may read and put;
 * those that put wait for each other.
 */
public final class EvaluationHistory {
  /** The name of the file. */
  public static final String FILE = "evaluations.jsonl";

  /** The number of classes up to which a confusion matrix is kept. */
  public static final int MAX_MATRIX_CLASSES = 300;

  /** Of all matrices: 20 bytes for each, at most, are a third of what is read. */
  private static final long MAX_COUNTS = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final String LOCK = ".evaluations.lock";
  private static final Snapshot EMPTY = new Snapshot(FileTime.fromMillis(0), -1, List.of());

  /** The evaluations that the file had when it was of this time and size. */
  private record Snapshot(FileTime modified, long size, List<EvaluationRecord> records) {
    boolean isOf(BasicFileAttributes file) {
      return modified.equals(file.lastModifiedTime()) && size == file.size();
    }
  }

  private final Path folder;
  private final Path file;
  private volatile Snapshot snapshot = EMPTY;

  private EvaluationHistory(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
  }

  /**
   * Returns a folder's history, which has no evaluations if the folder or its file doesn't exist.
   *
   * @param folder such as {@code MODEL_DIR/eval}
   * @return the history
   */
  public static EvaluationHistory in(Path folder) {
    return new EvaluationHistory(folder);
  }

  /**
   * Returns the evaluations. Calling it often is cheap: the file is read again only if it has
   * changed.
   *
   * @return the evaluations by ascending global step; the same object as before if the file hasn't
   *     changed
   * @throws SummaryException if the file can't be read or is damaged
   */
  public List<EvaluationRecord> records() {
    try {
      // Before the content: a change in between is then found by the next call.
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Snapshot last = snapshot;
      if (!last.isOf(attributes)) {
        var records = List.copyOf(read().values());
        last = new Snapshot(attributes.lastModifiedTime(), attributes.size(), records);
        snapshot = last;
      }
      return last.records();
    } catch (NoSuchFileException e) {
      snapshot = EMPTY;
      return EMPTY.records();
    } catch (IOException e) {
      throw SummaryException.notRead(file, e);
    }
  }

  /**
   * Returns the evaluation of a checkpoint.
   *
   * @param globalStep the checkpoint's global step
   * @return its evaluation, if there is one
   * @throws SummaryException if the file can't be read or is damaged
   */
  public Optional<EvaluationRecord> find(long globalStep) {
    return records().stream().filter(record -> record.globalStep() == globalStep).findFirst();
  }

  /**
   * Adds an evaluation, in place of an earlier one of the same global step, and makes the folder if
   * it doesn't exist. The evaluation is on the disk when the method returns.
   *
   * @param evaluation the evaluation
   * @throws SummaryException if the file can't be read or written, or is damaged; it then stays as
   *     it was
   */
  public void put(EvaluationRecord evaluation) {
    // Within a process the monitor keeps writers apart, between processes the lock does.
    synchronized (EvaluationHistory.class) {
      try {
        Files.createDirectories(folder);
        BoundedFiles.requireRegular(folder.resolve(LOCK));
        try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock(channel);
          write(evaluation);
        }
      } catch (IOException e) {
        throw SummaryException.notWritten(evaluation.globalStep(), file, e);
      }
    }
  }

  /** Waits for other processes; the lock ends with the channel, or with the process. */
  private void lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      LOG.warn(
          "{} can't be locked ({}): take care that no other process evaluates at the same time.",
          folder.resolve(LOCK),
          AtomicFiles.reason(e));
    }
  }

  private void write(EvaluationRecord evaluation) throws IOException {
    deleteLeftovers();
    NavigableMap<Long, EvaluationRecord> all = read();
    Optional<FileTime> before =
        Files.exists(file) ? Optional.of(Files.getLastModifiedTime(file)) : Optional.empty();
    all.put(evaluation.globalStep(), evaluation);
    leaveOutLargeMatrices(all);
    String lines =
        all.values().stream()
            .map(record -> EvaluationJson.line(record) + "\n")
            .collect(Collectors.joining());
    AtomicFiles.write(file, lines.getBytes(StandardCharsets.UTF_8));
    // The clock of a file system ticks every few milliseconds, but each change must show.
    if (before.isPresent() && Files.getLastModifiedTime(file).compareTo(before.get()) <= 0) {
      Files.setLastModifiedTime(file, FileTime.from(before.get().toInstant().plusMillis(1)));
    }
  }

  private static void leaveOutLargeMatrices(NavigableMap<Long, EvaluationRecord> all) {
    long room = MAX_COUNTS;
    for (var entry : all.descendingMap().entrySet()) {
      Map<String, List<List<Long>>> matrices = new TreeMap<>(entry.getValue().confusionMatrices());
      matrices.values().removeIf(rows -> rows.size() > MAX_MATRIX_CLASSES);
      room -= matrices.values().stream().mapToLong(rows -> (long) rows.size() * rows.size()).sum();
      if (room < 0) {
        matrices.clear();
      }
      if (matrices.size() < entry.getValue().confusionMatrices().size()) {
        entry.setValue(withMatrices(entry.getValue(), matrices));
      }
    }
  }

  private static EvaluationRecord withMatrices(
      EvaluationRecord evaluation, Map<String, List<List<Long>>> matrices) {
    return new EvaluationRecord(
        evaluation.globalStep(),
        evaluation.loss(),
        evaluation.averageLoss(),
        evaluation.examples(),
        evaluation.metrics(),
        matrices);
  }

  /** Deletes what killed writers left: whoever has the lock is the only writer. */
  private void deleteLeftovers() throws IOException {
    for (Path path : Listing.children(folder)) {
      if (isLeftover(path)) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static boolean isLeftover(Path path) {
    return AtomicFiles.isLeftover(path)
        && path.getFileName().toString().startsWith("." + FILE + ".");
  }

  private NavigableMap<Long, EvaluationRecord> read() throws IOException {
    NavigableMap<Long, EvaluationRecord> records = new TreeMap<>();
    int number = 0;
    for (String line : text().lines().toList()) {
      number++;
      try {
        EvaluationRecord evaluation = EvaluationJson.parse(line);
        records.put(evaluation.globalStep(), evaluation);
      } catch (JsonParseException e) {
        throw SummaryException.damagedLine(file, number, e);
      }
    }
    return records;
  }

  private String text() throws IOException {
    try {
      // Bytes that are no UTF-8 are for the JSON parser to refuse, which knows the line.
      return new String(BoundedFiles.readRegular(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
