package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.estimator.ServingSignature;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Files that are resized to the shape of the network's images. */
final class ResizedFiles implements FileInputs {
  private final Operand<TString> files;
  private final Operand<TUint8> images;

  ResizedFiles(Ops tf, Operand<TString> files, ImageShape shape) {
    this.files = files;
    this.images = resized(tf.withSubScope("decode"), files, shape);
  }

  @Override
  public Operand<TUint8> images() {
    return images;
  }

  @Override
  public List<ServingSignature> signatures(ImageSamples samples) {
    return List.of(
        ServingSignature.predict("image_bytes", "image_bytes", files)
            .describedAs("PNG, JPEG, GIF or BMP files of any size")
            .withSample(Map.of("image_bytes", samples.files(Ink.LIGHT_ON_DARK))));
  }

  /** Images of the files: uint8 [-1, height, width], or with channels. */
  private static Operand<TUint8> resized(Ops tf, Operand<TString> files, ImageShape shape) {
    try (var decode = ConcreteFunction.create(ops -> ImageResizing.build(ops, shape))) {
      var images =
          tf.mapDefun(
              List.of(files),
              List.of(),
              List.of(TUint8.class),
              List.of(Shape.of(shape.height(), shape.width(), shape.channels())),
              decode);
      var decoded = images.output().get(0).expect(TUint8.class);
      return shape.channels() == 1
          ? tf.reshape(decoded, tf.array(-1, shape.height(), shape.width()))
          : decoded;
    }
  }
}
