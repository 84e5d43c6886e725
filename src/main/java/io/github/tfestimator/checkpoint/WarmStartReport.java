package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * The variables of a model that a warm start fills, and the reasons why it doesn't fill others.
 *
 * @param vars the pattern
 * @param taken names of those that fit
 * @param leftOut names of those that the pattern doesn't match
 * @param missing names of those that aren't there
 * @param misfits those of another type or shape, both named
 */
record WarmStartReport(
    Pattern vars,
    List<String> taken,
    List<String> leftOut,
    List<String> missing,
    List<String> misfits) {

  /** Compares by name what each variable is, such as {@code float32 [5, 5, 1, 32]}. */
  static WarmStartReport of(
      SortedMap<String, String> model, SortedMap<String, String> source, Pattern vars) {
    var report =
        new WarmStartReport(
            vars, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    model.forEach((name, kind) -> report.add(name, kind, source.get(name)));
    return report;
  }

  private void add(String name, String kind, String saved) {
    if (!vars.matcher(name).lookingAt()) {
      leftOut.add(name);
    } else if (saved == null) {
      missing.add(name);
    } else if (!SinglePrecision.fits(saved, kind)) {
      misfits.add("%s is %s there, but the model's is %s".formatted(name, saved, kind));
    } else {
      taken.add(name);
    }
  }

  /** Warns of what the pattern asks for and doesn't get. */
  void log() {
    if (!taken.isEmpty()) {
      Log.TENSORFLOW.info("Warm-started: {}", names(taken));
    }
    if (!leftOut.isEmpty()) {
      Log.TENSORFLOW.info("Not warm-started, as {} doesn't match them: {}", vars, names(leftOut));
    }
    if (!missing.isEmpty()) {
      Log.TENSORFLOW.warn("Not warm-started, as they are missing there: {}", names(missing));
    }
    misfits.forEach(misfit -> Log.TENSORFLOW.warn("Not warm-started: {}", misfit));
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }
}
