package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.savedmodel.SampleTensors;
import io.github.tfestimator.savedmodel.WarmupRequest;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

/** SavedModels that were altered after they were written, and what the check finds in them. */
@Tag("medium")
class SelfCheckTest {
  private static final ImageServingInputFn INPUT = new ImageServingInputFn(MinMaxScaler.unit(784));

  /** The model, but for noise in what it predicts. */
  private static final ModelFn NOISY = noisy(1);

  private static ModelFn noisy(float amplitude) {
    return (tf, features, labels, mode) -> {
      var spec = (EstimatorSpec.Predict) SmallModel.MODEL.apply(tf, features, labels, mode);
      SortedMap<String, Operand<?>> predictions = new TreeMap<>(spec.predictions());
      var exact = predictions.get("probabilities").asOutput().expect(TFloat32.class);
      var noise =
          tf.math.mul(
              tf.random.randomUniform(tf.shape(exact), TFloat32.class), tf.constant(amplitude));
      predictions.put("probabilities", tf.math.add(exact, noise));
      return EstimatorSpec.predict(predictions);
    };
  }

  @TempDir static Path shared;
  private static Estimator estimator;
  private static ServingGraph graph;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    estimator = SmallModel.train(shared);
    graph = estimator.openForServing(INPUT);
  }

  @AfterAll
  static void close() {
    graph.close();
  }

  @Test
  void aModelThatIsRandomIsRefusedAndLeavesNothing() {
    var noisy = Estimator.of(NOISY, RunConfig.in(shared));
    assertThatThrownBy(() -> SavedModelExporter.of(INPUT).export(noisy, folder))
        .isInstanceOf(ExportException.class)
        .hasMessageMatching(
            "The SavedModel answers otherwise than the model: of the signature serving_default, the"
                + " output probabilities differs in \\d+ of 40 values, first at \\[\\d, \\d\\]:"
                + " [0-9.E-]+ in the model, [0-9.E-]+ when loaded again\\. Nothing was exported\\."
                + " In PREDICT the same request must get the same answer: take out what is random,"
                + " such as dropout\\. If nothing is, export again\\.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSampleThatTheModelRefusesLeavesNothing() {
    ServingInputFn input =
        tf -> {
          ServingInput all = INPUT.apply(tf);
          var files = all.signatures().get(2);
          var text = SampleTensors.of(DataType.DT_STRING, new String[] {"x"});
          return new ServingInput(
              all.features(), List.of(files.withSample(Map.of("image_bytes", text))));
        };
    assertThatThrownBy(() -> SavedModelExporter.of(input).export(estimator, folder))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("The signature image_bytes refuses its own sample: ")
        .hasMessageEndingWith("Give it another by withSample, or mend its graph.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsAsItWasWrittenPasses() throws IOException {
    write(graph, folder);
    assertThatCode(() -> SelfCheck.check(graph, requests(graph), folder))
        .doesNotThrowAnyException();
  }

  /** As sound as its own, checksums included, but of a model that was trained once more. */
  @Test
  void variablesOfAnotherModelAreFound() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Estimator trainedOnOthers =
        SmallModel.train(folder.resolve("model"), MinMaxScaler.fit(digits()));
    try (ServingGraph retrained = trainedOnOthers.openForServing(INPUT)) {
      write(retrained, other);
    }
    Path altered = Files.createDirectory(folder.resolve("altered"));
    write(graph, altered);
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      Path variables = altered.resolve("variables");
      Files.delete(variables.resolve(file));
      Files.copy(other.resolve("variables").resolve(file), variables.resolve(file));
    }
    assertRefused(graph, altered, "The SavedModel answers otherwise than the model: of the");
  }

  /** An alteration that is reached by that signature alone, or by none that is asked before it. */
  @ParameterizedTest
  @CsvSource({
    "pixels, input_fn/min_max_scaler/scaled_values",
    "image_bytes_light_on_dark, input_fn/decode/Const_1",
    "image_bytes_dark_on_light, input_fn/decode/Const_2",
    "classify, signatures/classify/Const"
  })
  void everySignatureIsAsked(String signature, String constant) throws IOException {
    write(graph, folder);
    Path file = folder.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.newBuilder().mergeFrom(Files.readAllBytes(file));
    for (NodeDef.Builder node :
        model.getMetaGraphsBuilder(0).getGraphDefBuilder().getNodeBuilderList()) {
      if (node.getName().equals(constant)) {
        node.putAttr("value", AttrValue.newBuilder().setTensor(altered(node)).build());
      }
    }
    Files.write(file, model.build().toByteArray());
    assertRefused(
        graph,
        folder,
        "The SavedModel answers otherwise than the model: of the signature " + signature + ",");
  }

  private static TensorProto altered(NodeDef.Builder node) {
    TensorProto.Builder tensor = node.getAttrOrThrow("value").getTensor().toBuilder();
    return switch (tensor.getDtype()) {
      case DT_BOOL -> tensor.setBoolVal(0, !tensor.getBoolVal(0)).build();
      case DT_INT32 -> tensor.setIntVal(0, tensor.getIntVal(0) - 1).build();
      default -> tensor.clearTensorContent().addDoubleVal(1 / 200.0).build(); // for all of them
    };
  }

  /** As a GPU's kernels may, whose sums have no order. */
  @Test
  void onGpusAnswersMayDifferAsFarAsThoseOfTwoRunsDo() throws IOException {
    try (var rounding = estimator(1e-6f).openForServing(INPUT);
        var random = estimator(0.1f).openForServing(INPUT)) {
      write(rounding, folder);
      assertRefused(rounding, folder, "The SavedModel answers otherwise than the model: ");
      assertThatCode(() -> SelfCheck.check(rounding, requests(rounding), folder, true))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> SelfCheck.check(random, requests(random), folder, true))
          .hasMessageStartingWith("The SavedModel answers otherwise than the model: ");
      // Others than the live model's own differences aren't.
      assertThatThrownBy(() -> SelfCheck.check(graph, requests(graph), folder, true))
          .hasMessageStartingWith("The SavedModel answers otherwise than the model: ");
    }
  }

  private static Estimator estimator(float noise) {
    return Estimator.of(noisy(noise), RunConfig.in(shared));
  }

  @Test
  void aMissingGraphIsFound() throws IOException {
    write(graph, folder);
    Files.delete(folder.resolve("saved_model.pb"));
    assertRefused(graph, folder, readAgain("can't be loaded: "));
  }

  @Test
  void damagedAndOtherWarmupRequestsAreFound() throws IOException {
    write(graph, folder);
    Path file = WarmupRequests.file(folder);
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    assertRefused(
        graph,
        folder,
        readAgain(
            "has warm-up requests that can't be read: a record has a checksum that doesn't fit."));
    WarmupRequests.write(folder, requests(graph).subList(1, 5));
    assertRefused(graph, folder, readAgain("has other warm-up requests than were written"));
  }

  private String readAgain(String what) {
    return "The SavedModel in %s, read again, %s".formatted(folder.getParent(), what);
  }

  private static void assertRefused(ServingGraph graph, Path savedModel, String message) {
    assertThatThrownBy(() -> SelfCheck.check(graph, requests(graph), savedModel))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("Nothing was exported.");
  }

  private static Images digits() {
    return Digits.draw(20, 3).images();
  }

  private static void write(ServingGraph graph, Path savedModel) throws IOException {
    SavedModelWriter.write(graph, savedModel);
    WarmupRequests.write(savedModel, requests(graph));
  }

  private static List<WarmupRequest> requests(ServingGraph graph) {
    return SampleRequests.of(graph.signatures());
  }
}
