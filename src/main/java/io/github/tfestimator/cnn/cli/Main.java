package io.github.tfestimator.cnn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the program starts. */
public final class Main {
  /** Where our own messages go while scripts/cnn filters what the natives print to stderr. */
  private static final String MESSAGES = "cnn.messages";

  private static final String TERMINAL = "cnn.terminal";

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // Not System.out, which keeps it to itself when the disk is full.
    var out = new FileOutputStream(FileDescriptor.out);
    System.exit(Cnn.run(args, new Console(out, messages(), Boolean.getBoolean(TERMINAL))));
  }

  private static PrintStream messages() {
    String path = System.getProperty(MESSAGES);
    if (path != null) {
      try {
        return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
      } catch (IOException e) {
        // Not every kind of stream can be opened again by its path; stderr still gets there.
      }
    }
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
