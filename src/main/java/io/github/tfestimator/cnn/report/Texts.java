package io.github.tfestimator.cnn.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and facts as readers like them; the embedded JSON has all digits. */
final class Texts {
  private static final MathContext DIGITS = new MathContext(4);

  private Texts() {}

  /** Returns a share from 0 to 1 in percent, such as {@code 96.43 %}. */
  static String percent(double share) {
    return Double.isFinite(share)
        ? String.format(Locale.ROOT, "%.2f %%", 100 * share)
        : Double.toString(share);
  }

  /** Returns a whole number with its thousands apart. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns four digits of a number. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    boolean isHandy = value == 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6);
    return isHandy ? rounded.toPlainString() : String.format(Locale.ROOT, "%.3e", value);
  }

  /** Returns a size in bytes. */
  static String bytes(long bytes) {
    return bytes < 10_000
        ? count(bytes) + " B"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Returns a time in hours, minutes or seconds. */
  static String seconds(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 120 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", minutes / 60.0);
  }

  /** Returns a fact of a card. */
  static String fact(Object fact) {
    if (fact instanceof List<?> list) {
      return list.stream().map(Texts::fact).collect(Collectors.joining(", "));
    }
    return fact instanceof Float || fact instanceof Double
        ? number(Double.parseDouble(fact.toString()))
        : String.valueOf(fact);
  }
}
