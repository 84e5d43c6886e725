package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Typed functions on top of a signature: examples alone, together, and of many threads. */
@Timeout(60)
class PredictFunctionTest {
  private static final ServingConfig GROUPS_OF_FOUR =
      ServingConfig.defaults().withMicroBatches(4, Duration.ofDays(1));

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private List<Order> orders;
  private List<Float> prices;

  /** An example. */
  private record Order(long user, String shop, float[] x) {
    Map<String, Object> inputs() {
      return Map.of("user", user, "shop", shop, "x", x);
    }
  }

  @BeforeEach
  void read() throws IOException {
    var request = ServedModels.request("keras");
    var inputs = request.getAsJsonObject("inputs");
    float[][] x = ServedModels.floats(inputs.get("x"));
    orders =
        IntStream.range(0, x.length)
            .mapToObj(
                i ->
                    new Order(
                        inputs.getAsJsonArray("user").get(i).getAsLong(),
                        inputs.getAsJsonArray("shop").get(i).getAsString(),
                        x[i]))
            .toList();
    float[][] expected = ServedModels.floats(request.getAsJsonObject("outputs").get("price"));
    prices = IntStream.range(0, x.length).mapToObj(i -> expected[i][0]).toList();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void examplesAreAnsweredAloneAndTogether() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      var price = price(predictor);
      assertClose(price.applyAll(orders));
      assertClose(orders.stream().map(price).toList());
      assertThat(price.applyAll(List.of())).isEmpty();
    }
  }

  @Test
  void examplesOfManyThreadsGoTogether() throws Exception {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"), GROUPS_OF_FOUR)) {
      assertClose(inThreads(orders, price(predictor)));
    }
  }

  @Test
  void aBrokenExampleOfAGroupFailsAlone() throws Exception {
    List<Order> withBroken = new ArrayList<>(orders);
    withBroken.set(2, new Order(1_000_000, "north", new float[3])); // beyond the embedding
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"), GROUPS_OF_FOUR)) {
      var price = price(predictor);
      List<Future<Float>> answers =
          withBroken.stream().map(order -> threads.submit(() -> price.apply(order))).toList();
      for (int i = 0; i < 4; i++) {
        Future<Float> answer = answers.get(i);
        if (i == 2) {
          assertThatThrownBy(answer::get).hasCauseInstanceOf(SavedModelException.class);
        } else {
          assertThat(answer.get()).isCloseTo(prices.get(i), within(1e-6f));
        }
      }
    }
  }

  @Test
  void aBrokenExampleOfAListIsNamed() {
    List<Order> withBroken = new ArrayList<>(orders);
    withBroken.set(2, new Order(1_000_000, "north", new float[3]));
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      var price = price(predictor);
      assertThatThrownBy(() -> price.applyAll(withBroken))
          .isInstanceOf(SavedModelException.class)
          .hasMessageStartingWith(
              "examples[2]: The SavedModel %s fails on the signature serving_default: ",
              ServedModels.folder("keras"));
      withBroken.set(2, new Order(1, "north", new float[4]));
      assertThatThrownBy(() -> price.applyAll(withBroken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "examples[2]: The input x of the signature serving_default takes DT_FLOAT [3] for an"
                  + " example, but was given values of [4]");
    }
  }

  @Test
  void examplesOfOtherLengthsDoNotGoTogether() throws Exception {
    List<int[]> texts = List.of(new int[] {1, 2}, new int[] {3}, new int[] {4}, new int[] {5, 6});
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(() -> length(predictor).applyAll(texts))
          .hasMessageContaining("examples of the shapes [2] and [1] of words don't go together");
    }
  }

  @Test
  void anOutputThatIsNotOneForEachExampleIsRefused() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(() -> length(predictor).apply(new int[] {1}))
          .isInstanceOf(SavedModelException.class)
          .hasMessageContaining("its output total of [] isn't one for each of 1 examples");
    }
  }

  @Test
  void aSignatureWithoutBatchesHasNoFunction() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(() -> predictor.function("no_batch", x -> Map.of("x", x), y -> y))
          .isInstanceOf(SavedModelException.class)
          .hasMessage(
              "The signature no_batch takes no batches of examples: its input x DT_FLOAT [3] has a"
                  + " fixed first dimension. Call predict.");
      assertThatThrownBy(() -> predictor.function("prices", x -> Map.of(), y -> y))
          .isInstanceOf(SavedModelException.class)
          .hasMessageContaining("has no signature prices");
    }
  }

  @Test
  void nullsAreNamed() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      assertNull(
          () -> predictor.function("serving_default", null, outputs -> outputs),
          "The encoder is null, but must make the inputs of an example");
      assertNull(
          () -> predictor.function("serving_default", Order::inputs, null),
          "The decoder is null, but must make an answer of the outputs");
      assertNull(() -> predictor.predict(null), "The inputs are null, but must be values by name");
      assertNull(
          () -> predictor.predict("serving_default", orders.get(0).inputs(), null),
          "The reader is null, but must take the outputs");
      var broken = predictor.function("serving_default", order -> null, outputs -> outputs);
      String message = "The inputs are null, but must be values by name";
      assertNull(() -> broken.apply(orders.get(0)), message);
      assertNull(() -> broken.applyAll(orders), message);
    }
  }

  private static void assertNull(ThrowingCallable call, String message) {
    assertThatNullPointerException().isThrownBy(call).withMessage(message);
  }

  @Test
  void aClosedPredictorsFunctionSaysSo() {
    var predictor = SavedModelPredictor.load(ServedModels.folder("keras"));
    var price = price(predictor);
    predictor.close();
    assertThatThrownBy(() -> price.apply(orders.get(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The predictor is closed; it served ");
  }

  private List<Float> inThreads(List<Order> examples, PredictFunction<Order, Float> function)
      throws Exception {
    List<Future<Float>> answers =
        examples.stream().map(example -> threads.submit(() -> function.apply(example))).toList();
    List<Float> actual = new ArrayList<>();
    for (Future<Float> answer : answers) {
      actual.add(answer.get());
    }
    return actual;
  }

  private static PredictFunction<Order, Float> price(SavedModelPredictor predictor) {
    return predictor.function(
        "serving_default",
        Order::inputs,
        outputs -> ((FloatNdArray) outputs.get("price")).getFloat(0));
  }

  private static PredictFunction<int[], Object> length(SavedModelPredictor predictor) {
    return predictor.function(
        "lengths",
        words -> Map.of("words", NdArrays.vectorOf(words)),
        outputs -> outputs.get("length"));
  }

  private void assertClose(List<Float> actual) {
    assertThat(actual).hasSameSizeAs(prices);
    for (int i = 0; i < prices.size(); i++) {
      assertThat(actual.get(i)).isCloseTo(prices.get(i), within(1e-6f));
    }
  }
}
