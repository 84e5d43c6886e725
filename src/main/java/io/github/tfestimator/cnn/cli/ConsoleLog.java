package io.github.tfestimator.cnn.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends the log to the console, in Python's form, {@code INFO:tensorflow:...}, until closed. */
final class ConsoleLog extends Handler {
  private static final Logger ROOT = Logger.getLogger("");

  private final Console console;
  private final Handler[] replaced = ROOT.getHandlers();

  private ConsoleLog(Console console) {
    this.console = console;
  }

  static ConsoleLog open(Console console) {
    var log = new ConsoleLog(console);
    for (Handler handler : log.replaced) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(log);
    return log;
  }

  @Override
  public void publish(LogRecord line) {
    // Python's name for what java.util.logging calls severe.
    String level = line.getLevel() == Level.SEVERE ? "ERROR" : line.getLevel().getName();
    console.message(level + ":" + line.getLoggerName() + ":" + line.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
    for (Handler handler : replaced) {
      ROOT.addHandler(handler);
    }
  }
}
