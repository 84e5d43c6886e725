package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The ways into the network for images, so that no client has to decode or scale one. Those of a
 * network for MNIST's images:
 *
 * <ul>
 *   <li>{@code serving_default}: {@code x}, float [-1, 784], scaled as the training's features
 *       were;
 *   <li>{@code pixels}: {@code image}, uint8 [-1, 28, 28], as they are; the scaler is in the graph,
 *       and gives the same bits as {@link MinMaxScaler};
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
 * more than 25 million pixels (65 of a JPEG) or 20,000 a side makes the whole request fail with an
 * error that says what is wrong with it; sizes are checked before decoding.
 *
 * <p>A network for images of another shape, or that doesn't fit files, takes {@code x} of height *
 * width * channels numbers, {@code pixels} of [-1, height, width, channels] (without the channel if
 * it is gray), and {@code image_bytes}: files that are resized to that shape, whatever their aspect
 * ratio. It has no signatures for files as they are. {@code classify} answers the names of the
 * classes.
 *
 * <p>A JPEG damaged within is decoded as far as it goes. A GIF's first frame should lie in the
 * screen's corner, and its frames may be larger than its header says: services open to strangers
 * should refuse GIFs.
 *
 * @param scaler the scaler of the training
 * @param shape the shape of the network's images, with 1 or 3 channels
 * @param classNames the names of the classes
 * @param fits whether files are fitted into MNIST's form, which is of 28x28x1 alone
 */
public record ImageServingInputFn(
    MinMaxScaler scaler, ImageShape shape, List<String> classNames, boolean fits)
    implements ServingInputFn {
  private static final ImageShape MNIST = new ImageShape(28, 28, 1);
  private static final Shape FILES = Shape.of(Shape.UNKNOWN_SIZE);

  /** Checks the scaler's width. */
  public ImageServingInputFn {
    if (scaler.width() != shape.pixels()) {
      throw new IllegalArgumentException(
          "The scaler is for images of %d pixels, but the network takes %s"
              .formatted(scaler.width(), shape.equals(MNIST) ? "28x28" : shape));
    }
    if (fits && !shape.equals(MNIST)) {
      throw new IllegalArgumentException(
          "fits (true) must be false for images of %s: MNIST's form is of 28x28x1"
              .formatted(shape));
    }
    classNames = List.copyOf(classNames);
  }

  /**
   * Creates the ways into a network for MNIST's images and ten classes.
   *
   * @param scaler the scaler of the training
   */
  public ImageServingInputFn(MinMaxScaler scaler) {
    this(scaler, MNIST, ClassNames.numbered(10), true);
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
    FileInputs fileInputs = fits ? new DigitFiles(tf, files) : new ResizedFiles(tf, files, shape);
    var image =
        tf.withName("image")
            .placeholderWithDefault(fileInputs.images(), pixelsShape().prepend(Shape.UNKNOWN_SIZE));
    var x =
        tf.withName("x")
            .placeholderWithDefault(
                scaled(tf.withSubScope("min_max_scaler"), image),
                Shape.of(Shape.UNKNOWN_SIZE, shape.pixels()));

    SortedMap<String, Operand<TFloat32>> features = new TreeMap<>();
    features.put("x", x);
    var samples = new ImageSamples(shape);
    List<ServingSignature> signatures = new ArrayList<>();
    signatures.add(
        ServingSignature.predict(ServingSignature.DEFAULT, "x", x)
            .describedAs("%d pixels each, scaled as the training's were".formatted(shape.pixels()))
            .withSample(Map.of("x", samples.features(scaler))));
    signatures.add(
        ServingSignature.predict("pixels", "image", image)
            .describedAs(
                "%dx%d %s pixels each, 0 to 255%s"
                    .formatted(
                        shape.height(),
                        shape.width(),
                        shape.channels() == 1 ? "gray" : "RGB",
                        fits ? ", light ink on dark" : ""))
            .withSample(Map.of("image", samples.pixels())));
    signatures.addAll(fileInputs.signatures(samples));
    signatures.add(
        ServingSignature.classify(
                "classify",
                examples,
                (graph, predictions) -> TopClasses.outputs(graph, predictions, classNames))
            .describedAs("tf.Examples whose feature image_bytes is a file as of image_bytes")
            .withSample(Map.of("inputs", samples.examples())));
    return new ServingInput(Features.of(features), signatures);
  }

  /** The shape of one image of {@code pixels}. */
  private Shape pixelsShape() {
    return shape.channels() == 1
        ? Shape.of(shape.height(), shape.width())
        : Shape.of(shape.height(), shape.width(), shape.channels());
  }

  private Operand<TFloat32> scaled(Ops tf, Operand<TUint8> image) {
    var flat = tf.reshape(image, tf.array(-1, shape.pixels())); // [batch, 784]
    return PixelScaling.of(tf, flat, scaler);
  }
}
