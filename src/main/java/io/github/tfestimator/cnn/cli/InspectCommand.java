package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonNull;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.export.CardFiles;
import io.github.tfestimator.savedmodel.FileChecksums;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what is in a trained or exported model. */
@Command(
    name = "inspect",
    description = {
      "Print the step and the variables of a model.",
      "By default of "
          + ModelOptions.DEFAULT_MODEL_DIR
          + "; of a SavedModel also the output of saved_model_cli show --all, and",
      "the model card. --model-dir may also name one checkpoint, such as DIR/model.ckpt-200.",
    },
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelOptions model;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    model.check();
    model.savedModel().ifPresentOrElse(this::exported, this::trained);
    return 0;
  }

  private void trained() {
    CheckpointReader checkpoint = checkpoint(model.modelDir());
    if (json) {
      console.json(object(checkpoint.prefix(), Optional.of(checkpoint)));
    } else {
      print(checkpoint.prefix(), Optional.of(checkpoint));
    }
  }

  private static CheckpointReader checkpoint(Path path) {
    if (Files.exists(Path.of(path + ".index"))) {
      return CheckpointReader.open(path);
    }
    CheckpointFinder.requireNoPart(path);
    return CheckpointReader.newestIn(path)
        .orElseThrow(
            () ->
                new CommandException(
                    "There is no checkpoint in %s: train first, or name another --model-dir."
                        .formatted(path)));
  }

  private void exported(Path path) {
    SavedModelInfo exported = SavedModelInfo.read(path);
    Path folder = exported.folder();
    FileChecksums.check(folder);
    Optional<CheckpointReader> variables = variables(exported);
    if (json) {
      Map<String, Object> object = object(folder, variables);
      object.put("signatures", exported.signatures());
      object.put("card", CardFiles.json(folder).orElse(JsonNull.INSTANCE));
      console.json(object);
      return;
    }
    print(folder, variables);
    exported.showAll().forEach(console::result);
    CardFiles.markdown(folder)
        .ifPresent(
            text -> {
              console.result("");
              text.lines().forEach(console::result);
            });
  }

  /** Opens the variables; none of a model that has none, such as one of constants. */
  private static Optional<CheckpointReader> variables(SavedModelInfo exported) {
    try {
      return exported.hasVariables()
          ? Optional.of(CheckpointReader.open(exported.variables()))
          : Optional.empty();
    } catch (CheckpointException e) {
      throw new CommandException(e.getMessage() + " Or export the model anew.", e);
    }
  }

  private static Map<String, Object> object(Path path, Optional<CheckpointReader> variables) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("path", path.toString());
    object.put("global_step", step(variables).<Object>map(step -> step).orElse(JsonNull.INSTANCE));
    object.put("variables", variables.map(CheckpointReader::variables).orElse(List.of()));
    variables
        .map(CheckpointReader::keysByName)
        .filter(keys -> !keys.isEmpty())
        .ifPresent(keys -> object.put("keys_by_name", keys));
    object.put("signatures", List.of());
    return object;
  }

  private static Optional<Long> step(Optional<CheckpointReader> variables) {
    OptionalLong step =
        variables.map(CheckpointReader::findGlobalStep).orElse(OptionalLong.empty());
    return step.isPresent() ? Optional.of(step.getAsLong()) : Optional.empty();
  }

  private void print(Path path, Optional<CheckpointReader> variables) {
    console.result(path.toString());
    console.result("global_step: " + step(variables).map(String::valueOf).orElse("none"));
    variables.ifPresent(this::print);
  }

  /** Prints the variables, those of TensorFlow 2 by their names, beside which the keys are. */
  private void print(CheckpointReader variables) {
    Map<String, String> names = new HashMap<>();
    variables.keysByName().forEach((name, key) -> names.put(key, name));
    for (VariableInfo variable : variables.variables()) {
      String key = variable.name();
      console.result(
          "%-16s %-8s %-16s sha256:%s%s"
              .formatted(
                  names.getOrDefault(key, key),
                  variable.dtype(),
                  variable.shape(),
                  variable.sha256(),
                  names.containsKey(key) ? " key:" + key : ""));
    }
  }
}
