package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * The variables of a model that a warm start fills, and the reasons why it doesn't fill others.
 *
 * @param vars the pattern
 * @param taken names of those that fit
 * @param leftOut names of those that the pattern doesn't match
 * @param missing names of those that aren't there
 * @param ambiguous those whose name several variables there have, with the names of these
 * @param misfits those of another type or shape, both named
 */
record WarmStartReport(
    Pattern vars,
    List<String> taken,
    List<String> leftOut,
    List<String> missing,
    List<String> ambiguous,
    List<String> misfits) {

  /**
   * Compares by name what each variable is, such as {@code float32 [5, 5, 1, 32]}.
   *
   * @param several the names of the variables of the source that have one name of the model's
   */
  static WarmStartReport of(
      SortedMap<String, String> model,
      SortedMap<String, String> source,
      Map<String, List<String>> several,
      Pattern vars) {
    var report =
        new WarmStartReport(
            vars,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    model.forEach((name, kind) -> report.add(name, kind, source.get(name), several.get(name)));
    return report;
  }

  private void add(String name, String kind, String saved, List<String> several) {
    if (!vars.matcher(name).lookingAt()) {
      leftOut.add(name);
    } else if (saved == null && several != null) {
      ambiguous.add(
          "%s is the name of several variables there, %s. Say which, as by --warm-start-name %s=%s"
              .formatted(name, String.join(" and ", several), name, several.get(0)));
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
    ambiguous.forEach(one -> Log.TENSORFLOW.warn("Not warm-started: {}", one));
    misfits.forEach(misfit -> Log.TENSORFLOW.warn("Not warm-started: {}", misfit));
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }
}
