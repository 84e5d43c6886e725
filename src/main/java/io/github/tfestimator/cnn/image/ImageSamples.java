package io.github.tfestimator.cnn.image;

import com.google.protobuf.ByteString;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.savedmodel.SampleTensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.TensorProto;

/** Sample requests for {@link ImageServingInputFn}: four drawn digits, always the same. */
final class ImageSamples {
  /** One for each decoder that the graph has. */
  private static final List<String> FORMATS = List.of("png", "jpeg", "gif", "bmp");

  private static final int COUNT = FORMATS.size();
  private static final int SIDE = 28;
  private static final Images DIGITS = Digits.draw(COUNT, 42).images();

  private ImageSamples() {}

  /** Float [4, 784]. */
  static TensorProto features(MinMaxScaler scaler) {
    float[] rows = new float[COUNT * SIDE * SIDE];
    for (int i = 0; i < COUNT; i++) {
      scaler.transform(DIGITS, i, rows, i * SIDE * SIDE);
    }
    return SampleTensors.of(
        DataType.DT_FLOAT,
        NdArrays.wrap(Shape.of(COUNT, SIDE * SIDE), DataBuffers.of(rows, false, false)));
  }

  /** Uint8 [4, 28, 28]. */
  static TensorProto pixels() {
    byte[] pixels = new byte[COUNT * SIDE * SIDE];
    for (int i = 0; i < COUNT; i++) {
      System.arraycopy(DIGITS.image(i), 0, pixels, i * SIDE * SIDE, SIDE * SIDE);
    }
    return SampleTensors.of(
        DataType.DT_UINT8,
        NdArrays.wrap(Shape.of(COUNT, SIDE, SIDE), DataBuffers.of(pixels, false, false)));
  }

  /** String [4]: a PNG, a JPEG, a GIF and a BMP file. */
  static TensorProto files(Ink ink) {
    return SampleTensors.of(DataType.DT_STRING, encoded(ink));
  }

  /** String [4]: serialized {@code tf.Example}s of such files, light ink on dark. */
  static TensorProto examples() {
    return SampleTensors.of(
        DataType.DT_STRING,
        Arrays.stream(encoded(Ink.LIGHT_ON_DARK))
            .map(ImageSamples::example)
            .toArray(byte[][]::new));
  }

  private static byte[] example(byte[] file) {
    var bytes = BytesList.newBuilder().addValue(ByteString.copyFrom(file));
    var feature = Feature.newBuilder().setBytesList(bytes).build();
    var features = Features.newBuilder().putFeature(TopClasses.FEATURE, feature);
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  private static byte[][] encoded(Ink ink) {
    byte[][] files = new byte[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      files[i] = encoded(DIGITS.image(i), FORMATS.get(i), ink);
    }
    return files;
  }

  private static byte[] encoded(byte[] pixels, String format, Ink ink) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pixels.length; i++) {
      int value = pixels[i] & 0xff;
      int gray = ink == Ink.DARK_ON_LIGHT ? 255 - value : value;
      image.setRGB(i % SIDE, i / SIDE, gray * 0x010101);
    }
    var file = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("This JDK writes no " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory doesn't fail.
    }
    return file.toByteArray();
  }
}
