package io.github.tfestimator.cnn.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A SavedModel's network behind the decoder of this build, whatever the model's own is. */
final class KindClassifier implements AutoCloseable {
  private final ImageDecoder decoder = new ImageDecoder();
  private final SavedModelClassifier classifier;

  KindClassifier(Path savedModel) {
    classifier = SavedModelClassifier.load(savedModel);
  }

  FittedImage fit(byte[] file) {
    return decoder.fit(file, "the image");
  }

  List<Classification> fitted(List<byte[]> files) {
    List<FittedImage> images = files.parallelStream().map(this::fit).toList();
    List<Classification> answers =
        classifier.classifyPixels(images.stream().map(FittedImage::pixels).toList());
    List<Classification> classified = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Classification answer = answers.get(i);
      classified.add(
          new Classification(answer.classId(), answer.probabilities(), images.get(i).found()));
    }
    return classified;
  }

  /** Images that aren't fitted, but inverted if their border is light. */
  List<Classification> asTheyAre(List<byte[]> files) {
    return classifier.classifyPixels(
        files.parallelStream()
            .map(file -> decoder.decode28x28(file, "the image", Ink.DETECT))
            .toList());
  }

  @Override
  public void close() {
    decoder.close();
    classifier.close();
  }
}
