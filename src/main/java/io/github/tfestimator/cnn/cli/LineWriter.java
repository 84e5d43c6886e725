package io.github.tfestimator.cnn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * A writer that hands on what was written as one text when it is flushed; picocli prints help so.
 */
final class LineWriter extends PrintWriter {
  private final StringWriter text;
  private final Consumer<String> lines;

  LineWriter(Consumer<String> lines) {
    this(new StringWriter(), lines);
  }

  private LineWriter(StringWriter text, Consumer<String> lines) {
    super(text);
    this.text = text;
    this.lines = lines;
  }

  @Override
  public void flush() {
    if (text.getBuffer().length() > 0) {
      lines.accept(text.toString().stripTrailing());
      text.getBuffer().setLength(0);
    }
  }
}
