package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * A SavedModel, read without loading it.
 *
 * @param folder its folder
 * @param variables its variables
 * @param signatures its signatures, by name
 * @param showAll what {@code saved_model_cli} prints of it
 */
record SavedModelInfo(
    Path folder, CheckpointReader variables, List<SignatureInfo> signatures, List<String> showAll) {

  static SavedModelInfo read(Path path) {
    Path folder = SavedModelFolder.find(path);
    Path file = folder.resolve(SavedModelVersions.MODEL);
    try (InputStream in = Files.newInputStream(file)) {
      SavedModel model = SavedModel.parseFrom(in);
      if (model.getMetaGraphsCount() == 0) {
        throw new CommandException(file + " holds no graph: export the model anew.");
      }
      MetaGraphDef graph = model.getMetaGraphs(0);
      List<SignatureInfo> signatures =
          new TreeMap<>(graph.getSignatureDefMap())
              .entrySet().stream().map(e -> SignatureInfo.of(e.getKey(), e.getValue())).toList();
      var variables = CheckpointReader.open(folder.resolve("variables").resolve("variables"));
      return new SavedModelInfo(folder, variables, signatures, ShowAll.lines(model));
    } catch (CheckpointException e) {
      throw new CommandException(
          "The SavedModel %s is damaged: its variables can't be read. Export the model anew."
              .formatted(folder),
          e);
    } catch (IOException e) {
      throw new CommandException(
          "Can't read %s: %s. Export the model anew.".formatted(file, AtomicFiles.reason(e)), e);
    }
  }
}
