package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.serving.PredictFunction;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto.Dim;

/**
 * The signatures of {@link ImageServingInputFn}, as functions of one image.
 *
 * @param shape of the images
 * @param takesFiles whether there is the signature {@code image_bytes}
 * @param fits whether files are fitted into MNIST's form, or digits in them as they are scaled
 * @param isDouble whether features are float64, as of a Python Estimator whose scaler made them so
 */
record ImageSignatures(
    SavedModelPredictor predictor,
    ImageShape shape,
    boolean takesFiles,
    boolean fits,
    boolean isDouble) {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final ImageShape MNIST = new ImageShape(28, 28, 1);
  private static final String FEATURES = "serving_default";
  private static final String FILES = "image_bytes";
  private static final String LIGHT_ON_DARK = "image_bytes_light_on_dark";

  /** Looks at the SavedModel that serves now, and warns if its features are float64. */
  static ImageSignatures of(SavedModelPredictor predictor) {
    Map<String, SignatureDef> signatures = predictor.signatures();
    boolean isDouble =
        input(signatures, FEATURES, "x")
            .filter(x -> x.getDtype() == DataType.DT_DOUBLE)
            .isPresent();
    if (isDouble) {
      LOG.warn(
          "The SavedModel {} takes features of float64, as Python makes them. Features of float32 are cast.",
          predictor.version());
    }
    ImageShape shape = shape(signatures, predictor.version());
    boolean takesFiles = signatures.containsKey(FILES);
    boolean fits = shape.equals(MNIST) && (signatures.containsKey(LIGHT_ON_DARK) || !takesFiles);
    return new ImageSignatures(predictor, shape, takesFiles, fits, isDouble);
  }

  private static Optional<TensorInfo> input(
      Map<String, SignatureDef> signatures, String signature, String name) {
    return Optional.ofNullable(signatures.get(signature))
        .flatMap(it -> Optional.ofNullable(it.getInputsMap().get(name)));
  }

  /**
   * Returns the shape of the images that the signature {@code pixels} takes.
   *
   * @param savedModel the folder, for messages
   * @return the shape; MNIST's if there is no such signature
   * @throws SavedModelException if images have no such shape here
   */
  static ImageShape shape(Map<String, SignatureDef> signatures, Path savedModel) {
    return input(signatures, "pixels", "image")
        .map(image -> image.getTensorShape().getDimList())
        .filter(sizes -> sizes.size() == 3 || sizes.size() == 4)
        .map(sizes -> shape(savedModel, sizes.stream().map(Dim::getSize).toList()))
        .orElse(MNIST);
  }

  private static ImageShape shape(Path savedModel, List<Long> sizes) {
    try {
      return new ImageShape(
          Math.toIntExact(sizes.get(1)),
          Math.toIntExact(sizes.get(2)),
          sizes.size() == 4 ? Math.toIntExact(sizes.get(3)) : 1);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SavedModelException(
          "The SavedModel %s takes pixels of the shape %s, which no images have here (%s). Export it for images of one size."
              .formatted(savedModel, sizes, e.getMessage()),
          e);
    }
  }

  /** Scaled features, a number for each pixel. */
  PredictFunction<float[], Classification> features() {
    return function(FEATURES, image -> Map.of("x", isDouble ? doubles(image) : image));
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  /** The pixels of an image, row after row. */
  PredictFunction<byte[], Classification> pixels() {
    Shape imageShape =
        shape.channels() == 1
            ? Shape.of(shape.height(), shape.width())
            : Shape.of(shape.height(), shape.width(), shape.channels());
    return function(
        "pixels",
        image -> Map.of("image", NdArrays.wrap(imageShape, DataBuffers.of(image, false, false))));
  }

  /** Files in which the digit is found and fitted. */
  PredictFunction<byte[], Classification> fittedFiles() {
    return files(FILES);
  }

  /** Files of digits as they are, light on dark or dark on light; other images are resized. */
  PredictFunction<byte[], Classification> files(Ink ink) {
    if (!fits) {
      return files(FILES);
    }
    return files(ink == Ink.DARK_ON_LIGHT ? "image_bytes_dark_on_light" : LIGHT_ON_DARK);
  }

  /**
   * Classifies a file, whose header is read first.
   *
   * @param name what to call it in an error
   * @throws DataException if it is no image that can be decoded
   */
  Classification classify(
      byte[] content, String name, PredictFunction<byte[], Classification> files) {
    ImageHeaders.check(content, name);
    try {
      return files.apply(content);
    } catch (SavedModelException e) {
      if (e.getCause() instanceof TFInvalidArgumentException refusal) {
        throw ImageHeaders.undecodable(content, name, refusal);
      }
      throw e;
    }
  }

  private PredictFunction<byte[], Classification> files(String signature) {
    return function(signature, file -> Map.of("image_bytes", file));
  }

  private <T> PredictFunction<T, Classification> function(
      String signature, Function<T, Map<String, ?>> encoder) {
    try {
      return predictor.function(
          signature, encoder, outputs -> classification(signature, floats(outputs)));
    } catch (SavedModelException e) {
      Map<String, SignatureDef> all = predictor.signatures();
      if (all.containsKey(signature)) {
        throw e;
      }
      throw new SavedModelException("%s. %s".formatted(e.getMessage(), remedy(all)), e);
    }
  }

  private static String remedy(Map<String, SignatureDef> all) {
    SignatureDef features = all.getOrDefault(FEATURES, SignatureDef.getDefaultInstance());
    boolean takesFeatures = features.getInputsMap().keySet().equals(Set.of("x"));
    return takesFeatures
        ? "It takes scaled features and doesn't say how to scale pixels: scale them as in training and call classifyFeatures, or export the model directory by scripts/cnn export or with ImageServingInputFn."
        : "It wasn't exported for images: ask it by scripts/cnn serve, or in Java by SavedModelPredictor.";
  }

  /** Rounds what is float64. */
  private static Map<String, NdArray<?>> floats(Map<String, NdArray<?>> outputs) {
    Map<String, NdArray<?>> rounded = new TreeMap<>(outputs);
    if (outputs.get("probabilities") instanceof DoubleNdArray doubles) {
      FloatNdArray floats = NdArrays.ofFloats(doubles.shape());
      doubles
          .scalars()
          .forEachIndexed((at, value) -> floats.setFloat((float) value.getDouble(), at));
      rounded.put("probabilities", floats);
    }
    return rounded;
  }

  private Classification classification(String signature, Map<String, NdArray<?>> outputs) {
    if (outputs.get("classes") instanceof LongNdArray classId
        && classId.rank() == 0
        && outputs.get("probabilities") instanceof FloatNdArray probabilities
        && probabilities.rank() == 1) {
      boolean found = !(outputs.get("found") instanceof BooleanNdArray flag) || flag.getBoolean();
      return new Classification(classId.getLong(), StdArrays.array1dCopyOf(probabilities), found);
    }
    throw new SavedModelException(
        "The SavedModel %s answers the signature %s with %s, not with classes, an int64 for each image, and probabilities, floats. Export it with them."
            .formatted(predictor.version(), signature, outputs.keySet()));
  }
}
