package io.github.tfestimator.serving;

import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A way to hand pictures to a model that is known here.
 *
 * @param <T> what a picture is handed over as
 * @param key what the signature is called
 * @param input what its input is called
 * @param type the input's type
 * @param shape the input's shape
 * @param batch makes the input of pictures
 * @param blank a picture of zeros
 * @param advice what to do if the model fails on a picture
 */
record PictureSignature<T>(
    String key,
    String input,
    DataType type,
    Shape shape,
    Function<List<T>, Tensor> batch,
    T blank,
    String advice) {

  static final int WIDTH = 28 * 28;

  /** 28x28 black pixels. */
  private static final String BLANK_PNG =
      "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcAQAAAABaduI5AAAADElEQVR42mNgGDwAAACMAAG8DKgnAAAAAElFTkSuQmCC";

  private static final String EXPORT_ANEW = "Export the model anew.";

  private static final long ANY = Shape.UNKNOWN_SIZE;

  static final PictureSignature<float[]> FEATURES =
      new PictureSignature<>(
          "serving_default",
          "x",
          DataType.DT_FLOAT,
          Shape.of(ANY, WIDTH),
          PictureSignature::floats,
          new float[WIDTH],
          EXPORT_ANEW);

  static final PictureSignature<byte[]> PIXELS =
      new PictureSignature<>(
          "pixels",
          "image",
          DataType.DT_UINT8,
          Shape.of(ANY, 28, 28),
          PictureSignature::bytes,
          new byte[WIDTH],
          EXPORT_ANEW);

  static final PictureSignature<byte[]> FILES = files("image_bytes");

  static final PictureSignature<byte[]> FILES_DARK_ON_LIGHT = files("image_bytes_dark_on_light");

  /** Whether the graph has to decode the pictures. */
  boolean isOfFiles() {
    return type == DataType.DT_STRING;
  }

  private static PictureSignature<byte[]> files(String key) {
    return new PictureSignature<>(
        key,
        "image_bytes",
        DataType.DT_STRING,
        Shape.of(ANY),
        PictureSignature::strings,
        Base64.getDecoder().decode(BLANK_PNG),
        "Save the picture as PNG.");
  }

  private static Tensor floats(List<float[]> pictures) {
    return TFloat32.tensorOf(
        Shape.of(pictures.size(), WIDTH),
        x -> {
          FloatDataBuffer to = x.asRawTensor().data().asFloats();
          for (int i = 0; i < pictures.size(); i++) {
            to.offset((long) i * WIDTH).write(pictures.get(i));
          }
        });
  }

  private static Tensor bytes(List<byte[]> pictures) {
    return TUint8.tensorOf(
        Shape.of(pictures.size(), 28, 28),
        image -> {
          ByteDataBuffer to = image.asRawTensor().data();
          for (int i = 0; i < pictures.size(); i++) {
            to.offset((long) i * WIDTH).write(pictures.get(i));
          }
        });
  }

  private static Tensor strings(List<byte[]> files) {
    return TString.tensorOfBytes(
        Shape.of(files.size()), DataBuffers.ofObjects(files.toArray(byte[][]::new)));
  }
}
