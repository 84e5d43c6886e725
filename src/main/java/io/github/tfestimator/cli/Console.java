package io.github.tfestimator.cli;

import java.io.PrintStream;

/** Results go to one stream, messages to another, with a progress bar under them on a terminal. */
final class Console {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream results;
  private final PrintStream messages;
  private final boolean terminal;
  private boolean barShown;

  /**
   * @param results standard output
   * @param messages standard error
   * @param terminal whether messages go to a terminal
   */
  Console(PrintStream results, PrintStream messages, boolean terminal) {
    this.results = results;
    this.messages = messages;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  void result(String line) {
    clearBar();
    results.println(line);
    results.flush();
  }

  synchronized void message(String line) {
    clearBar();
    messages.println(line);
    messages.flush();
  }

  /** Draws the bar in place of the one before. */
  synchronized void bar(String line) {
    messages.print("\r" + line);
    messages.flush();
    barShown = true;
  }

  synchronized void clearBar() {
    if (barShown) {
      messages.print(CLEAR_LINE);
      messages.flush();
      barShown = false;
    }
  }
}
