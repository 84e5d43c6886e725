package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.Unoptimized;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A graph of its own that turns image files into images like MNIST's: 28x28, gray, light on dark.
 * An exported model decodes by the same ops, {@link ImageServingInputFn}'s.
 *
 * <p>{@link #fit} finds the digit, whatever its place, size and ink, and prepares it as MNIST's
 * were: see {@link Fitting}. {@link #decode28x28} takes the image as it is:
 *
 * <ol>
 *   <li>PNG, JPEG, GIF (its first frame) and BMP are read, up to 25 million pixels (65 of a JPEG,
 *       which is decoded at a half of its size) and 20,000 a side. BMP files must be uncompressed,
 *       with 8, 24 or 32 bits.
 *   <li>Colors become gray by Rec. 601, 0.299 R + 0.587 G + 0.114 B, as by TensorFlow's {@code
 *       decode_png} with one channel; of 16 bits the upper 8 count. No gamma or color profile is
 *       applied. JPEGs of four inks are converted.
 *   <li>What is transparent shows the background: black behind light ink, white behind dark. A
 *       GIF's transparent color is black.
 *   <li>An image that isn't square is centered in a square of its border's median.
 *   <li>It is scaled to 28x28, by averaging areas if it is larger and bilinearly if it is smaller.
 *   <li>Dark ink on light paper is inverted.
 * </ol>
 *
 * <p>There, a light-on-dark gray image of 28x28 comes through byte for byte, and nothing is
 * cropped, centered or turned.
 *
 * <p>Safe for any number of threads. Owns native memory: {@link #close} it when requests are over.
 */
public final class ImageDecoder implements AutoCloseable {
  /** The decoding of an image as it is. */
  private record AsIs(Operand<TBool> isDarkOnLight, Operand<TUint8> pixels) {
    static AsIs of(Ops tf, Operand<TString> file) {
      var decoding = new ImageDecoding(tf, file);
      // Fed, it is as given; not fed, as detected.
      var isDarkOnLight = tf.placeholderWithDefault(decoding.isDarkOnLight(), Shape.scalar());
      return new AsIs(isDarkOnLight, decoding.pixels(isDarkOnLight));
    }
  }

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph, Unoptimized.onCpu());
  private final Operand<TString> file =
      tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));

  // Each is built for the first image that needs it: that takes longer than to decode one.
  private AsIs asIs;
  private FittedDecoding fitted;

  /** Creates a decoder. */
  public ImageDecoder() {}

  private synchronized AsIs asIs() {
    if (asIs == null) {
      asIs = AsIs.of(tf, file);
    }
    return asIs;
  }

  private synchronized FittedDecoding fitted() {
    if (fitted == null) {
      fitted = new FittedDecoding(tf, file);
    }
    return fitted;
  }

  /**
   * Reads an image file, finds the digit in it and brings it into MNIST's form.
   *
   * @param path a PNG, JPEG, GIF or BMP file
   * @return the fitted image
   * @throws DataException if the file can't be read or is no such image
   * @throws IllegalStateException if this is closed
   */
  public FittedImage readFitted(Path path) {
    return fit(FileContent.read(path), path.toString());
  }

  /**
   * Finds the digit in an image file's content and brings it into MNIST's form.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @param name what to call the image in an error
   * @return the fitted image
   * @throws DataException if it is no such image
   * @throws IllegalStateException if this is closed
   */
  public FittedImage fit(byte[] content, String name) {
    ImageHeaders.check(content, name);
    FittedDecoding decoding = fitted();
    Session.Runner runner = session.runner().fetch(decoding.pixels()).fetch(decoding.found());
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        Result result = runner.feed(file, bytes).run()) {
      return new FittedImage(pixels(result), ((TBool) result.get(1)).getBoolean());
    } catch (IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw ImageHeaders.undecodable(content, name, e);
    }
  }

  private static byte[] pixels(Result result) {
    byte[] pixels = new byte[28 * 28];
    result.get(0).asRawTensor().data().read(pixels);
    return pixels;
  }

  /**
   * Reads and decodes an image file as it is.
   *
   * @param path a PNG, JPEG, GIF or BMP file
   * @param ink the polarity of the image
   * @return 784 pixels, unsigned, row after row
   * @throws DataException if the file can't be read or is no such image
   * @throws IllegalStateException if this is closed
   */
  public byte[] read28x28(Path path, Ink ink) {
    return decode28x28(FileContent.read(path), path.toString(), ink);
  }

  /**
   * Decodes an image file's content as it is.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @param name what to call the image in an error
   * @param ink the polarity of the image
   * @return 784 pixels, unsigned, row after row
   * @throws DataException if it is no such image
   * @throws IllegalStateException if this is closed
   */
  public byte[] decode28x28(byte[] content, String name, Ink ink) {
    ImageHeaders.check(content, name);
    AsIs decoding = asIs();
    Session.Runner runner = session.runner().fetch(decoding.pixels());
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        TBool dark = TBool.scalarOf(ink == Ink.DARK_ON_LIGHT)) {
      runner.feed(file, bytes);
      if (ink != Ink.DETECT) {
        runner.feed(decoding.isDarkOnLight(), dark);
      }
      try (Result result = runner.run()) {
        return pixels(result);
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw ImageHeaders.undecodable(content, name, e);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
