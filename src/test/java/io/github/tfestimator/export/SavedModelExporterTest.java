package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.savedmodel.SampleTensors;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;

@Tag("medium")
class SavedModelExporterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_533_470_000), ZoneOffset.UTC);
  private static final ImageServingInputFn INPUT = new ImageServingInputFn(MinMaxScaler.unit(784));

  @TempDir static Path shared;
  private static Estimator estimator;

  @TempDir Path folder;

  /** The export of all of the tutorial's signatures. */
  private static Path full;

  @BeforeAll
  static void train() {
    estimator = SmallModel.train(shared.resolve("model"));
    full = SavedModelExporter.of(INPUT).export(estimator, shared.resolve("full"), CLOCK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sha256.txt", "tf_serving_warmup_requests", "model_card.json", "model_card.md"})
  void anAssetCantHaveTheNameOfAFileOfTheExport(String name) {
    assertThat(full.resolve("assets.extra").resolve(name)).exists();
    SavedModelExporter exporter = SavedModelExporter.of(INPUT);
    assertThatThrownBy(() -> exporter.withAssetExtra(name, "mine"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name (%s) must be another than sha256.txt, tf_serving_warmup_requests, model_card.json, model_card.md, which the exporter writes",
            name);
  }

  /** OpenVINO looks for names there, and an older TensorFlow doesn't know all attributes. */
  @Test
  void nodesAreAsPythonWritesThem() throws IOException {
    var info = metaGraph(full).getMetaInfoDef();
    assertThat(info.getStrippedDefaultAttrs()).isTrue();
    List<NodeDef> nodes = metaGraph(full).getGraphDef().getNodeList();
    NodeDef restore = only(nodes, node -> node.getOp().equals("RestoreV2"));
    NodeDef names = only(nodes, node -> node.getName().equals(restore.getInput(1)));
    assertThat(names.getAttrMap().get("value").getTensor().getStringValList())
        .extracting(ByteString::toStringUtf8)
        .contains("conv2d/kernel", "global_step");
    assertThat(nodes)
        .allSatisfy(
            node -> {
              if (node.getOp().equals("MatMul")) {
                // The others have defaults: transpose_a and _b of ever, grad_a and _b of 2.18.
                assertThat(node.getAttrMap()).containsOnlyKeys("T");
              }
            });
  }

  private static NodeDef only(List<NodeDef> nodes, Predicate<NodeDef> which) {
    List<NodeDef> matches = nodes.stream().filter(which).toList();
    assertThat(matches).hasSize(1);
    return matches.get(0);
  }

  @Test
  void namesVersionsBySecondsAndTakesTheNextIfOneIsTaken() throws IOException {
    Path out = folder.resolve("a").resolve("b");
    assertThat(export(out)).isEqualTo(out.resolve("1533470000"));
    assertThat(export(out)).isEqualTo(out.resolve("1533470001"));
    Files.createDirectory(out.resolve("1533470002"));
    assertThat(export(out)).isEqualTo(out.resolve("1533470003"));
    assertThat(names(out)).containsExactly("1533470000", "1533470001", "1533470002", "1533470003");
    assertThat(names(out.resolve("1533470003")))
        .containsExactly("assets.extra", "saved_model.pb", "variables");
    assertThat(names(out.resolve("1533470003").resolve("variables")))
        .containsExactly("variables.data-00000-of-00001", "variables.index");
  }

  @Test
  void takesTheTimeFromTheSystem() {
    long before = Instant.now().getEpochSecond();
    Path version = SavedModelExporter.of(SmallModel.FEATURES).export(estimator, folder);
    assertThat(Long.parseLong(version.getFileName().toString()))
        .isBetween(before, Instant.now().getEpochSecond());
  }

  @Test
  void writesOneGraphTaggedServe() throws IOException {
    SavedModel model = read(full);
    assertThat(model.getMetaGraphsList()).hasSize(1);
    assertThat(model.getMetaGraphs(0).getMetaInfoDef().getTagsList()).containsExactly("serve");
  }

  /** Without them Python loads the model, but saves it again without its weights. */
  @Test
  void listsItsVariablesForPython() throws IOException {
    MetaGraphDef graph = metaGraph(full);
    List<String> names = new ArrayList<>();
    for (ByteString bytes :
        graph.getCollectionDefOrThrow("variables").getBytesList().getValueList()) {
      VariableDef variable = VariableDef.parseFrom(bytes);
      assertThat(graph.getGraphDef().getNodeList())
          .extracting(NodeDef::getName)
          .contains(variable.getInitializerName());
      names.add(variable.getVariableName());
    }
    assertThat(names).contains("conv2d/kernel:0", "dense_1/bias:0", "global_step:0").hasSize(9);
    assertThat(graph.getCollectionDefOrThrow("trainable_variables").getBytesList().getValueCount())
        .isEqualTo(8);
  }

  @Test
  void servingDefaultIsTheTutorialsSignature() throws IOException {
    SignatureDef signature = metaGraph(full).getSignatureDefOrThrow("serving_default");
    assertThat(signature.getMethodName()).isEqualTo("tensorflow/serving/predict");
    assertThat(texts(signature.getInputsMap()))
        .isEqualTo(Map.of("x", DataType.DT_FLOAT + " [-1, 784]"));
    assertThat(texts(signature.getOutputsMap()))
        .isEqualTo(
            Map.of(
                "classes", DataType.DT_INT64 + " [-1]",
                "probabilities", DataType.DT_FLOAT + " [-1, 10]"));
  }

  @Test
  void pixelsTakesTheImagesAsTheyAre() throws IOException {
    SignatureDef signature = metaGraph(full).getSignatureDefOrThrow("pixels");
    assertThat(signature.getMethodName()).isEqualTo("tensorflow/serving/predict");
    assertThat(texts(signature.getInputsMap()))
        .isEqualTo(Map.of("image", DataType.DT_UINT8 + " [-1, 28, 28]"));
    assertThat(signature.getOutputsMap()).containsOnlyKeys("classes", "probabilities");
  }

  @Test
  void theSignaturesAreThoseThatTheGateCompares() throws IOException {
    try (ServingGraph graph = estimator.openForServing(INPUT)) {
      assertThat(unnamed(metaGraph(full).getSignatureDefMap()))
          .isEqualTo(unnamed(SignatureDefs.of(graph)))
          .containsOnlyKeys(
              "serving_default",
              "pixels",
              "image_bytes",
              "image_bytes_light_on_dark",
              "image_bytes_dark_on_light",
              "classify");
    }
  }

  /** Signatures without the names of their tensors, which differ from those of the live graph. */
  private static Map<String, SignatureDef> unnamed(Map<String, SignatureDef> signatures) {
    Map<String, SignatureDef> unnamed = new TreeMap<>();
    signatures.forEach(
        (key, signature) -> {
          SignatureDef.Builder copy = signature.toBuilder();
          signature
              .getInputsMap()
              .forEach(
                  (name, tensor) -> copy.putInputs(name, tensor.toBuilder().setName("").build()));
          signature
              .getOutputsMap()
              .forEach(
                  (name, tensor) -> copy.putOutputs(name, tensor.toBuilder().setName("").build()));
          unnamed.put(key, copy.build());
        });
    return unnamed;
  }

  /** TensorFlow's exporter is told of a dimension that isn't known, and of a rank that isn't. */
  @Test
  void anUnknownRankIsNoScalar() throws IOException {
    ServingInputFn anyRank =
        tf -> {
          var any =
              tf.withName("any")
                  .placeholderWithDefault(
                      tf.zeros(tf.array(1, 784), TFloat32.class), Shape.unknown());
          var x = tf.reshape(any, tf.array(-1, 784));
          var sample = SampleTensors.of(DataType.DT_FLOAT, new float[1][784]);
          return new ServingInput(
              Features.of(new TreeMap<>(Map.of("x", x))),
              List.of(ServingSignature.predict("s", "any", any).withSample(Map.of("any", sample))));
        };
    Path version = SavedModelExporter.of(anyRank).export(estimator, folder);
    try (ServingGraph graph = estimator.openForServing(anyRank)) {
      Map<String, SignatureDef> written = metaGraph(version).getSignatureDefMap();
      assertThat(unnamed(written)).isEqualTo(unnamed(SignatureDefs.of(graph)));
      TensorInfo any = written.get("s").getInputsOrThrow("any");
      assertThat(any.getTensorShape().getUnknownRank()).isTrue();
    }
  }

  @Test
  void theSameModelHasTheSameBytes() throws IOException {
    Path first = full;
    Path second = SavedModelExporter.of(INPUT).export(estimator, folder);
    for (String file :
        List.of(
            "saved_model.pb",
            "variables/variables.index",
            "variables/variables.data-00000-of-00001",
            "assets.extra/tf_serving_warmup_requests")) {
      assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
    }
  }

  @Test
  void refusesAStringWithoutASampleBeforeWriting() throws IOException {
    ServingInputFn noSample =
        tf -> {
          ServingInput all = INPUT.apply(tf);
          return new ServingInput(
              all.features(), List.of(all.signatures().get(2).withSample(Map.of())));
        };
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> SavedModelExporter.of(noSample).export(estimator, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image_bytes needs a sample");
    assertThat(out).doesNotExist();
  }

  @Test
  void theGraphHasNothingOfTraining() throws IOException {
    List<NodeDef> nodes = metaGraph(full).getGraphDef().getNodeList();
    assertThat(nodes).extracting(NodeDef::getOp).contains("Conv2D", "Softmax", "RestoreV2");
    assertThat(nodes)
        .extracting(NodeDef::getOp)
        .noneMatch(op -> op.matches(".*(Apply|Grad|Backprop|Random|CrossEntropy|AssignAdd).*"));
    assertThat(nodes)
        .extracting(NodeDef::getName)
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).matches(".*(label|gradient).*"));
    assertThat(nodes.stream().filter(node -> node.getOp().equals("Placeholder")))
        .extracting(NodeDef::getName)
        .containsExactlyInAnyOrder(
            "save/filename",
            "input_fn/x",
            "pixels/input_fn/image",
            "image_bytes/input_fn/image_bytes",
            "image_bytes_light_on_dark/input_fn/image_bytes_light_on_dark",
            "image_bytes_dark_on_light/input_fn/image_bytes_dark_on_light",
            "classify/input_fn/examples");
  }

  @Test
  void aFileInTheWayIsAnErrorAndStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    for (Path out : List.of(file, file.resolve("below"))) {
      assertThatThrownBy(() -> export(out))
          .isInstanceOf(ExportException.class)
          .hasMessageStartingWith("Can't export into " + out + ": ")
          .hasMessageContaining("Choose another export directory");
    }
    assertThat(file).hasContent("mine");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void aVersionIsNoExportDirectory() throws IOException {
    Path version = export(folder);
    assertThatThrownBy(() -> export(version))
        .isInstanceOf(ExportException.class)
        .hasMessage(version + " is a SavedModel itself. Export into the folder above it.");
    assertThat(names(folder)).hasSize(1);
  }

  /** Several requests to export may come at once to one service that trains. */
  @Test
  void simultaneousExportsAreWholeWithDistinctNumbers() throws Exception {
    var threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Path>> exports = threads.invokeAll(Collections.nCopies(6, () -> export(folder)));
      Set<Path> versions = new HashSet<>();
      for (Future<Path> version : exports) {
        versions.add(version.get());
      }
      assertThat(versions).hasSize(6);
      for (Path version : versions) {
        SavedModelPredictor.load(version).close();
      }
      assertThat(names(folder)).hasSize(6);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void withoutACheckpointMakesNoFolder() throws IOException {
    Path out = folder.resolve("out");
    var untrained =
        Estimator.of(
            new CnnModelFn(CnnParams.defaults()), RunConfig.in(folder.resolve("untrained")));
    assertThatThrownBy(() -> SavedModelExporter.of(INPUT).export(untrained, out))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("There is no checkpoint to export");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void aScalerOfAnotherWidthIsRefused() {
    MinMaxScaler narrow = MinMaxScaler.unit(100);
    assertThatThrownBy(() -> new ImageServingInputFn(narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 pixels");
  }

  private static Path export(Path out) {
    return SavedModelExporter.of(SmallModel.FEATURES).export(estimator, out, CLOCK);
  }

  private static SavedModel read(Path version) throws IOException {
    return SavedModel.parseFrom(Files.readAllBytes(version.resolve("saved_model.pb")));
  }

  private static MetaGraphDef metaGraph(Path version) throws IOException {
    return read(version).getMetaGraphs(0);
  }

  private static Map<String, String> texts(Map<String, TensorInfo> tensors) {
    return tensors.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().getDtype() + " " + shape(e.getValue())));
  }

  private static List<Long> shape(TensorInfo tensor) {
    return tensor.getTensorShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
