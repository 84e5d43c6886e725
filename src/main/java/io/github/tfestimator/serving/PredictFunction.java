package io.github.tfestimator.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.tensorflow.ndarray.NdArray;

/**
 * A typed function on top of a signature: it turns an example into the signature's inputs, and the
 * outputs into an answer. Made by {@link SavedModelPredictor#function}. Safe for any number of
 * threads if its encoder and decoder are.
 *
 * @param <I> an example
 * @param <O> an answer
 */
public final class PredictFunction<I, O> implements Function<I, O> {
  private final CurrentModel current;
  private final String signature;
  private final Function<? super I, ? extends Map<String, ?>> encoder;
  private final Function<? super Map<String, NdArray<?>>, ? extends O> decoder;

  PredictFunction(
      CurrentModel current,
      String signature,
      Function<? super I, ? extends Map<String, ?>> encoder,
      Function<? super Map<String, NdArray<?>>, ? extends O> decoder) {
    this.current = current;
    this.signature = signature;
    this.encoder =
        Objects.requireNonNull(
            encoder, "The encoder is null, but must make the inputs of an example");
    this.decoder =
        Objects.requireNonNull(
            decoder, "The decoder is null, but must make an answer of the outputs");
  }

  /**
   * Predicts for one example, together with those of other threads if the configuration asks for
   * {@linkplain ServingConfig#withMicroBatches(int) micro-batches}.
   *
   * @param example what the encoder takes
   * @return what the decoder makes of the outputs
   * @throws IllegalArgumentException if the encoder's values don't suit the signature
   * @throws io.github.tfestimator.savedmodel.SavedModelException if the model fails
   * @throws IllegalStateException if the predictor is closed
   */
  @Override
  public O apply(I example) {
    Map<String, ?> inputs = encoder.apply(example);
    return decoder.apply(current.with(model -> model.function(signature).run(inputs)));
  }

  /**
   * Predicts for several examples together. If one is bad, none gets an answer, and the error names
   * it.
   *
   * @param examples what the encoder takes, of the same shapes
   * @return what the decoder makes of the outputs, for each example
   * @throws IllegalArgumentException if the encoder's values don't suit the signature
   * @throws io.github.tfestimator.savedmodel.SavedModelException if the model fails
   * @throws IllegalStateException if the predictor is closed
   */
  public List<O> applyAll(List<? extends I> examples) {
    List<Map<String, ?>> inputs = new ArrayList<>(examples.size());
    examples.forEach(example -> inputs.add(encoder.apply(example)));
    List<O> answers = new ArrayList<>(examples.size());
    current
        .with(model -> model.function(signature).runAll(inputs))
        .forEach(outputs -> answers.add(decoder.apply(outputs)));
    return answers;
  }
}
