package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonNull;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.export.CardFiles;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "the model card.",
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
    CheckpointReader checkpoint =
        CheckpointReader.newestIn(model.modelDir())
            .orElseThrow(
                () ->
                    new CommandException(
                        "There is no checkpoint in %s: train first, or name another --model-dir."
                            .formatted(model.modelDir())));
    if (json) {
      console.json(object(checkpoint.prefix(), checkpoint));
    } else {
      print(checkpoint.prefix(), checkpoint);
    }
  }

  private void exported(Path path) {
    SavedModelInfo exported = SavedModelInfo.read(path);
    Path folder = exported.folder();
    CheckpointReader variables = variables(exported);
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

  private static CheckpointReader variables(SavedModelInfo exported) {
    try {
      return CheckpointReader.open(exported.variables());
    } catch (CheckpointException e) {
      throw new CommandException(
          "The SavedModel %s is damaged: its variables can't be read. Export the model anew."
              .formatted(exported.folder()),
          e);
    }
  }

  private static Map<String, Object> object(Path path, CheckpointReader variables) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("path", path.toString());
    object.put("global_step", variables.globalStep());
    object.put("variables", variables.variables());
    object.put("signatures", List.of());
    return object;
  }

  private void print(Path path, CheckpointReader variables) {
    console.result(path.toString());
    console.result("global_step: " + variables.globalStep());
    for (VariableInfo variable : variables.variables()) {
      console.result(
          "%-16s %-8s %-16s sha256:%s"
              .formatted(variable.name(), variable.dtype(), variable.shape(), variable.sha256()));
    }
  }
}
