package io.github.tfestimator.peers;

import java.util.HashMap;
import java.util.Map;

/** The peak memory of processes that do one thing only. */
final class FreshProcesses implements Turn {
  private static final int STEPS = 100;
  private static final int STEPS_OF_DL4J = 20;

  private final Workspace workspace;

  FreshProcesses(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public Map<Measurement, Double> take(Player player) {
    Map<Measurement, Double> peaks = new HashMap<>();
    if (player.name().trains()) {
      try (var fresh = Player.start(workspace, player.name())) {
        int steps = player.name() == Name.DL4J ? STEPS_OF_DL4J : STEPS;
        peaks.put(Measurement.TRAINING_MEMORY, fresh.order("train", 1, steps).peakMib());
      }
    }
    try (var fresh = Player.start(workspace, player.name())) {
      fresh.order("open", fresh.model());
      fresh.order("predict", 1, 1, 100);
      double peak = fresh.order("predict", Sizes.EVALUATION_BATCH, 1, 5).peakMib();
      peaks.put(Measurement.PREDICTION_MEMORY, peak);
    }
    return peaks;
  }
}
