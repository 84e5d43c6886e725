package io.github.tfestimator.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keys in a warm start's source of variables that have another name there. A TensorFlow 2 model
 * has its variables' names beside the keys; below a scope, as Keras 3 puts them below the model's
 * name, the scope counts that has most of the variables.
 *
 * @param byName the keys by the name of the model's variable, of those whose name isn't the key
 * @param ambiguous by the name of the model's variable, the names of several of the source that
 *     have it
 */
record SourceKeys(SortedMap<String, String> byName, SortedMap<String, List<String>> ambiguous) {

  /**
   * Finds the keys of a model's variables.
   *
   * @param model each variable's type and shape
   * @param prevNames names or keys in the source by name of the model's variable; these go before
   * @throws CheckpointException if a name is of no variable of the model or of the source, or of
   *     several of the source
   */
  static SourceKeys of(
      SortedMap<String, String> model, CheckpointReader source, Map<String, String> prevNames) {
    SortedMap<String, String> saved = source.kinds();
    SortedMap<String, String> named = source.keysByName();
    String scope = scope(model, saved, named);
    SortedMap<String, String> keys = new TreeMap<>();
    for (String name : model.keySet()) {
      String key = named.get(scope + name);
      if (!saved.containsKey(name) && key != null) {
        keys.put(name, key);
      }
    }
    prevNames.forEach(
        (name, previous) -> {
          String key = saved.containsKey(previous) ? previous : named.get(previous);
          requireUnambiguous(name, previous, key, source);
          if (key == null || !model.containsKey(name)) {
            throw new CheckpointException(
                "Can't warm-start %s from %s: %s has no variable of that name. Take one of %s."
                    .formatted(
                        name,
                        previous,
                        key == null ? source.prefix() : "the model",
                        String.join(
                            ", ", key == null ? namedKinds(source).keySet() : model.keySet())));
          }
          keys.put(name, key);
        });
    return new SourceKeys(keys, ambiguous(model, source, scope, keys));
  }

  private static void requireUnambiguous(
      String name, String previous, String key, CheckpointReader source) {
    List<String> several = source.ambiguousNames().get(previous);
    if (key == null && several != null) {
      throw new CheckpointException(
          "Can't warm-start %s from %s: several variables of %s have that name. Take one of %s."
              .formatted(name, previous, source.prefix(), String.join(", ", several)));
    }
  }

  private static SortedMap<String, List<String>> ambiguous(
      SortedMap<String, String> model,
      CheckpointReader source,
      String scope,
      SortedMap<String, String> keys) {
    SortedMap<String, List<String>> ambiguous = new TreeMap<>();
    for (String name : model.keySet()) {
      List<String> several = source.ambiguousNames().get(scope + name);
      if (several != null && !keys.containsKey(name)) {
        ambiguous.put(name, several);
      }
    }
    return ambiguous;
  }

  private static String scope(
      SortedMap<String, String> model,
      SortedMap<String, String> saved,
      SortedMap<String, String> named) {
    Map<String, Integer> scopes = new TreeMap<>();
    for (Map.Entry<String, String> variable : model.entrySet()) {
      named.forEach(
          (name, key) -> {
            if (("/" + name).endsWith("/" + variable.getKey())
                && SinglePrecision.fits(saved.get(key), variable.getValue())) {
              scopes.merge(
                  name.substring(0, name.length() - variable.getKey().length()), 1, Integer::sum);
            }
          });
    }
    String best = "";
    for (Map.Entry<String, Integer> scope : scopes.entrySet()) {
      if (scope.getValue() > scopes.getOrDefault(best, 0)) {
        best = scope.getKey();
      }
    }
    return best;
  }

  /** Returns what the source's variables are, those of the model by its own names. */
  SortedMap<String, String> kinds(CheckpointReader source) {
    SortedMap<String, String> saved = source.kinds();
    SortedMap<String, String> kinds = new TreeMap<>(saved);
    byName.forEach((name, key) -> kinds.put(name, saved.get(key)));
    return kinds;
  }

  /** Returns what the source's variables are, by the names that it has for them. */
  static SortedMap<String, String> namedKinds(CheckpointReader source) {
    SortedMap<String, String> saved = source.kinds();
    SortedMap<String, String> kinds = new TreeMap<>();
    source.keysByName().forEach((name, key) -> kinds.put(name, saved.get(key)));
    return kinds.isEmpty() ? saved : kinds;
  }

  void log() {
    if (!byName.isEmpty()) {
      Log.TENSORFLOW.info(
          "Names in the source: {}",
          byName.entrySet().stream()
              .map(e -> e.getKey() + " is " + e.getValue())
              .collect(Collectors.joining(", ")));
    }
  }
}
