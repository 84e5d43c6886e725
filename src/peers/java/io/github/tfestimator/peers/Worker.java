package io.github.tfestimator.peers;

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
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The process of a contender: reads orders such as {@code train 2 20} from standard input, one a
 * line, and answers each with an {@link Answer}. Computes nothing between, so that the others can
 * have the machine to themselves.
 */
public final class Worker {
  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger ALL_LOGS = Logger.getLogger("");

  private Worker() {}

  /**
   * @param args a contender's name, and the folder with the weights
   * @throws IOException if orders can't be read
   */
  public static void main(String[] args) throws IOException {
    ALL_LOGS.setLevel(Level.WARNING);
    // Libraries print to the standard output too.
    var answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    var gson = new GsonBuilder().serializeSpecialFloatingPointValues().create();
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var contender = Name.valueOf(args[0]).contender(Path.of(args[1]));
        var clerk = new Clerk(contender)) {
      for (String order; (order = orders.readLine()) != null; ) {
        answers.println(gson.toJson(answer(clerk, order)));
      }
    }
  }

  private static Answer answer(Clerk clerk, String order) {
    try {
      return clerk.carryOut(order.split(" "));
    } catch (RuntimeException | Error e) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return new Answer(new double[0], "'%s' failed: %s".formatted(order, trace), 0, true);
    }
  }
}
