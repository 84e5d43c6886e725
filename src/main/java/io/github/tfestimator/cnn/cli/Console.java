package io.github.tfestimator.cnn.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The program's two output streams: one for results, the other for messages, the log and, on a
 * terminal, a progress bar below them.
 */
final class Console {
  /** The width of the terminal, which scripts/cnn knows. */
  private static final String COLUMNS = "cnn.columns";

  private static final int MIN_WIDTH = 79;
  private static final String CLEAR_LINE = "\r\033[K";
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  /** The characters that move a terminal's cursor or change its colors, but for ends of lines. */
  private static final Pattern CONTROL =
      Pattern.compile("\\r(?!\\n)|[\\p{Cntrl}\\x80-\\x9f&&[^\\r\\n\\t]]");

  private final OutputStream results;
  private final PrintStream messages;
  private final boolean terminal;
  private boolean barShown;
  private boolean quiet;
  private Optional<IOException> failure = Optional.empty();

  /**
   * Creates a console.
   *
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

  /** Returns how many columns a bar may take. */
  int width() {
    return Math.max(MIN_WIDTH, Integer.getInteger(COLUMNS, 0) - 1);
  }

  /** Leaves out what is no result, warning or error. */
  void setQuiet(boolean value) {
    quiet = value;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Prints a message that is only of interest, unless the console is quiet. */
  void info(String line) {
    if (!quiet) {
      message(line);
    }
  }

  /** Prints a result. */
  void result(String line) {
    clearBar();
    try {
      results.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
      results.flush();
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** Prints a result as a JSON object on one line. */
  void json(Object object) {
    result(GSON.toJson(object));
  }

  /** Returns a writer that prints as one result what was written between two flushes. */
  PrintWriter resultWriter() {
    return new ResultWriter(new StringWriter());
  }

  /**
   * Returns the error that kept results from being written. A reader that has seen enough, such as
   * {@code head}, is no error.
   */
  Optional<IOException> failure() {
    return failure.filter(e -> !"Broken pipe".equals(e.getMessage()));
  }

  /** Prints a message, of whose names a terminal should not obey any. */
  synchronized void message(String line) {
    clearBar();
    messages.println(
        CONTROL.matcher(line).replaceAll(c -> "<%02X>".formatted((int) c.group().charAt(0))));
    messages.flush();
  }

  /** Draws the progress bar in place of the previous one. */
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

  /** Prints the log as messages, in Python's form, until the returned handler is closed. */
  Handler openLog() {
    return new MessageHandler();
  }

  private final class ResultWriter extends PrintWriter {
    private final StringWriter text;

    ResultWriter(StringWriter text) {
      super(text);
      this.text = text;
    }

    @Override
    public void flush() {
      if (text.getBuffer().length() > 0) {
        result(text.toString().stripTrailing());
        text.getBuffer().setLength(0);
      }
    }
  }

  /** A handler in place of the root logger's own: {@code INFO:tensorflow:...}. */
  private final class MessageHandler extends Handler {
    private final Logger root = Logger.getLogger("");
    private final Handler[] replaced = root.getHandlers();

    MessageHandler() {
      for (Handler handler : replaced) {
        root.removeHandler(handler);
      }
      root.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      if (quiet && line.getLevel().intValue() < Level.WARNING.intValue()) {
        return;
      }
      // Python's name for what java.util.logging calls severe.
      String level = line.getLevel() == Level.SEVERE ? "ERROR" : line.getLevel().getName();
      message(level + ":" + line.getLoggerName() + ":" + line.getMessage());
      if (line.getThrown() != null) {
        var trace = new StringWriter();
        line.getThrown().printStackTrace(new PrintWriter(trace));
        message(trace.toString().stripTrailing());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
      for (Handler handler : replaced) {
        root.addHandler(handler);
      }
    }
  }
}
