package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What a model's signature must be like for its tensors to be used. */
class SignatureTensorsTest {
  private static final Path FOLDER = Path.of("model", "7");

  private final TensorInfo image = tensor("image:0", DataType.DT_UINT8, -1, 28, 28);
  private final TensorInfo classes = tensor("classes:0", DataType.DT_INT64, -1);
  private final TensorInfo probabilities = tensor("softmax:0", DataType.DT_FLOAT, -1, 10);

  @Test
  void findsTheTensorsOfAKnownSignature() {
    assertThat(find("pixels", "image", image))
        .contains(new SignatureTensors("image:0", "classes:0", "softmax:0"));
  }

  @Test
  void acceptsAnUnknownRankButNotAScalar() {
    var unknown = TensorShapeProto.newBuilder().setUnknownRank(true);
    assertThat(find("pixels", "image", image.toBuilder().setTensorShape(unknown).build()))
        .isPresent();
    assertThatThrownBy(() -> find("pixels", "image", tensor("image:0", DataType.DT_UINT8)))
        .hasMessageContaining("image of DT_UINT8 [] instead of DT_UINT8 [-1, 28, 28]");
  }

  @Test
  void passesOverSignaturesOfOtherNamesOrInputs() {
    assertThat(find("raw", "image", image)).isEmpty();
    assertThat(find("pixels", "input_1", image)).isEmpty();
  }

  @Test
  void refusesAnInputOfAnotherTypeOrShape() {
    assertThatThrownBy(
            () -> find("pixels", "image", tensor("image:0", DataType.DT_FLOAT, -1, 28, 28)))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "The SavedModel %s has in the signature pixels image of DT_FLOAT [-1, 28, 28] instead"
                + " of DT_UINT8 [-1, 28, 28]. Export it anew.",
            FOLDER);
    assertThatThrownBy(
            () -> find("pixels", "image", tensor("image:0", DataType.DT_UINT8, -1, 32, 32)))
        .hasMessageContaining("image of DT_UINT8 [-1, 32, 32] instead of DT_UINT8 [-1, 28, 28]");
  }

  @Test
  void refusesOutputsOfAnotherKind() {
    var few = signature("image", image).putOutputs("classes", classes);
    assertThatThrownBy(() -> find("pixels", few))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "The SavedModel %s answers the signature pixels with [classes], not with"
                + " probabilities: it isn't one of this project's. Export it anew.",
            FOLDER);
    var narrow =
        signature("image", image)
            .putOutputs("classes", tensor("classes:0", DataType.DT_INT32, -1))
            .putOutputs("probabilities", probabilities);
    assertThatThrownBy(() -> find("pixels", narrow))
        .hasMessageContaining("classes of DT_INT32 [-1] instead of DT_INT64 [-1]");
  }

  private Optional<SignatureTensors> find(String key, String input, TensorInfo fed) {
    return find(
        key,
        signature(input, fed)
            .putOutputs("classes", classes)
            .putOutputs("probabilities", probabilities));
  }

  private static Optional<SignatureTensors> find(String key, SignatureDef.Builder signature) {
    return SignatureTensors.find(FOLDER, Map.of(key, signature.build()), PictureSignature.PIXELS);
  }

  private static SignatureDef.Builder signature(String input, TensorInfo fed) {
    return SignatureDef.newBuilder().putInputs(input, fed);
  }

  private static TensorInfo tensor(String name, DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder().setName(name).setDtype(type).setTensorShape(dims).build();
  }
}
