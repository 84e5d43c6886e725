package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Signatures of {@code scripts/parity/tf2.py} that take a ragged and a sparse tensor. */
@Tag("medium")
class CompositeInputsTest {
  private static final Path FOLDER = Path.of("src/test/resources/parity/tf2/composite");

  @Test
  void partsAreNamedWhenLoadedAndWhenOneIsMissing() {
    try (var log = LogLines.listen();
        var predictor = SavedModelPredictor.load(FOLDER)) {
      assertThat(log.all())
          .contains(
              "The signature ragged of %s takes ragged or sparse tensors in parts: [words DT_FLOAT [-1] (values of the ragged words), words_1 DT_INT64 [-1] (row_splits of the ragged words)]. Send each part by its name, in columns (\"inputs\"), not row by row (\"instances\")."
                  .formatted(FOLDER),
              "The signature sparse of %s takes ragged or sparse tensors in parts: [cells DT_INT64 [-1, 2] (indices of the sparse cells), cells_1 DT_FLOAT [-1] (values of the sparse cells), cells_2 DT_INT64 [2] (dense_shape of the sparse cells)]. Send each part by its name, in columns (\"inputs\"), not row by row (\"instances\")."
                  .formatted(FOLDER));
      var words = Map.of("words", new float[] {1, 2, 3});
      assertThatThrownBy(() -> predictor.predict("ragged", words))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("words_1 DT_INT64 [-1] (row_splits of the ragged words)");
      var rows = Map.of("words", new float[2][2], "words_1", new long[] {0, 2, 3});
      assertThatThrownBy(() -> predictor.predict("ragged", rows))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The input words of the signature ragged takes DT_FLOAT [-1] (values of the ragged words), but was given values of [2, 2]");
    }
  }

  @Test
  void partsThatAreSentByNameAreAnswered() {
    try (var log = LogLines.listen();
        var predictor = SavedModelPredictor.load(FOLDER)) {
      var ragged = Map.of("words", new float[] {1, 2, 4}, "words_1", new long[] {0, 2, 3});
      assertThat(predictor.predict("ragged", ragged))
          .isEqualTo(Map.of("sums", StdArrays.ndCopyOf(new float[] {3, 4})));
      var sparse =
          Map.of(
              "cells", new long[][] {{0, 1}, {1, 4}},
              "cells_1", new float[] {5, 7},
              "cells_2", new long[] {2, 5});
      assertThat(predictor.predict("sparse", sparse))
          .isEqualTo(Map.of("sums", StdArrays.ndCopyOf(new float[] {5, 7})));
      assertThat(log.startingWith("The signature")).hasSize(2);
    }
  }

  /** Names alone don't make it one: two dense inputs may be called so. */
  @Test
  void inputsWithoutSuchFunctionsOrShapesAreTensors() throws IOException {
    MetaGraphDef graph = SavedModelFolder.read(FOLDER).getMetaGraphs(0);
    SignatureDef splits = inputs(info(DataType.DT_INT64, 1));
    assertThat(CompositeInputs.of(graph, splits)).containsOnlyKeys("a", "a_1");
    assertThat(CompositeInputs.of(MetaGraphDef.getDefaultInstance(), splits)).isEmpty();
    assertThat(CompositeInputs.of(graph, inputs(info(DataType.DT_INT64, 2)))).isEmpty();
    assertThat(CompositeInputs.of(graph, inputs(info(DataType.DT_FLOAT, 1)))).isEmpty();
  }

  private static SignatureDef inputs(TensorInfo second) {
    return SignatureDef.newBuilder()
        .putInputs("a", info(DataType.DT_FLOAT, 1))
        .putInputs("a_1", second)
        .putInputs("b_1", second)
        .build();
  }

  private static TensorInfo info(DataType type, int rank) {
    var shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < rank; i++) {
      shape.addDimBuilder().setSize(-1);
    }
    return TensorInfo.newBuilder().setDtype(type).setTensorShape(shape).build();
  }
}
