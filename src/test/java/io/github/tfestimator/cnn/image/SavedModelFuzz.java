package io.github.tfestimator.cnn.image;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.savedmodel.SavedModelInfo.Signature;
import io.github.tfestimator.savedmodel.SavedModelInfo.TensorText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorInfo;

/** The file {@code saved_model.pb}, as far as it is read before TensorFlow loads it. */
public final class SavedModelFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private SavedModelFuzz() {}

  /** Reads an input as the file. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FOLDER.write("saved_model.pb", input);
    var info =
        Bounded.read(input, SavedModelException.class, () -> SavedModelInfo.read(FOLDER.path()));
    if (info.isPresent()) {
      var signatures = SavedModel.parseFrom(input).getMetaGraphs(0).getSignatureDefMap();
      var names = new TreeSet<>(signatures.keySet());
      names.remove(SavedModelInfo.INIT_OP);
      Bounded.require(
          info.get().signatures().stream().map(Signature::name).toList().equals(List.copyOf(names)),
          "Other signatures");
      for (var signature : info.get().signatures()) {
        var expected = signatures.get(signature.name());
        Bounded.require(expected.getMethodName().equals(signature.method()), "Another method");
        requireSame(signature.inputs(), expected.getInputsMap());
        requireSame(signature.outputs(), expected.getOutputsMap());
      }
      Bounded.read(
          input, SavedModelException.class, () -> ImageSignatures.shape(signatures, FOLDER.path()));
    }
  }

  private static void requireSame(Map<String, TensorText> read, Map<String, TensorInfo> expected) {
    Bounded.require(read.keySet().equals(expected.keySet()), "Other tensors");
    read.forEach(
        (name, text) -> {
          TensorInfo tensor = expected.get(name);
          Bounded.require(
              text.tensor().equals(tensor.getName())
                  && text.dtype().equals(tensor.getDtype().toString())
                  && text.shape().size() == tensor.getTensorShape().getDimCount(),
              "Another tensor " + name);
          for (int i = 0; i < text.shape().size(); i++) {
            Bounded.require(
                text.shape().get(i) == tensor.getTensorShape().getDim(i).getSize(),
                "Another shape of " + name);
          }
        });
  }
}
