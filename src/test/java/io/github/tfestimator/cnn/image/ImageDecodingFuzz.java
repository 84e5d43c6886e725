package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Image files, decoded by TensorFlow's graph: fitted to digits, in color, and gray. */
public final class ImageDecodingFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final FileDecoder DIGITS = new FileDecoder(new ImageShape(28, 28, 1), true, 1);
  private static final FileDecoder COLORS = new FileDecoder(new ImageShape(8, 6, 3), false, 1);
  private static final Gray GRAY = new Gray();

  /** A fuzzed JPEG has coefficients far out of range, which two decoders cut off differently. */
  private static final double JPEG_LEVELS = 3;

  private ImageDecodingFuzz() {}

  /** Decodes an input twice by two graphs, and by a third and by Java's readers. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("image", input);
    boolean isRead = false;
    for (FileDecoder decoder : new FileDecoder[] {DIGITS, COLORS}) {
      Optional<byte[]> read =
          Bounded.readNatively(input, DataException.class, () -> decoder.read(file));
      read.ifPresent(
          pixels -> Bounded.require(Arrays.equals(pixels, decoder.read(file)), "Other pixels"));
      isRead |= read.isPresent();
    }
    if (isRead) {
      byJava(input).ifPresent(image -> requireSame(image, input));
    }
  }

  private static void requireSame(BufferedImage image, byte[] input) {
    byte[] expected = JavaDecoder.to28x28(image, Ink.LIGHT_ON_DARK);
    byte[] pixels = GRAY.pixels(input);
    int largest = 0;
    int sum = 0;
    for (int i = 0; i < pixels.length; i++) {
      int difference = Math.abs((pixels[i] & 0xff) - (expected[i] & 0xff));
      largest = Math.max(largest, difference);
      sum += difference;
    }
    boolean isJpeg = input[0] == (byte) 0xff;
    Bounded.require(
        isJpeg ? sum <= JPEG_LEVELS * pixels.length : largest <= 1,
        "Pixels that differ by up to %d, %d in all".formatted(largest, sum));
  }

  /** Returns an image as Java reads it; nothing if Java refuses it, or warns of damage. */
  private static Optional<BufferedImage> byJava(byte[] input) {
    List<String> warnings = new ArrayList<>();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(input))) {
      ImageReader reader = ImageIO.getImageReaders(in).next();
      try {
        reader.setInput(in);
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        boolean isAll = warnings.isEmpty() && isAllHeeded(input);
        return Optional.of(image).filter(i -> isAll);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells whether Java's readers see what TensorFlow's do. Of a gray PNG they don't heed the value
   * that is transparent; of a damaged GIF each fills in what is missing.
   */
  private static boolean isAllHeeded(byte[] input) {
    return switch (input[0]) {
      case 'G' -> false;
      case (byte) 0x89 ->
          input[25] != 0 || !new String(input, StandardCharsets.ISO_8859_1).contains("tRNS");
      default -> true;
    };
  }

  /** The graph of {@link ImageDecoding}, whose oracle is {@link JavaDecoder}. */
  private static final class Gray {
    private final Graph graph = new Graph();
    private final Session session;
    private final Operand<TString> file;
    private final Operand<TUint8> pixels;

    Gray() {
      Ops tf = Ops.create(graph);
      file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      pixels = new ImageDecoding(tf, file).pixels(tf.constant(false));
      session = new Session(graph);
    }

    byte[] pixels(byte[] input) {
      try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(input));
          Result result = session.runner().feed(file, bytes).fetch(pixels).run()) {
        byte[] gray = new byte[(int) result.get(0).shape().size()];
        result.get(0).asRawTensor().data().read(gray);
        return gray;
      }
    }
  }
}
