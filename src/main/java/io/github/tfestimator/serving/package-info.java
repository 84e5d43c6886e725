/**
 * Serving any SavedModel from Java. It needs neither a model function nor the layers: the
 * SavedModel stands alone.
 *
 * <p>The door is {@link io.github.tfestimator.serving.SavedModelPredictor}:
 *
 * <pre>{@code
 * var config =
 *     ServingConfig.defaults()
 *         .withMicroBatches(32)
 *         .followingVersions(Duration.ofSeconds(1));
 * try (var predictor = SavedModelPredictor.load(Path.of("savedmodel/prices"), config)) {
 *   Map<String, NdArray<?>> answer =
 *       predictor.predict(Map.of("user", new long[] {3, 7}, "x", rows));
 *   PredictFunction<float[], Float> price =
 *       predictor.function(
 *           "serving_default",
 *           row -> Map.of("user", 3L, "x", row),
 *           outputs -> ((FloatNdArray) outputs.get("price")).getFloat(0));
 *   System.out.println(price.apply(rows[0]));
 * }
 * }</pre>
 *
 * <p>Any number of threads may predict at once, on one predictor. There is one thread of its own, a
 * daemon, if it follows versions, and none otherwise. A request ends on the version that it began
 * with; the version's native memory is freed after the last of them.
 */
package io.github.tfestimator.serving;
