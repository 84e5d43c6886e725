package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** What a model's signature must be like for its tensors to be used. */
class SignatureTensorsTest {
  private static final Path FOLDER = Path.of("model", "7");

  private final Graph graph = new Graph();
  private final Operand<?> image = placeholder(TUint8.class, -1, 28, 28);
  private final Operand<?> classes = placeholder(TInt64.class, -1);
  private final Operand<?> probabilities = placeholder(TFloat32.class, -1, 10);

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void findsTheTensorsOfAKnownSignature() {
    assertThat(find("pixels", "image", image))
        .contains(new SignatureTensors("Placeholder:0", "Placeholder_1:0", "Placeholder_2:0"));
  }

  @Test
  void passesOverSignaturesOfOtherNamesOrInputs() {
    assertThat(find("raw", "image", image)).isEmpty();
    assertThat(find("pixels", "input_1", image)).isEmpty();
  }

  @Test
  void refusesAnInputOfAnotherTypeOrShape() {
    assertThatThrownBy(() -> find("pixels", "image", placeholder(TFloat32.class, -1, 28, 28)))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "The SavedModel %s has in the signature pixels image of DT_FLOAT [-1, 28, 28] instead"
                + " of DT_UINT8 [-1, 28, 28]. Export it anew.",
            FOLDER);
    assertThatThrownBy(() -> find("pixels", "image", placeholder(TUint8.class, -1, 32, 32)))
        .hasMessageContaining("image of DT_UINT8 [-1, 32, 32] instead of DT_UINT8 [-1, 28, 28]");
  }

  @Test
  void refusesOutputsOfAnotherKind() {
    var few = signature("pixels", "image", image).output("classes", classes).build();
    assertThatThrownBy(() -> find(few))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "The SavedModel %s answers the signature pixels with [classes], not with"
                + " probabilities: it isn't one of this project's. Export it anew.",
            FOLDER);
    var narrow =
        signature("pixels", "image", image)
            .output("classes", placeholder(TInt32.class, -1))
            .output("probabilities", probabilities)
            .build();
    assertThatThrownBy(() -> find(narrow))
        .hasMessageContaining("classes of DT_INT32 [-1] instead of DT_INT64 [-1]");
  }

  private Optional<SignatureTensors> find(String key, String input, Operand<?> fed) {
    return find(
        signature(key, input, fed)
            .output("classes", classes)
            .output("probabilities", probabilities)
            .build());
  }

  private static Optional<SignatureTensors> find(Signature signature) {
    return SignatureTensors.find(FOLDER, List.of(signature), PictureSignature.PIXELS);
  }

  private static Signature.Builder signature(String key, String input, Operand<?> fed) {
    return Signature.builder().key(key).input(input, fed);
  }

  private <T extends TType> Operand<T> placeholder(Class<T> type, long... shape) {
    return Ops.create(graph).placeholder(type, Placeholder.shape(Shape.of(shape)));
  }
}
