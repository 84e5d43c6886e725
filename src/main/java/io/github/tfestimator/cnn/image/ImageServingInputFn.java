package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The ways into the network for images, so that no client has to decode or scale one:
 *
 * <ul>
 *   <li>{@code serving_default}: {@code x}, float [-1, 784], scaled as the training's features
 *       were;
 *   <li>{@code pixels}: {@code image}, uint8 [-1, 28, 28], as they are; the scaler is in the graph,
 *       computes in double precision as {@link MinMaxScaler} does, and gives the same bits;
 *   <li>{@code image_bytes}: {@code image_bytes}, string [-1], PNG, JPEG, GIF (its first frame) or
 *       BMP files of any size, dark ink or light; in the graph, the digit is found and brought into
 *       MNIST's form, as by {@link ImageDecoder#fit}. Answers {@code found}, bool [-1], whether
 *       there is a digit, and {@code image}, uint8 [-1, 28, 28], what the network saw, too;
 *   <li>{@code image_bytes_light_on_dark}, {@code image_bytes_dark_on_light}: such files as they
 *       are, made gray and scaled to 28x28 by the rules of {@link ImageDecoder};
 *   <li>{@code classify}: {@code inputs}, string [-1], {@code tf.Example}s with the feature {@code
 *       image_bytes}, a file that is fitted; answers {@code classes}, string [-1, 3], and {@code
 *       scores}, float [-1, 3], of the three most probable digits.
 * </ul>
 *
 * <p>All but the last answer what the model predicts. A file that is no image, is damaged, or has
 * more than 25 million pixels or 20,000 a side makes the whole request fail with an error that says
 * what is wrong with it; sizes are checked before decoding.
 *
 * <p>A JPEG damaged within is decoded as far as it goes. A GIF's first frame should lie in the
 * screen's corner, and its frames may be larger than its header says: services open to strangers
 * should refuse GIFs.
 *
 * @param scaler the scaler of the training
 */
public record ImageServingInputFn(MinMaxScaler scaler) implements ServingInputFn {
  private static final int SIDE = 28;
  private static final Shape FILES = Shape.of(Shape.UNKNOWN_SIZE);

  /** Checks the scaler's width. */
  public ImageServingInputFn {
    if (scaler.width() != SIDE * SIDE) {
      throw new IllegalArgumentException(
          "The scaler is for images of %d pixels, but the network takes 28x28"
              .formatted(scaler.width()));
    }
  }

  /**
   * Each way in leads into the next: fed, an operand is a placeholder; not fed, what came before.
   */
  @Override
  public ServingInput apply(Ops tf) {
    var none = TopClasses.none(tf);
    var examples = tf.withName("examples").placeholderWithDefault(none, FILES);
    var files =
        tf.withName("image_bytes")
            .placeholderWithDefault(TopClasses.imageBytes(tf, examples), FILES);
    var lightOnDark = tf.withName("image_bytes_light_on_dark").placeholderWithDefault(none, FILES);
    var darkOnLight = tf.withName("image_bytes_dark_on_light").placeholderWithDefault(none, FILES);
    var fitted = fitted(tf.withSubScope("fit"), files);
    var fittedImage = fitted.get(0).expect(TUint8.class);
    var found = fitted.get(1).expect(TBool.class);
    // A request has files of one kind, and none of the others.
    var decoded =
        tf.concat(
            List.of(fittedImage, decoded(tf.withSubScope("decode"), lightOnDark, darkOnLight)),
            tf.constant(0));
    var image =
        tf.withName("image")
            .placeholderWithDefault(decoded, Shape.of(Shape.UNKNOWN_SIZE, SIDE, SIDE));
    var x =
        tf.withName("x")
            .placeholderWithDefault(
                scaled(tf.withSubScope("min_max_scaler"), image),
                Shape.of(Shape.UNKNOWN_SIZE, SIDE * SIDE));

    SortedMap<String, Operand<TFloat32>> features = new TreeMap<>();
    features.put("x", x);
    return new ServingInput(
        Features.of(features),
        List.of(
            ServingSignature.predict(ServingSignature.DEFAULT, "x", x)
                .describedAs("784 pixels each, scaled as the training's were")
                .withSample(Map.of("x", ImageSamples.features(scaler))),
            ServingSignature.predict("pixels", "image", image)
                .describedAs("28x28 gray pixels each, 0 to 255, light ink on dark")
                .withSample(Map.of("image", ImageSamples.pixels())),
            ServingSignature.predict("image_bytes", "image_bytes", files)
                .describedAs("PNG, JPEG, GIF or BMP files of any size, with one digit somewhere")
                .answering(Map.of("image", fittedImage, "found", found))
                .withSample(Map.of("image_bytes", ImageSamples.files(Ink.DARK_ON_LIGHT))),
            ServingSignature.predict("image_bytes_light_on_dark", "image_bytes", lightOnDark)
                .describedAs("such files, light ink on dark, that fill the frame as MNIST's do")
                .withSample(Map.of("image_bytes", ImageSamples.files(Ink.LIGHT_ON_DARK))),
            ServingSignature.predict("image_bytes_dark_on_light", "image_bytes", darkOnLight)
                .describedAs("such files, dark ink on light, that fill the frame as MNIST's do")
                .withSample(Map.of("image_bytes", ImageSamples.files(Ink.DARK_ON_LIGHT))),
            ServingSignature.classify("classify", examples, TopClasses::outputs)
                .describedAs("tf.Examples whose feature image_bytes is a file with one digit")
                .withSample(Map.of("inputs", ImageSamples.examples()))));
  }

  /** The digits of files, uint8 [-1, 28, 28], and whether there are some, bool [-1]. */
  private static List<Output<?>> fitted(Ops tf, Operand<TString> files) {
    try (var fit = ConcreteFunction.create(FittedDecoding::build)) {
      return tf.mapDefun(
              List.of(files),
              List.of(),
              List.of(TUint8.class, TBool.class),
              List.of(Shape.of(SIDE, SIDE), Shape.scalar()),
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
              List.of(Shape.of(SIDE, SIDE)),
              decode);
      return images.output().get(0).expect(TUint8.class);
    }
  }

  private Operand<TFloat32> scaled(Ops tf, Operand<TUint8> image) {
    var flat = tf.reshape(image, tf.array(-1, SIDE * SIDE)); // [batch, 784]
    var scale = tf.withName("scale").constant(scaler.scale());
    var min = tf.withName("min").constant(scaler.min());
    var product = tf.math.mul(tf.dtypes.cast(flat, TFloat64.class), scale);
    return tf.dtypes.cast(tf.math.add(product, min), TFloat32.class);
  }
}
