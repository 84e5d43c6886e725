package io.github.tfestimator.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * A SavedModel, loaded once, that classifies pictures. Safe for any number of threads. Owns native
 * memory: to be closed when no thread uses it any more.
 */
public final class SavedModelClassifier implements AutoCloseable {
  private static final int WIDTH = 28 * 28;

  private final Path folder;
  private final SavedModelBundle bundle;

  private SavedModelClassifier(Path folder, SavedModelBundle bundle) {
    this.folder = folder;
    this.bundle = bundle;
  }

  /**
   * Loads a SavedModel.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @return the classifier
   * @throws ServingException if there is none, or it can't be loaded
   */
  public static SavedModelClassifier load(Path path) {
    Path folder = SavedModelFolder.find(path);
    try {
      return new SavedModelClassifier(
          folder, SavedModelBundle.load(folder.toString(), SavedModelBundle.DEFAULT_TAG));
    } catch (TensorFlowException e) {
      throw new ServingException(
          "The SavedModel %s can't be loaded: %s. Export it anew."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * Classifies raw pictures by the signature {@code pixels}, which scales them itself.
   *
   * @param pictures pictures of 784 pixels each, unsigned, row after row, light ink on dark
   * @return what the model says of each
   * @throws IllegalArgumentException if a picture has another number of pixels
   * @throws ServingException if the model has no such signature
   */
  public List<Classification> classifyPixels(List<byte[]> pictures) {
    if (pictures.isEmpty()) {
      return List.of();
    }
    byte[] pixels = new byte[Math.multiplyExact(pictures.size(), WIDTH)];
    for (int i = 0; i < pictures.size(); i++) {
      requireWidth(pictures.get(i).length);
      System.arraycopy(pictures.get(i), 0, pixels, i * WIDTH, WIDTH);
    }
    try (TUint8 image =
        TUint8.tensorOf(Shape.of(pictures.size(), 28, 28), DataBuffers.of(pixels, true, false))) {
      return classify("pixels", "image", image);
    }
  }

  /**
   * Classifies features that are scaled already, by the signature {@code serving_default}.
   *
   * @param features 784 numbers for each picture, scaled as the training's were
   * @return what the model says of each
   * @throws IllegalArgumentException if a picture has another number of features
   * @throws ServingException if the model has no such signature
   */
  public List<Classification> classifyFeatures(List<float[]> features) {
    if (features.isEmpty()) {
      return List.of();
    }
    float[] rows = new float[Math.multiplyExact(features.size(), WIDTH)];
    for (int i = 0; i < features.size(); i++) {
      requireWidth(features.get(i).length);
      System.arraycopy(features.get(i), 0, rows, i * WIDTH, WIDTH);
    }
    try (TFloat32 x =
        TFloat32.tensorOf(Shape.of(features.size(), WIDTH), DataBuffers.of(rows, true, false))) {
      return classify(Signature.DEFAULT_KEY, "x", x);
    }
  }

  private List<Classification> classify(String signature, String input, Tensor batch) {
    requireSignature(signature, input);
    try (Result result = bundle.function(signature).call(Map.of(input, batch))) {
      TInt64 classes = (TInt64) result.get("classes").orElseThrow(() -> lacks("classes"));
      Tensor probabilities = result.get("probabilities").orElseThrow(() -> lacks("probabilities"));
      float[] all = new float[Math.toIntExact(probabilities.shape().size())];
      probabilities.asRawTensor().data().asFloats().read(all);
      int size = Math.toIntExact(batch.shape().get(0));
      int digits = all.length / size;
      List<Classification> found = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        float[] its = Arrays.copyOfRange(all, i * digits, (i + 1) * digits);
        found.add(new Classification(classes.getLong(i), its));
      }
      return found;
    }
  }

  private void requireSignature(String key, String input) {
    boolean found =
        bundle.signatures().stream()
            .anyMatch(s -> s.key().equals(key) && s.inputNames().contains(input));
    if (!found) {
      throw new ServingException(
          "The SavedModel %s has no signature %s with the input %s, only %s"
              .formatted(
                  folder,
                  key,
                  input,
                  bundle.signatures().stream()
                      .map(Signature::key)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
  }

  private ServingException lacks(String output) {
    return new ServingException(
        "The SavedModel %s gives no output %s: it isn't one of this project's"
            .formatted(folder, output));
  }

  private static void requireWidth(int width) {
    if (width != WIDTH) {
      throw new IllegalArgumentException(
          "A picture has %d values, but the network takes 28x28 = 784".formatted(width));
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
