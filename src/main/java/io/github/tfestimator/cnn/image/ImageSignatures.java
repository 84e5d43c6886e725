package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.serving.PredictFunction;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The signatures of {@link ImageServingInputFn}, as functions of one image. */
record ImageSignatures(SavedModelPredictor predictor, ImageShape shape) {
  private static final ImageShape MNIST = new ImageShape(28, 28, 1);

  /** Scaled features, a number for each pixel. */
  PredictFunction<float[], Classification> features() {
    return function("serving_default", image -> Map.of("x", image));
  }

  /** Returns the shape of the images that a SavedModel's signature {@code pixels} takes. */
  static Optional<ImageShape> shape(Path savedModel) {
    return SavedModelInfo.read(savedModel).signatures().stream()
        .filter(signature -> signature.name().equals("pixels"))
        .flatMap(signature -> Optional.ofNullable(signature.inputs().get("image")).stream())
        .map(image -> image.shape())
        .filter(sizes -> sizes.size() == 3 || sizes.size() == 4)
        .map(
            sizes ->
                new ImageShape(
                    Math.toIntExact(sizes.get(1)),
                    Math.toIntExact(sizes.get(2)),
                    sizes.size() == 4 ? Math.toIntExact(sizes.get(3)) : 1))
        .findFirst();
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
    return files("image_bytes");
  }

  /** Files of digits as they are, light on dark or dark on light; other images are resized. */
  PredictFunction<byte[], Classification> files(Ink ink) {
    if (!shape.equals(MNIST)) {
      return files("image_bytes");
    }
    return files(
        ink == Ink.DARK_ON_LIGHT ? "image_bytes_dark_on_light" : "image_bytes_light_on_dark");
  }

  private PredictFunction<byte[], Classification> files(String signature) {
    return function(signature, file -> Map.of("image_bytes", file));
  }

  private <T> PredictFunction<T, Classification> function(
      String signature, Function<T, Map<String, ?>> encoder) {
    return predictor.function(signature, encoder, outputs -> classification(signature, outputs));
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
