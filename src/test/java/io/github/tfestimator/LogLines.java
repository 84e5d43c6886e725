package io.github.tfestimator;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines of the logger {@code tensorflow} while this is open; kept off the console. */
public final class LogLines implements AutoCloseable {
  private final Logger logger = Logger.getLogger("tensorflow");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          Object[] parameters = line.getParameters();
          lines.add(
              parameters == null || parameters.length == 0
                  ? line.getMessage()
                  : MessageFormat.format(line.getMessage(), parameters));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LogLines() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  /** Starts listening. */
  public static LogLines listen() {
    return new LogLines();
  }

  /** The lines so far. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  /** Forgets the lines so far. */
  public void forget() {
    lines.clear();
  }

  /** The lines so far that begin so. */
  public List<String> startingWith(String prefix) {
    return lines.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }
}
