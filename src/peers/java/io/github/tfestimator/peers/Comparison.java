package io.github.tfestimator.peers;

import java.util.List;
import java.util.Map;

/**
 * All that a run found out.
 *
 * @param machine where
 * @param versions of what computes, by contender
 * @param rounds how many
 * @param same whether all compute the same
 * @param results the measurements
 */
record Comparison(
    Machine machine, Map<Name, String> versions, int rounds, SameFunction same, Results results) {
  List<Name> names() {
    return List.copyOf(versions.keySet());
  }

  List<Name> others() {
    return names().stream().filter(name -> name != Name.OURS).toList();
  }
}
