/**
 * Classifies pictures with an exported SavedModel, as a service does. It needs neither the
 * estimator nor the layers: the SavedModel stands alone.
 *
 * <p>The door is {@link io.github.tfestimator.serving.SavedModelClassifier}:
 *
 * <pre>{@code
 * var config =
 *     ServingConfig.defaults()
 *         .withMicroBatches(32, Duration.ofMillis(2))
 *         .followingVersions(Duration.ofSeconds(1));
 * try (var classifier = SavedModelClassifier.load(Path.of("savedmodel/mnist_cnn"), config)) {
 *   Classification found = classifier.classifyFile(picture, Ink.LIGHT_ON_DARK);
 *   System.out.println(found.classId() + " " + found.probability());
 * }
 * }</pre>
 *
 * <p>Any number of threads may classify at once, on one classifier. There is one thread of its own,
 * a daemon, if it follows versions, and none otherwise. A request runs to its end on the version
 * that it began with; the version's native memory is freed after the last of them.
 */
package io.github.tfestimator.serving;
