package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A description of a SavedModel, read from {@code saved_model.pb} without loading the model.
 *
 * @param folder the SavedModel's folder
 * @param signatures the signatures of the first graph, sorted by name
 * @param hasVariables whether the graph has variables, so that there are files of their values
 * @param showAll the lines that {@code saved_model_cli show --all} prints of the SavedModel
 */
public record SavedModelInfo(
    Path folder, List<Signature> signatures, boolean hasVariables, List<String> showAll) {
  /** The signature that names the op to run after loading; no client calls it. */
  public static final String INIT_OP = "__saved_model_init_op";

  /**
   * A signature.
   *
   * @param name such as {@code serving_default}
   * @param method such as {@code tensorflow/serving/predict}
   * @param inputs by name
   * @param outputs by name
   */
  public record Signature(
      String name, String method, Map<String, TensorText> inputs, Map<String, TensorText> outputs) {
    static Signature of(String name, SignatureDef definition) {
      return new Signature(
          name,
          definition.getMethodName(),
          texts(definition.getInputsMap()),
          texts(definition.getOutputsMap()));
    }

    private static Map<String, TensorText> texts(Map<String, TensorInfo> infos) {
      var texts = new TreeMap<String, TensorText>();
      infos.forEach((name, info) -> texts.put(name, TensorText.of(info)));
      return texts;
    }
  }

  /**
   * An input or output of a signature.
   *
   * @param tensor name in the graph
   * @param dtype TensorFlow's name of the type, such as {@code DT_FLOAT}
   * @param shape the sizes, -1 for an unknown one; empty also for an unknown rank
   */
  public record TensorText(String tensor, String dtype, List<Long> shape) {
    static TensorText of(TensorInfo info) {
      return new TensorText(
          info.getName(),
          info.getDtype().name(),
          info.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
    }
  }

  /**
   * Reads the description of a SavedModel.
   *
   * @param path a SavedModel, or a folder of versions, of which the highest counts
   * @return the description
   * @throws SavedModelException if there is no SavedModel, or it can't be read or holds no graph
   */
  public static SavedModelInfo read(Path path) {
    Path folder = SavedModelFolder.find(path);
    Path file = folder.resolve(SavedModelVersions.MODEL);
    try {
      SavedModel model = SavedModelFolder.read(folder);
      if (model.getMetaGraphsCount() == 0) {
        throw new SavedModelException(file + " holds no graph: copy or export the model anew.");
      }
      MetaGraphDef graph = model.getMetaGraphs(0);
      List<Signature> signatures =
          new TreeMap<>(graph.getSignatureDefMap())
              .entrySet().stream()
                  .filter(e -> !e.getKey().equals(INIT_OP))
                  .map(e -> Signature.of(e.getKey(), e.getValue()))
                  .toList();
      return new SavedModelInfo(
          folder, signatures, SavedModelLoader.needsVariables(graph), ShowAll.lines(model));
    } catch (IOException e) {
      LoadFailure.requireNoForeignFile(folder, e);
      throw new SavedModelException(
          "Can't read %s: %s. Copy or export the model anew."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /**
   * Returns where the variables are.
   *
   * @return the prefix of the variables' files, as of a checkpoint
   */
  public Path variables() {
    return folder.resolve("variables").resolve("variables");
  }
}
