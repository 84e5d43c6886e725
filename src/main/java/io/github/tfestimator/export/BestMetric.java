package io.github.tfestimator.export;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link BestExporter} compares with, as {@code best.txt} keeps it.
 *
 * @param metric what was measured
 * @param higherIsBetter whether more of it is better
 * @param value how much it was
 * @param globalStep how many steps the model was trained
 */
record BestMetric(String metric, boolean higherIsBetter, double value, long globalStep) {
  private static final String FILE = "best.txt";
  private static final String FORMAT = "metric: %s\nbetter: %s\nvalue: %s\nglobal_step: %d\n";
  private static final Pattern TEXT =
      Pattern.compile(
          "metric: (.+)\nbetter: (higher|lower)\nvalue: (\\S+)\nglobal_step: (\\d{1,18})\n");

  /** Reads what the directory's last best export left; there is nothing before the first. */
  private static Optional<BestMetric> read(Path exportDir) {
    Path file = exportDir.resolve(FILE);
    try {
      return Optional.of(parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new ExportException(
          "Can't read the best value so far from %s: %s. Restore the file, or delete it to begin anew."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  private static BestMetric parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "it should have the lines metric, better, value and global_step");
    }
    double value = Double.parseDouble(matcher.group(3));
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("nothing is better or worse than NaN");
    }
    return new BestMetric(
        matcher.group(1),
        matcher.group(2).equals("higher"),
        value,
        Long.parseLong(matcher.group(4)));
  }

  void write(Path exportDir) {
    Path file = exportDir.resolve(FILE);
    String text = FORMAT.formatted(metric, better(), value, globalStep);
    try {
      AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ExportException(
          "Can't write the best value so far into %s: %s. Remove the cause."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /**
   * Whether this is to take the place of what the directory has.
   *
   * @throws ExportException if that can't be read, or the two can't be compared
   */
  boolean isBetterThanIn(Path exportDir) {
    Optional<BestMetric> best = read(exportDir);
    if (best.isEmpty()) {
      return !Double.isNaN(value);
    }
    if (!best.get().what().equals(what())) {
      throw new ExportException(
          "%s has the %s so far, not the %s. Give the exporter another name, or delete the file to begin anew."
              .formatted(exportDir.resolve(FILE), best.get().what(), what()),
          null);
    }
    return higherIsBetter ? value > best.get().value() : value < best.get().value();
  }

  private String what() {
    return (higherIsBetter ? "highest " : "lowest ") + metric;
  }

  private String better() {
    return higherIsBetter ? "higher" : "lower";
  }
}
