package io.github.tfestimator.cnn.image;

import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.serving.PredictFunction;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.util.Map;
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
record ImageSignatures(SavedModelPredictor predictor) {
  /** Scaled features, 784 numbers. */
  PredictFunction<float[], Classification> features() {
    return function("serving_default", image -> Map.of("x", image));
  }

  /** 784 pixels. */
  PredictFunction<byte[], Classification> pixels() {
    Shape shape = Shape.of(28, 28);
    return function(
        "pixels",
        image -> Map.of("image", NdArrays.wrap(shape, DataBuffers.of(image, false, false))));
  }

  /** Files in which the digit is found and fitted. */
  PredictFunction<byte[], Classification> fittedFiles() {
    return files("image_bytes");
  }

  /** Files that are taken as they are, light on dark or dark on light. */
  PredictFunction<byte[], Classification> files(Ink ink) {
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
