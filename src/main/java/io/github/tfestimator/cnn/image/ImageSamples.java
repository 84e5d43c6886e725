package io.github.tfestimator.cnn.image;

import com.google.protobuf.ByteString;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.Pictures.Ink;
import io.github.tfestimator.savedmodel.SampleTensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.proto.BytesList;
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
    return SampleTensors.floats(rows, COUNT, SIDE * SIDE);
  }

  /** Uint8 [4, 28, 28]. */
  static TensorProto pixels() {
    byte[] pixels = new byte[COUNT * SIDE * SIDE];
    for (int i = 0; i < COUNT; i++) {
      System.arraycopy(DIGITS.picture(i), 0, pixels, i * SIDE * SIDE, SIDE * SIDE);
    }
    return SampleTensors.bytes(pixels, COUNT, SIDE, SIDE);
  }

  /** String [4]: a PNG, a JPEG, a GIF and a BMP file. */
  static TensorProto files(Ink ink) {
    return SampleTensors.strings(encoded(ink));
  }

  /** String [4]: serialized {@code tf.Example}s of such files, light ink on dark. */
  static TensorProto examples() {
    return SampleTensors.strings(
        encoded(Ink.LIGHT_ON_DARK).stream().map(ImageSamples::example).toList());
  }

  private static ByteString example(ByteString file) {
    var feature = Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(file)).build();
    var features = Features.newBuilder().putFeature(TopClasses.FEATURE, feature);
    return Example.newBuilder().setFeatures(features).build().toByteString();
  }

  private static List<ByteString> encoded(Ink ink) {
    List<ByteString> files = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      files.add(encoded(DIGITS.picture(i), FORMATS.get(i), ink));
    }
    return files;
  }

  private static ByteString encoded(byte[] pixels, String format, Ink ink) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pixels.length; i++) {
      int value = pixels[i] & 0xff;
      int grey = ink == Ink.DARK_ON_LIGHT ? 255 - value : value;
      image.setRGB(i % SIDE, i / SIDE, grey * 0x010101);
    }
    var file = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("This JDK writes no " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory doesn't fail.
    }
    return ByteString.copyFrom(file.toByteArray());
  }
}
