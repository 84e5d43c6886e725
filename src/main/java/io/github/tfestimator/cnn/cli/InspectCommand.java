package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonNull;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "inspect",
    description =
        "Show the variables and the step of a model; of a SavedModel also what saved_model_cli show"
            + " --all prints, and its card.",
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
      console.result(Json.of(object(checkpoint.prefix(), checkpoint)));
    } else {
      print(checkpoint.prefix(), checkpoint);
    }
  }

  private void exported(Path path) {
    SavedModelInfo exported = SavedModelInfo.read(path);
    var card = new SavedModelCard(exported.folder());
    if (json) {
      Map<String, Object> object = object(exported.folder(), exported.variables());
      object.put("signatures", exported.signatures());
      object.put("card", card.json().orElse(JsonNull.INSTANCE));
      console.result(Json.of(object));
      return;
    }
    print(exported.folder(), exported.variables());
    exported.showAll().forEach(console::result);
    card.markdown()
        .ifPresent(
            text -> {
              console.result("");
              text.lines().forEach(console::result);
            });
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
