package io.github.tfestimator.peers;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;

/** The smallest program that loads a model and says which digit an image shows. */
public final class FirstPrediction {
  private FirstPrediction() {}

  /**
   * Predicts one image.
   *
   * @param args a framework's name, its model, and an image of 28x28 pixels, light ink on dark
   * @throws IOException if the image can't be read
   */
  public static void main(String[] args) throws IOException {
    Logger.getLogger("").setLevel(Level.WARNING);
    BufferedImage image = ImageIO.read(new File(args[2]));
    float[] pixels = new float[Sizes.WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.getRaster().getSample(i % Sizes.SIDE, i / Sizes.SIDE, 0) / 255f;
    }
    try (var framework = FrameworkName.valueOf(args[0]).framework(Path.of(args[1]).getParent());
        var predictor = framework.load(Path.of(args[1]))) {
      float[] probabilities = predictor.probabilities(ImageBatch.of(pixels, new int[] {0}));
      System.out.println(Evaluation.largest(probabilities, 0));
    }
  }
}
