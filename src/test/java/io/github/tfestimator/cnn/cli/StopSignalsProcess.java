package io.github.tfestimator.cnn.cli;

import java.io.PrintStream;

/** A program that is in the middle of a long step when signals come. */
final class StopSignalsProcess {
  static final String LISTENS = "listens";
  static final String ENDS_NOT = "ends not by itself";
  static final String CLOSED = "closed";

  private StopSignalsProcess() {}

  /** Listens to signals, closes that again if told so, and takes its time. */
  public static void main(String[] args) throws InterruptedException {
    var out = new PrintStream(System.out, true);
    try (var signals = StopSignals.listen(new Console(out, out, false))) {
      if (args.length == 0) {
        out.println(LISTENS);
        while (signals.received().isEmpty()) {
          Thread.sleep(5);
        }
        Thread.sleep(1_200);
        out.println(ENDS_NOT);
        Thread.sleep(60_000);
      }
    }
    out.println(CLOSED);
    Thread.sleep(60_000);
  }
}
