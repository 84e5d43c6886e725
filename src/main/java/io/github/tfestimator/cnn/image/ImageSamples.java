package io.github.tfestimator.cnn.image;

import com.google.protobuf.ByteString;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.ImageShape;
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

/**
 * Sample requests for {@link ImageServingInputFn}: four drawn digits, always the same; for other
 * shapes than MNIST's, enlarged to whole multiples, or cut off, and gray in all channels.
 */
final class ImageSamples {
  /** One for each decoder that the graph has. */
  private static final List<String> FORMATS = List.of("png", "jpeg", "gif", "bmp");

  private static final int COUNT = FORMATS.size();
  private static final int SIDE = 28;
  private static final Images DIGITS = Digits.draw(COUNT, 42).images();

  private final ImageShape shape;
  private final Images images;

  ImageSamples(ImageShape shape) {
    this.shape = shape;
    byte[] pixels = new byte[COUNT * shape.pixels()];
    int scale = Math.max(1, Math.min(shape.height(), shape.width()) / SIDE);
    for (int i = 0; i < pixels.length; i++) {
      int place = i % shape.pixels() / shape.channels();
      int row = place / shape.width() / scale;
      int column = place % shape.width() / scale;
      if (row < SIDE && column < SIDE) {
        pixels[i] = (byte) DIGITS.pixel(i / shape.pixels(), row * SIDE + column);
      }
    }
    images = Images.of(shape.height(), shape.width(), shape.channels(), pixels);
  }

  /** Float [4, 784], or as many as the images have. */
  TensorProto features(MinMaxScaler scaler) {
    float[] rows = new float[COUNT * shape.pixels()];
    for (int i = 0; i < COUNT; i++) {
      scaler.transform(images, i, rows, i * shape.pixels());
    }
    return SampleTensors.of(
        DataType.DT_FLOAT,
        NdArrays.wrap(Shape.of(COUNT, shape.pixels()), DataBuffers.of(rows, false, false)));
  }

  /** Uint8 [4, 28, 28], or of the images' shape. */
  TensorProto pixels() {
    Shape four =
        shape.channels() == 1
            ? Shape.of(COUNT, shape.height(), shape.width())
            : Shape.of(COUNT, shape.height(), shape.width(), shape.channels());
    return SampleTensors.of(
        DataType.DT_UINT8, NdArrays.wrap(four, DataBuffers.of(images.pixels(), false, false)));
  }

  /** String [4]: a PNG, a JPEG, a GIF and a BMP file. */
  TensorProto files(Ink ink) {
    return SampleTensors.of(DataType.DT_STRING, encoded(ink));
  }

  /** String [4]: serialized {@code tf.Example}s of such files, light ink on dark. */
  TensorProto examples() {
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
