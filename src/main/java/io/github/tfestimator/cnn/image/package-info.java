/**
 * Images for the network: decoding in the graph, the signatures of an exported model, and a
 * classifier of images on top of serving.
 *
 * <p>The doors are {@link io.github.tfestimator.cnn.image.ImageServingInputFn}, which exports, and
 * {@link io.github.tfestimator.cnn.image.SavedModelClassifier}, which classifies with what was
 * exported:
 *
 * <pre>{@code
 * try (var classifier = SavedModelClassifier.load(Path.of("savedmodel/mnist_cnn"))) {
 *   Classification found = classifier.classifyFile(file);
 *   System.out.println(found.classId() + " " + found.probability());
 * }
 * }</pre>
 */
package io.github.tfestimator.cnn.image;
