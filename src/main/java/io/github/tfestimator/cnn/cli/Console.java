package io.github.tfestimator.cnn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Results go to one stream, messages to another, with a progress bar under them on a terminal. */
final class Console {
  private static final String CLEAR_LINE = "\r\033[K";

  private final OutputStream results;
  private final PrintStream messages;
  private final boolean terminal;
  private boolean barShown;
  private Optional<IOException> failure = Optional.empty();

  /**
   * @param results standard output
   * @param messages standard error
   * @param terminal whether messages go to a terminal
   */
  Console(OutputStream results, PrintStream messages, boolean terminal) {
    this.results = results;
    this.messages = messages;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  void result(String line) {
    clearBar();
    try {
      results.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
      results.flush();
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** Why not all results were written; a reader that has seen enough, as head, is no reason. */
  Optional<IOException> failure() {
    return failure.filter(e -> !"Broken pipe".equals(e.getMessage()));
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
