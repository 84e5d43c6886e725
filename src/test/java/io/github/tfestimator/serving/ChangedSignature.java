package io.github.tfestimator.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** Changes what a SavedModel says of its signature {@code serving_default}. */
final class ChangedSignature {
  private ChangedSignature() {}

  static void write(Path savedModel, Consumer<SignatureDef.Builder> change) throws IOException {
    Path file = savedModel.resolve("saved_model.pb");
    var model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    var graph = model.getMetaGraphsBuilder(0);
    var signature = graph.getSignatureDefOrThrow("serving_default").toBuilder();
    change.accept(signature);
    graph.putSignatureDef("serving_default", signature.build());
    Files.write(file, model.build().toByteArray());
    Files.deleteIfExists(savedModel.resolve("assets.extra/sha256.txt"));
  }
}
