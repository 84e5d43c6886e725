package io.github.tfestimator.cnn.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Folders of generated images of three classes: disks, stripes and squares of any color. */
public final class ColorFolders {
  /** The classes, sorted. */
  public static final List<String> NAMES = List.of("disk", "stripes", "\u56db\u89d2");

  private ColorFolders() {}

  /**
   * Writes images of 24 to 47 pixels a side, PNG and JPEG files by turns.
   *
   * @param perClass how many of each class
   */
  public static Path write(Path folder, int perClass) throws IOException {
    var random = new SplittableRandom(7);
    for (int label = 0; label < NAMES.size(); label++) {
      Path ofClass = Files.createDirectories(folder.resolve(NAMES.get(label)));
      for (int i = 0; i < perClass; i++) {
        String format = i % 2 == 0 ? "png" : "jpg";
        Path file = ofClass.resolve("%03d.%s".formatted(i, format));
        ImageIO.write(image(label, random), format, file.toFile());
      }
    }
    return folder;
  }

  private static BufferedImage image(int label, SplittableRandom random) {
    int width = random.nextInt(24, 48);
    int height = random.nextInt(24, 48);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color(random, 0, 110));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(color(random, 140, 256));
    int side = Math.min(width, height) * 2 / 3;
    int x = random.nextInt(width - side);
    int y = random.nextInt(height - side);
    switch (label) {
      case 0 -> graphics.fillOval(x, y, side, side);
      case 1 -> {
        for (int line = 0; line < height; line += 8) {
          graphics.fillRect(0, line, width, 4);
        }
      }
      default -> graphics.drawRect(x, y, side, side);
    }
    graphics.dispose();
    return image;
  }

  private static Color color(SplittableRandom random, int low, int high) {
    return new Color(
        random.nextInt(low, high), random.nextInt(low, high), random.nextInt(low, high));
  }
}
