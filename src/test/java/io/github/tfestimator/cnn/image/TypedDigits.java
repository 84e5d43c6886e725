package io.github.tfestimator.cnn.image;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Digits of the computer's fonts: the JDK's logical ones and those that are installed. */
final class TypedDigits {
  private static final int SIDE = DrawnDigit.SIDE;
  private static final List<Font> FONTS = fonts();

  private TypedDigits() {}

  /** Tells whether the computer has fonts at all. */
  static boolean isPossible() {
    return !FONTS.isEmpty();
  }

  private static List<Font> fonts() {
    List<Font> fonts = new ArrayList<>();
    try {
      var environment = GraphicsEnvironment.getLocalGraphicsEnvironment();
      for (String family : environment.getAvailableFontFamilyNames()) {
        for (int style = Font.PLAIN; style <= (Font.BOLD | Font.ITALIC); style++) {
          var font = new Font(family, style, 200);
          if (font.canDisplayUpTo("0123456789") < 0) {
            fonts.add(font);
          }
        }
      }
    } catch (InternalError | RuntimeException e) {
      // As the JDK fails where no font is installed.
      return List.of();
    }
    return fonts;
  }

  /** The ink of a digit in the middle of 280x280. */
  static Plane ink(int digit, RandomGenerator random) {
    Font font = FONTS.get(random.nextInt(FONTS.size()));
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    var outline =
        font.createGlyphVector(graphics.getFontRenderContext(), Integer.toString(digit))
            .getOutline();
    var box = outline.getBounds2D();
    double right = SIDE / 2.0 - box.getCenterX();
    double down = SIDE / 2.0 - box.getCenterY();
    graphics.fill(
        AffineTransform.getTranslateInstance(right, down).createTransformedShape(outline));
    graphics.dispose();
    var raster = image.getRaster();
    return Plane.of(SIDE, SIDE, (x, y) -> raster.getSample(x, y, 0) / 255.0);
  }
}
