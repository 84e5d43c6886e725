package io.github.tfestimator.cli;

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
    description = "Show the variables, the step and the signatures of a model.",
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
    if (model.savedModel().isPresent()) {
      SavedModelInfo exported = SavedModelInfo.read(model.savedModel().get());
      print(exported.folder(), exported.variables(), exported.signatures());
    } else {
      Path folder = model.modelDir();
      CheckpointReader checkpoint =
          CheckpointReader.newestIn(folder)
              .orElseThrow(
                  () ->
                      new CommandException(
                          "There is no checkpoint in %s: train first, or name another --model-dir."
                              .formatted(folder)));
      print(checkpoint.prefix(), checkpoint, List.of());
    }
    return 0;
  }

  private void print(Path path, CheckpointReader variables, List<SignatureInfo> signatures) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("path", path.toString());
      object.put("global_step", variables.globalStep());
      object.put("variables", variables.variables());
      object.put("signatures", signatures);
      console.result(Json.of(object));
      return;
    }
    console.result(path.toString());
    console.result("global_step: " + variables.globalStep());
    for (VariableInfo variable : variables.variables()) {
      console.result(
          "%-16s %-8s %-16s sha256:%s"
              .formatted(variable.name(), variable.dtype(), variable.shape(), variable.sha256()));
    }
    signatures.forEach(signature -> console.result(signature.text()));
  }
}
