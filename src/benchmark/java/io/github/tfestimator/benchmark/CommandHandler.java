package io.github.tfestimator.benchmark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The work of a worker process, which reads commands from standard input and writes answers to
 * standard output, each a line: a command is a JSON array of words such as {@code
 * ["train","2","20"]}, an answer is an {@link Answer}. {@link WorkerProcess} and {@code
 * scripts/parity/speed.py} are the other side. Between commands a worker computes nothing, so that
 * others can have the machine to themselves.
 */
public interface CommandHandler extends AutoCloseable {
  /** Handles a command, a name with its arguments; an exception becomes a failed answer. */
  Answer handle(String... words);

  @Override
  default void close() {}

  /**
   * Handles commands until standard input ends. {@code peak-mib} is handled here: the most memory
   * that this process ever held.
   */
  static void serve(Supplier<CommandHandler> handler) throws IOException {
    Logger.getLogger("").setLevel(Level.WARNING);
    // Libraries print to the standard output too.
    var answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Gson gson = new GsonBuilder().serializeSpecialFloatingPointValues().create();
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (CommandHandler made = handler.get()) {
      for (String line; (line = commands.readLine()) != null; ) {
        answers.println(gson.toJson(answer(made, gson.fromJson(line, String[].class))));
      }
    }
  }

  private static Answer answer(CommandHandler handler, String... words) {
    try {
      return words[0].equals(WorkerProcess.PEAK_MIB)
          ? Answer.of(ResidentMemory.peakMib())
          : handler.handle(words);
    } catch (RuntimeException | Error e) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return new Answer(new double[0], trace.toString(), true);
    }
  }
}
