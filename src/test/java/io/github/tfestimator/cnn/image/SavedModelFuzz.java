package io.github.tfestimator.cnn.image;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import java.io.IOException;
import org.tensorflow.proto.SavedModel;

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
      for (var signature : info.get().signatures()) {
        Bounded.require(
            signatures
                .get(signature.name())
                .getInputsMap()
                .keySet()
                .equals(signature.inputs().keySet()),
            "Other inputs");
      }
      Bounded.read(
          input, SavedModelException.class, () -> ImageSignatures.shape(signatures, FOLDER.path()));
    }
  }
}
