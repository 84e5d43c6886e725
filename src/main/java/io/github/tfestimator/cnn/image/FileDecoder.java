package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.Unoptimized;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A graph that brings image files to one shape, as an exported model does: by {@link
 * ImageDecoder#fit} if they are fitted, else by {@link ImageResizing}'s. Safe for any number of
 * threads, which together unpack a bounded number of pixels at a time. Owns native memory.
 */
public final class FileDecoder implements AutoCloseable {
  /** Thousands of pixels of the files that are unpacked at a time: two large images. */
  private static final int MAX_KILOPIXELS = 2 * (ImageHeaders.MAX_PIXELS / 1000);

  private final ImageShape shape;
  private final Semaphore kilopixels = new Semaphore(MAX_KILOPIXELS, true);
  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TString> file;
  private final Operand<TUint8> pixels;
  private final Operand<TBool> found;

  /**
   * Builds the graph.
   *
   * @param shape the shape of all images, with 1 or 3 channels
   * @param fits whether files are fitted into MNIST's form, which is of 28x28x1 alone
   * @param threads how many threads decode at a time
   */
  public FileDecoder(ImageShape shape, boolean fits, int threads) {
    this.shape = shape;
    Ops tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    if (fits) {
      var decoding = new FittedDecoding(tf, file);
      pixels = decoding.pixels();
      found = decoding.found();
    } else {
      pixels = ImageResizing.pixels(tf, file, shape);
      found = tf.constant(true);
    }
    session = new Session(graph, config(threads));
  }

  private static ConfigProto config(int threads) {
    return Unoptimized.onCpu().toBuilder()
        .setInterOpParallelismThreads(threads)
        .setUsePerSessionThreads(true)
        .build();
  }

  /**
   * Reads and decodes a file.
   *
   * @param path a PNG, JPEG, GIF or BMP file
   * @return its pixels, [height, width, channels]
   * @throws DataException if the file can't be read or is no such image, or shows no digit where
   *     one is to be fitted
   */
  public byte[] read(Path path) {
    return decode(FileContent.read(path), path.toString());
  }

  private byte[] decode(byte[] content, String name) {
    int cost = (int) (ImageHeaders.check(content, name) / 1000) + 1;
    kilopixels.acquireUninterruptibly(Math.min(cost, MAX_KILOPIXELS));
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        Result result = session.runner().feed(file, bytes).fetch(pixels).fetch(found).run()) {
      if (!((TBool) result.get(1)).getBoolean()) {
        throw new DataException(name + " shows no digit; give an image with one");
      }
      byte[] decoded = new byte[shape.pixels()];
      result.get(0).asRawTensor().data().read(decoded);
      return decoded;
    } catch (IllegalStateException | DataException e) {
      throw e;
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw ImageHeaders.undecodable(content, name, e);
    } finally {
      kilopixels.release(Math.min(cost, MAX_KILOPIXELS));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
