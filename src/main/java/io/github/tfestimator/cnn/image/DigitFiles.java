package io.github.tfestimator.cnn.image;

import io.github.tfestimator.estimator.ServingSignature;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Files with a digit each, which is found and brought into MNIST's form, or taken as it is. */
final class DigitFiles implements FileInputs {
  private static final Shape FILES = Shape.of(Shape.UNKNOWN_SIZE);

  private final Operand<TString> files;
  private final Operand<TString> lightOnDark;
  private final Operand<TString> darkOnLight;
  private final Operand<TUint8> fitted;
  private final Operand<TBool> found;
  private final Operand<TUint8> images;

  /**
   * Builds the ops.
   *
   * @param files to be fitted: string [-1]
   */
  DigitFiles(Ops tf, Operand<TString> files) {
    var none = TopClasses.none(tf);
    this.files = files;
    lightOnDark = tf.withName("image_bytes_light_on_dark").placeholderWithDefault(none, FILES);
    darkOnLight = tf.withName("image_bytes_dark_on_light").placeholderWithDefault(none, FILES);
    List<Output<?>> fit = fit(tf.withSubScope("fit"), files);
    fitted = fit.get(0).expect(TUint8.class);
    found = fit.get(1).expect(TBool.class);
    // A request has files of one kind, and none of the others.
    var asTheyAre = decoded(tf.withSubScope("decode"), lightOnDark, darkOnLight);
    images = tf.concat(List.of(fitted, asTheyAre), tf.constant(0));
  }

  @Override
  public Operand<TUint8> images() {
    return images;
  }

  @Override
  public List<ServingSignature> signatures(ImageSamples samples) {
    return List.of(
        ServingSignature.predict("image_bytes", "image_bytes", files)
            .describedAs("PNG, JPEG, GIF or BMP files of any size, with one digit somewhere")
            .answering(Map.of("image", fitted, "found", found))
            .withSample(Map.of("image_bytes", samples.files(Ink.DARK_ON_LIGHT))),
        ServingSignature.predict("image_bytes_light_on_dark", "image_bytes", lightOnDark)
            .describedAs("such files, light ink on dark, that fill the frame as MNIST's do")
            .withSample(Map.of("image_bytes", samples.files(Ink.LIGHT_ON_DARK))),
        ServingSignature.predict("image_bytes_dark_on_light", "image_bytes", darkOnLight)
            .describedAs("such files, dark ink on light, that fill the frame as MNIST's do")
            .withSample(Map.of("image_bytes", samples.files(Ink.DARK_ON_LIGHT))));
  }

  /** The digits of files, uint8 [-1, 28, 28], and whether there are some, bool [-1]. */
  private static List<Output<?>> fit(Ops tf, Operand<TString> files) {
    try (var fit = ConcreteFunction.create(FittedDecoding::build)) {
      return tf.mapDefun(
              List.of(files),
              List.of(),
              List.of(TUint8.class, TBool.class),
              List.of(Shape.of(28, 28), Shape.scalar()),
              fit)
          .output();
    }
  }

  /** Images of the files of both kinds, of which a request has but one: uint8 [-1, 28, 28]. */
  private static Operand<TUint8> decoded(
      Ops tf, Operand<TString> lightOnDark, Operand<TString> darkOnLight) {
    var files = tf.concat(List.of(lightOnDark, darkOnLight), tf.constant(0));
    Operand<TBool> isDarkOnLight =
        tf.concat(
            List.of(
                tf.fill(tf.shape(lightOnDark), tf.constant(false)),
                tf.fill(tf.shape(darkOnLight), tf.constant(true))),
            tf.constant(0));
    try (var decode = ConcreteFunction.create(ImageDecoding::build)) {
      var images =
          tf.mapDefun(
              List.of(files, isDarkOnLight),
              List.of(),
              List.of(TUint8.class),
              List.of(Shape.of(28, 28)),
              decode);
      return images.output().get(0).expect(TUint8.class);
    }
  }
}
