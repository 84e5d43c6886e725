package io.github.tfestimator.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the network as an ONNX file, channels first, the weights in it. The numbers of the fields
 * are those of {@code onnx.proto}.
 */
final class OnnxModel {
  static final String INPUT = "x";
  private static final String OUTPUT = "probabilities";
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 13;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Proto graph = new Proto();
  private final Weights weights;

  private OnnxModel(Weights weights) {
    this.weights = weights;
  }

  static void write(Weights weights, Path file) throws IOException {
    Files.write(file, new OnnxModel(weights).model().toBytes());
  }

  private Proto model() throws IOException {
    conv("conv2d", INPUT, 1, Sizes.FILTERS1);
    pool("conv2d_relu", "pool1");
    conv("conv2d_1", "pool1", Sizes.FILTERS1, Sizes.FILTERS2);
    pool("conv2d_1_relu", "pool2");
    node("Flatten", "flat", "pool2");
    dense("dense", "flat", weights.denseChannelsFirst(), Sizes.FLAT, Sizes.UNITS);
    node("Relu", "dense_relu", "dense");
    dense("dense_1", "dense_relu", weights.logitsOutFirst(), Sizes.UNITS, Sizes.CLASSES);
    node("Softmax", OUTPUT, "dense_1");
    graph
        .text(2, "cnn")
        .message(11, value(INPUT, 1, Sizes.SIDE, Sizes.SIDE))
        .message(12, value(OUTPUT, Sizes.CLASSES));
    return new Proto()
        .integer(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Proto().text(1, "").integer(2, OPERATOR_SET));
  }

  private void conv(String name, String input, int in, int out) throws IOException {
    tensor(name + "_w", weights.kernelChannelsFirst(name, in, out), out, in, 5, 5);
    tensor(name + "_b", weights.bias(name), out);
    graph.message(
        1,
        operation("Conv", name, input, name + "_w", name + "_b")
            .message(5, attribute("kernel_shape", 5, 5))
            .message(5, attribute("pads", 2, 2, 2, 2)));
    node("Relu", name + "_relu", name);
  }

  private void pool(String input, String output) throws IOException {
    graph.message(
        1,
        operation("MaxPool", output, input)
            .message(5, attribute("kernel_shape", 2, 2))
            .message(5, attribute("strides", 2, 2)));
  }

  private void dense(String name, String input, float[] outFirst, int in, int out)
      throws IOException {
    tensor(name + "_w", outFirst, out, in);
    tensor(name + "_b", weights.bias(name), out);
    var transposed = new Proto().text(1, "transB").integer(3, 1).integer(20, ATTRIBUTE_INT);
    graph.message(
        1, operation("Gemm", name, input, name + "_w", name + "_b").message(5, transposed));
  }

  private void node(String type, String output, String input) throws IOException {
    graph.message(1, operation(type, output, input));
  }

  private static Proto operation(String type, String output, String... inputs) throws IOException {
    return new Proto().text(1, inputs).text(2, output).text(3, output).text(4, type);
  }

  private static Proto attribute(String name, long... values) throws IOException {
    return new Proto().text(1, name).integers(8, values).integer(20, ATTRIBUTE_INTS);
  }

  private void tensor(String name, float[] values, long... shape) throws IOException {
    graph.message(
        5, new Proto().integers(1, shape).integer(2, FLOAT).text(8, name).floats(9, values));
  }

  /** An input or output, of any number of images. */
  private static Proto value(String name, long... ofImage) throws IOException {
    var shape = new Proto().message(1, new Proto().text(2, "images"));
    for (long size : ofImage) {
      shape.message(1, new Proto().integer(1, size));
    }
    var tensor = new Proto().integer(1, FLOAT).message(2, shape);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }
}
