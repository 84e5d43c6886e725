package io.github.tfestimator.peers;

import java.nio.file.Path;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** The least that one writes to classify with TensorFlow Java. */
final class BarePredictor implements Predictor {
  private final SavedModelBundle bundle;
  private final String input;
  private final String classes;
  private final String probabilities;

  BarePredictor(Path model) {
    bundle = SavedModelBundle.load(model.toString(), SavedModelBundle.DEFAULT_TAG);
    Signature signature = bundle.function("serving_default").signature();
    input = signature.getInputs().get("x").name;
    classes = signature.getOutputs().get("classes").name;
    probabilities = signature.getOutputs().get("probabilities").name;
  }

  SavedModelBundle bundle() {
    return bundle;
  }

  @Override
  public float[] probabilities(ImageBatch images) {
    try (TFloat32 x =
            TFloat32.tensorOf(
                Shape.of(images.size(), Sizes.WIDTH), DataBuffers.of(images.all(), true, false));
        Result result =
            bundle.session().runner().feed(input, x).fetch(classes).fetch(probabilities).run()) {
      float[] values = new float[images.size() * Sizes.CLASSES];
      result.get(1).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
