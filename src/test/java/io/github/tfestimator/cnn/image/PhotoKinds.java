package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.image.DigitKind.Drawing;
import io.github.tfestimator.cnn.image.DigitKind.Group;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;

/** More kinds of photos. */
final class PhotoKinds {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 600;

  private PhotoKinds() {}

  static List<DigitKind> all() {
    return List.of(
        both("photo, JPEG at quality 10", d -> small().shadow(0.4).quality(0.1).of(d)),
        both("photo, moved", PhotoKinds::moved),
        both("photo, out of focus", d -> small().blur(5).of(d)),
        dark("photo with a flash", PhotoKinds::flash),
        dark("photo with a reflection", PhotoKinds::reflection),
        dark("sheet on a dark table", d -> onTable(d, 45, true)),
        dark("sheet on a wooden table", d -> onTable(d, 120, true)),
        dark(
            "sheet and an edge of the table",
            d -> onTable(d, d.random().nextDouble(40, 140), false)));
  }

  private static DigitKind both(String name, Drawing drawing) {
    return DigitKind.both(name, Group.OWN, drawing);
  }

  private static DigitKind dark(String name, Drawing drawing) {
    return DigitKind.dark(name, Group.OWN, drawing);
  }

  private static Photo small() {
    return new Photo().size(480, 360).share(0.6).offCenter(0.4);
  }

  private static byte[] moved(DrawnDigit digit) {
    Photo photo = small();
    Plane gray = Blur.motion(photo.gray(digit), 12, digit.random().nextBoolean());
    return photo.develop(gray, digit.random());
  }

  private static byte[] flash(DrawnDigit digit) {
    var random = digit.random();
    Photo photo = new Photo().share(0.5).offCenter(0.4).colors(130, 25);
    Plane spot =
        Light.spot(640, 480, random.nextDouble(150, 490), random.nextDouble(100, 380), 110);
    return photo.develop(photo.gray(digit).times(spot.map(v -> 1 + 0.9 * v)), random);
  }

  private static byte[] reflection(DrawnDigit digit) {
    Photo photo = new Photo().size(480, 360).share(0.55).offCenter(0.4).colors(190, 60);
    Plane spot = Light.spot(480, 360, 80, 50, 40).map(v -> 255 * v);
    return photo.develop(photo.gray(digit).or(spot::at), digit.random());
  }

  /** Takes a photo of a square sheet: all of it, or most. */
  static byte[] onTable(DrawnDigit digit, double table, boolean isWhole) {
    var random = digit.random();
    int margin = 60;
    int side = DrawnDigit.SIDE + 2 * margin;
    Plane ink = digit.ink().cut(-margin, -margin, side, side);
    Perspective view = new Perspective(corners(digit, isWhole));
    Plane pen = view.project(ink, WIDTH, HEIGHT);
    Plane sheet = view.project(ink.map(v -> 1), WIDTH, HEIGHT);
    Plane grain =
        Blur.motion(Plane.of(WIDTH, HEIGHT, (x, y) -> 12 * random.nextGaussian()), 20, true);
    Plane gray =
        Plane.of(
                WIDTH,
                HEIGHT,
                (x, y) -> {
                  double paper = 225 - 180 * pen.at(x, y);
                  double share = sheet.at(x, y);
                  return share * paper + (1 - share) * (table + grain.at(x, y));
                })
            .times(Light.gradient(WIDTH, HEIGHT, 0.2, random));
    boolean isShaded = random.nextBoolean();
    return new Photo()
        .develop(isShaded ? gray.times(Light.shadow(WIDTH, HEIGHT, 0.4, random)) : gray, random);
  }

  private static List<Point2D> corners(DrawnDigit digit, boolean isWhole) {
    var random = digit.random();
    double side = HEIGHT * (isWhole ? random.nextDouble(0.65, 0.8) : random.nextDouble(0.95, 1.1));
    double centerX = WIDTH * (0.5 + random.nextDouble(-0.06, 0.06));
    double centerY =
        HEIGHT * (0.5 + (isWhole ? random.nextDouble(-0.05, 0.05) : 0.1 * digit.sign()));
    double angle = random.nextDouble(-0.15, 0.15);
    List<Point2D> corners = new ArrayList<>();
    for (int[] corner : new int[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
      double x = corner[0] * side / 2 + random.nextDouble(-0.03, 0.03) * side;
      double y = corner[1] * side / 2 + random.nextDouble(-0.03, 0.03) * side;
      corners.add(
          new Point2D.Double(
              centerX + Math.cos(angle) * x - Math.sin(angle) * y,
              centerY + Math.sin(angle) * x + Math.cos(angle) * y));
    }
    return corners;
  }
}
