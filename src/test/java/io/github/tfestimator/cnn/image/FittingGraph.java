package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** A session that decodes files to gray for the fitting, and fits them. */
final class FittingGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Operand<TString> file;
  private final Operand<TUint8> plain;
  private final Operand<TUint8> gray;
  private final Operand<?> pixels;
  private final Operand<?> found;
  private final Session session;

  FittingGraph() {
    var tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    plain = ImageFormats.decode(tf, file);
    gray = ImageFormats.decodeForFitting(tf, file);
    try (var function = ConcreteFunction.create(FittedDecoding::build)) {
      var fitted =
          tf.mapDefun(
              List.of(tf.expandDims(file, tf.constant(0))),
              List.of(),
              List.of(TUint8.class, TBool.class),
              List.of(Shape.of(28, 28), Shape.scalar()),
              function);
      pixels = fitted.output().get(0);
      found = fitted.output().get(1);
    }
    session = new Session(graph);
  }

  /**
   * An image that the graph made of a file.
   *
   * @param rows of the image
   * @param columns of the image
   * @param bytes of its pixels, row after row
   */
  record Pixels(int rows, int columns, byte[] bytes) {
    int at(int row, int column) {
      return bytes[row * columns + column] & 0xff;
    }
  }

  /** The result of the fitting. */
  record Fitted(byte[] pixels, boolean found) {}

  /** RGBA, as for all other ends. */
  Pixels plain(byte[] content) {
    return run(plain, content);
  }

  Pixels gray(byte[] content) {
    return run(gray, content);
  }

  Fitted fit(byte[] content) {
    try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        var result = session.runner().feed(file, fed).fetch(pixels).fetch(found).run()) {
      byte[] all = new byte[784];
      result.get(0).asRawTensor().data().read(all);
      return new Fitted(all, result.get(1).asRawTensor().data().asBooleans().getBoolean(0));
    }
  }

  private Pixels run(Operand<TUint8> operand, byte[] content) {
    try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        var result = session.runner().feed(file, fed).fetch(operand).run()) {
      var shape = result.get(0).shape();
      byte[] all = new byte[(int) shape.size()];
      result.get(0).asRawTensor().data().read(all);
      return new Pixels((int) shape.get(0), (int) shape.get(1), all);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
