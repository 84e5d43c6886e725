package io.github.tfestimator.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** SavedModels without variables, written as protos. */
final class TestModels {
  static final String PREDICT = "tensorflow/serving/predict";
  static final String CLASSIFY = "tensorflow/serving/classify";
  static final String REGRESS = "tensorflow/serving/regress";

  private TestModels() {}

  /** A model that answers with its inputs; strings as an output whose name ends in _bytes. */
  static void writeIdentity(Path version, Map<String, DataType> inputs) throws IOException {
    var graph = GraphDef.newBuilder();
    var signature = SignatureDef.newBuilder().setMethodName(PREDICT);
    inputs.forEach(
        (name, type) -> {
          var dtype = AttrValue.newBuilder().setType(type).build();
          graph.addNode(
              NodeDef.newBuilder().setName(name).setOp("Placeholder").putAttr("dtype", dtype));
          graph.addNode(
              NodeDef.newBuilder()
                  .setName("same_" + name)
                  .setOp("Identity")
                  .addInput(name)
                  .putAttr("T", dtype));
          signature.putInputs(name, unknown(name, type));
          String output = type == DataType.DT_STRING ? name + "_bytes" : name;
          signature.putOutputs(output, unknown("same_" + name, type));
        });
    write(version, graph.build(), Map.of("serving_default", signature.build()));
  }

  private static TensorInfo unknown(String node, DataType type) {
    return TensorInfo.newBuilder()
        .setName(node + ":0")
        .setDtype(type)
        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
        .build();
  }

  /** TensorFlow Serving's own example: y = x / 2 + offset, by all three methods. */
  static void writeHalfPlus(Path version, float offset) throws IOException {
    try (var graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.unknown()));
      var y = half(tf, "y", x, offset);
      var examples =
          tf.withName("examples").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      var parsed =
          tf.io.parseExample(
              examples,
              strings(tf),
              strings(tf),
              strings(tf, "x"),
              strings(tf),
              List.of(tf.constant(new float[0])),
              0L,
              List.of(),
              List.of(),
              List.of(),
              List.of(Shape.of(1)));
      Operand<TFloat32> feature = cast(parsed.denseValues().get(0));
      var scores = half(tf, "scores", feature, offset);
      write(
          version,
          graph.toGraphDef(),
          Map.of(
              "serving_default", signature(PREDICT, "x", unknown("x", DataType.DT_FLOAT), "y", y),
              "regress_x_to_y",
                  signature(REGRESS, "inputs", strings("examples"), "outputs", scores),
              "classify_x_to_y",
                  signature(CLASSIFY, "inputs", strings("examples"), "scores", scores)));
    }
  }

  private static Operand<TString> strings(Ops tf, String... values) {
    NdArray<String> array = NdArrays.ofObjects(String.class, Shape.of(values.length));
    for (int i = 0; i < values.length; i++) {
      array.setObject(values[i], i);
    }
    return tf.constant(array);
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> cast(Operand<?> operand) {
    return (Operand<TFloat32>) operand;
  }

  private static Operand<TFloat32> half(Ops tf, String name, Operand<TFloat32> x, float offset) {
    var half = tf.math.mul(x, tf.constant(0.5f));
    return tf.withName(name).math.add(half, tf.constant(offset));
  }

  private static TensorInfo strings(String node) {
    return unknown(node, DataType.DT_STRING).toBuilder()
        .setTensorShape(shape(Shape.of(-1)))
        .build();
  }

  private static TensorShapeProto shape(Shape shape) {
    var proto = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.numDimensions(); i++) {
      proto.addDimBuilder().setSize(shape.get(i));
    }
    return proto.build();
  }

  private static SignatureDef signature(
      String method, String input, TensorInfo in, String output, Operand<TFloat32> out) {
    var info = unknown(out.op().name(), DataType.DT_FLOAT).toBuilder();
    if (!out.shape().isUnknown()) {
      info.setTensorShape(shape(out.shape()));
    }
    return SignatureDef.newBuilder()
        .setMethodName(method)
        .putInputs(input, in)
        .putOutputs(output, info.build())
        .build();
  }

  /** A model that multiplies large matrices for seconds before it answers. */
  static void writeSlow(Path version) throws IOException {
    writeSlow(version, 12);
  }

  static void writeSlow(Path version, int multiplications) throws IOException {
    try (var graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> y =
          tf.random.randomUniform(tf.constant(new int[] {4_000, 4_000}), TFloat32.class);
      for (int i = 0; i < multiplications; i++) {
        y = tf.linalg.matMul(y, y);
      }
      var sum = tf.withName("y").math.add(x, tf.reduceSum(y, tf.constant(new int[] {0, 1})));
      write(
          version,
          graph.toGraphDef(),
          Map.of("serving_default", signature(PREDICT, "x", floats("x"), "y", sum)));
    }
  }

  private static TensorInfo floats(String node) {
    return unknown(node, DataType.DT_FLOAT).toBuilder().setTensorShape(shape(Shape.of(-1))).build();
  }

  /** Writes a model beside its place and moves it there. */
  static void write(Path version, GraphDef graph, Map<String, SignatureDef> signatures)
      throws IOException {
    var meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
            .setGraphDef(graph)
            .putAllSignatureDef(signatures);
    var model = SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    Path staged = version.resolveSibling("staged-" + version.getFileName());
    Files.createDirectories(staged);
    Files.write(staged.resolve("saved_model.pb"), model.toByteArray());
    Files.move(staged, version, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes a version that can't be loaded. */
  static void writeDamaged(Path version) throws IOException {
    write(version, GraphDef.getDefaultInstance(), Map.of());
    Files.write(version.resolve("saved_model.pb"), new byte[] {1, 2, 3});
  }
}
