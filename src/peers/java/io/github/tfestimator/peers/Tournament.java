package io.github.tfestimator.peers;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets the contenders measure in turns: one computes, the others wait. */
final class Tournament {
  private static final long PAUSE_MILLIS = 300;

  private final Workspace workspace;
  private final PrintStream progress;
  private final List<Player> players = new ArrayList<>();
  private final Results results = new Results();

  Tournament(Workspace workspace, PrintStream progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  Comparison run(List<Name> names, int rounds) {
    Map<Name, String> versions = new EnumMap<>(Name.class);
    for (Name name : names) {
      Player player = Player.start(workspace, name);
      players.add(player);
      if (name == Name.OURS) {
        // It comes first, and the others need them.
        player.order("weights", CommittedModel.folder(), workspace.folder());
      }
      versions.put(name, player.order("versions").text());
      prepare(player);
    }
    progress.println("checking that all compute the same");
    SameFunction same = SameFunction.check(players, Weights.read(workspace.folder()));
    progress.println("warming up");
    List<Turn> turns = new ArrayList<>(new Turns(workspace.folder()).all());
    turns.add(new StartUp(workspace));
    turns.forEach(turn -> players.forEach(turn::take));
    for (int round = 1; round <= rounds; round++) {
      progress.printf("round %d of %d%n", round, rounds);
      turns.forEach(this::everyone);
      // Another one begins next time.
      Collections.rotate(players, 1);
    }
    progress.println("peak memory, in fresh processes");
    everyone(new FreshProcesses(workspace));
    players.forEach(Player::close);
    return new Comparison(Machine.here(), versions, rounds, same, results);
  }

  private static void prepare(Player player) {
    if (!player.name().readsSavedModels()) {
      player.order("save", player.model());
    }
    player.order("open", player.model());
  }

  private void everyone(Turn turn) {
    for (Player player : players) {
      pause();
      results.add(player.name(), turn.take(player));
    }
  }

  /** Threads of the one before may still spin. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark.", e);
    }
  }
}
