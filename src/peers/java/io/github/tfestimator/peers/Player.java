package io.github.tfestimator.peers;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A contender's {@link Worker}, seen from here. */
final class Player implements AutoCloseable {
  private static final Gson GSON = new Gson();

  private final Workspace workspace;
  private final Name name;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private Player(Workspace workspace, Name name) throws IOException {
    this.workspace = workspace;
    this.name = name;
    log = Files.createTempFile(workspace.folder(), name.name(), ".log");
    var command = JavaCommand.of(name, Worker.class, List.of(), workspace.folder());
    process = workspace.start(command.redirectError(log.toFile()));
    orders = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static Player start(Workspace workspace, Name name) {
    try {
      return new Player(workspace, name);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be started: %s".formatted(name.label(), e), e);
    }
  }

  Name name() {
    return name;
  }

  /** The model that it predicts with: the project's, or what it saved itself. */
  Path model() {
    return name.readsSavedModels()
        ? CommittedModel.folder()
        : workspace.folder().resolve(name.name().toLowerCase(Locale.ROOT) + ".model");
  }

  /** Gives an order and waits for the answer. */
  Answer order(Object... words) {
    String line = String.join(" ", List.of(words).stream().map(Object::toString).toList());
    try {
      orders.write(line + "\n");
      orders.flush();
      String found = answers.readLine();
      if (found == null) {
        throw failure("ended at the order '%s'".formatted(line));
      }
      Answer answer = GSON.fromJson(found, Answer.class);
      if (answer.failed()) {
        throw failure("can't: " + answer.text());
      }
      return answer;
    } catch (IOException e) {
      throw failure("can't be asked '%s': %s".formatted(line, e));
    }
  }

  double number(Object... words) {
    return order(words).values()[0];
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        "%s %s%nIts log:%n%s".formatted(name.label(), what, Logs.lastLines(log)));
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      // It has ended already.
    }
    process.onExit().join();
    workspace.ended(process);
  }
}
