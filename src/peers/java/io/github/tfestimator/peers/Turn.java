package io.github.tfestimator.peers;

import java.util.Map;

/** One kind of measurement. Each contender gets a turn in each round. */
interface Turn {
  /** What was measured; nothing, if the contender can't do it. */
  Map<Measurement, Double> take(Player player);
}
