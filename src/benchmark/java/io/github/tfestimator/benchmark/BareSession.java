package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.image.Classification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The least that one writes to classify with TensorFlow Java: what the predictor is held against.
 */
final class BareSession implements AutoCloseable {
  private final SavedModelBundle bundle;
  private final Signature pixels;
  private final Signature files;

  BareSession(Path savedModel) {
    bundle = SavedModelBundle.load(savedModel.toString(), "serve");
    pixels = bundle.function("pixels").signature();
    files = bundle.function("image_bytes").signature();
  }

  List<Classification> pixels(List<byte[]> images) {
    try (TUint8 image =
        TUint8.tensorOf(
            Shape.of(images.size(), 28, 28),
            tensor -> {
              ByteDataBuffer to = tensor.asRawTensor().data();
              for (int i = 0; i < images.size(); i++) {
                to.offset(i * 784L).write(images.get(i));
              }
            })) {
      return run(pixels, "image", image, images.size());
    }
  }

  List<Classification> file(byte[] content) {
    try (TString file = TString.tensorOfBytes(Shape.of(1), DataBuffers.ofObjects(content))) {
      return run(files, "image_bytes", file, 1);
    }
  }

  private List<Classification> run(Signature signature, String input, Tensor batch, int size) {
    try (Result result =
        bundle
            .session()
            .runner()
            .feed(signature.getInputs().get(input).name, batch)
            .fetch(signature.getOutputs().get("classes").name)
            .fetch(signature.getOutputs().get("probabilities").name)
            .run()) {
      long[] classes = new long[size];
      result.get(0).asRawTensor().data().asLongs().read(classes);
      float[] probabilities = new float[size * 10];
      result.get(1).asRawTensor().data().asFloats().read(probabilities);
      List<Classification> answers = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        float[] values = Arrays.copyOfRange(probabilities, i * 10, (i + 1) * 10);
        answers.add(new Classification(classes[i], values));
      }
      return answers;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
