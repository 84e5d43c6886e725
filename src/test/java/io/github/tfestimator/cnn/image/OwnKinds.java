package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.EncodedDigits.jpeg;
import static io.github.tfestimator.cnn.image.EncodedDigits.png;
import static io.github.tfestimator.cnn.image.TableKinds.sized;

import io.github.tfestimator.cnn.image.DigitKind.Drawing;
import io.github.tfestimator.cnn.image.DigitKind.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** More kinds of drawings: papers, pens, damage and sizes. */
final class OwnKinds {
  private static final int SIDE = DrawnDigit.SIDE;

  private OwnKinds() {}

  static List<DigitKind> all() {
    List<DigitKind> kinds = new ArrayList<>();
    kinds.addAll(papers());
    kinds.addAll(damaged());
    kinds.addAll(sizes());
    return kinds;
  }

  private static List<DigitKind> papers() {
    return List.of(
        both("lined paper", d -> jpeg(d.on(240, 40, d.ink().or(lines(d.random(), false))), 0.9)),
        both("squared paper", d -> jpeg(d.on(240, 40, d.ink().or(lines(d.random(), true))), 0.9)),
        both("textured paper", d -> jpeg(textured(d, d.on(215, 40, d.ink()), 2, 40), 0.85)),
        both("chalkboard or gray card", OwnKinds::chalk),
        both("pen of 4 in 280", d -> png(d.clean(PenStrokes.draw(d.ink(), 4)))),
        both("pencil", OwnKinds::pencil),
        dark("blue on yellow", OwnKinds::blueOnYellow),
        both("low contrast", d -> png(d.noisy(d.on(210, 150, d.ink()), 2))),
        dark("coffee stains", OwnKinds::coffee),
        dark("crease", OwnKinds::crease));
  }

  private static List<DigitKind> damaged() {
    return List.of(
        both("vignette", OwnKinds::vignette),
        dark("steep gradient of light", OwnKinds::gradient),
        both("salt and pepper, 2 %", OwnKinds::saltAndPepper),
        both("noise of 20 levels", d -> png(d.noisy(d.on(225, 35, d.ink()), 20))),
        both("frame of 10 pixels", d -> png(d.clean(TableKinds.framed(sized(d.ink(), 85), 10)))),
        both("frame around the digit", d -> png(d.clean(innerFrame(sized(d.ink(), 70))))),
        dark("scan with black edges", OwnKinds::scan),
        both("shifted by 6 of 28 both ways", OwnKinds::cutOff));
  }

  private static List<DigitKind> sizes() {
    return List.of(
        both("20x20", d -> png(d.clean(resized(d.ink(), 20)))),
        both("28x28, drawn large before", d -> png(d.clean(resized(d.ink(), 28)))),
        both("28x28, size 70 %", d -> png(d.clean(resized(sized(d.ink(), 70), 28)))),
        both("28x28, paper of 240", d -> png(d.on(240, 15, resized(d.ink(), 28)))),
        both("64x64", d -> png(d.clean(resized(d.ink(), 64)))),
        both("800x200, anywhere", d -> png(d.clean(anywhere(d, 800, 200, 160, 160)))),
        both("large page, small digit", OwnKinds::page));
  }

  private static DigitKind both(String name, Drawing drawing) {
    return DigitKind.both(name, Group.OWN, drawing);
  }

  private static DigitKind dark(String name, Drawing drawing) {
    return DigitKind.dark(name, Group.OWN, drawing);
  }

  private static Plane resized(Plane ink, int side) {
    return Resizing.resize(ink, side, side).map(v -> Math.min(1, Math.max(0, v)));
  }

  /** Faint lines, 2 pixels wide, and columns if squared. */
  static Plane.Field lines(RandomGenerator random, boolean isSquared) {
    int step = random.nextInt(34, 48);
    int row = random.nextInt(step);
    int column = random.nextInt(step);
    return (x, y) -> (y + row) % step < 2 || isSquared && (x + column) % step < 2 ? 0.3 : 0;
  }

  private static Plane textured(DrawnDigit digit, Plane gray, double size, double strength) {
    Plane noise =
        Blur.gaussian(
            Plane.of(gray.width(), gray.height(), (x, y) -> digit.random().nextGaussian()), size);
    return Plane.of(
        gray.width(), gray.height(), (x, y) -> gray.at(x, y) + strength * noise.at(x, y));
  }

  private static byte[] chalk(DrawnDigit digit) {
    var random = digit.random();
    Plane rough =
        digit.ink().map(v -> v * Math.min(1, Math.max(0, 0.85 + 0.15 * random.nextGaussian())));
    Plane gray = digit.noisy(textured(digit, digit.on(200, 40, rough), 8, 60), 4);
    return jpeg(Blur.gaussian(gray, 0.8), 0.85);
  }

  private static byte[] pencil(DrawnDigit digit) {
    Plane gray = digit.on(225, 140, PenStrokes.draw(digit.ink(), 8));
    return jpeg(digit.noisy(Blur.gaussian(gray, 0.8), 3), 0.9);
  }

  private static byte[] blueOnYellow(DrawnDigit digit) {
    Plane ink = digit.ink();
    return jpeg(
        List.of(digit.on(245, 40, ink), digit.on(225, 60, ink), digit.on(110, 170, ink)), 0.9);
  }

  /** Two rings from cups whose centers lie outside the image. */
  private static byte[] coffee(DrawnDigit digit) {
    var random = digit.random();
    double x = random.nextBoolean() ? -10 : SIDE + 10;
    double y = random.nextBoolean() ? -10 : SIDE + 10;
    double radius = random.nextDouble(70, 110);
    Plane paper =
        Plane.of(
            SIDE,
            SIDE,
            (column, row) -> {
              double distance = (Math.hypot(column - x, row - y) - radius) / 6;
              return 235 - 70 * Math.exp(-distance * distance);
            });
    Plane gray =
        Plane.of(
            SIDE,
            SIDE,
            (column, row) -> {
              float ink = digit.ink().at(column, row);
              return paper.at(column, row) * (1 - ink) + 30 * ink;
            });
    return jpeg(digit.noisy(Blur.gaussian(gray, 0.7), 2), 0.9);
  }

  private static byte[] crease(DrawnDigit digit) {
    double place = SIDE / 2.0 + digit.random().nextDouble(-60, 60);
    Plane gray = digit.on(225, 40, digit.ink());
    Plane creased =
        Plane.of(
            SIDE,
            SIDE,
            (x, y) -> {
              double distance = x - place + 0.2 * (y - SIDE / 2.0);
              double line = 25 * Math.exp(-distance * distance / 4);
              return gray.at(x, y) * (distance > 0 ? 0.82 : 1) - line;
            });
    return jpeg(digit.noisy(creased, 2), 0.85);
  }

  private static byte[] vignette(DrawnDigit digit) {
    Plane gray = digit.on(230, 30, digit.ink());
    Plane lens =
        Plane.of(
            SIDE,
            SIDE,
            (x, y) -> {
              double right = 2.0 * x / SIDE - 1;
              double down = 2.0 * y / SIDE - 1;
              return 1 - 0.35 * (right * right + down * down);
            });
    return jpeg(gray.times(lens), 0.9);
  }

  private static byte[] gradient(DrawnDigit digit) {
    Plane light =
        Light.gradient(SIDE, SIDE, 1.1, digit.random()).map(v -> Math.min(1.1, Math.max(0.25, v)));
    return jpeg(digit.on(230, 40, digit.ink()).times(light), 0.9);
  }

  private static byte[] saltAndPepper(DrawnDigit digit) {
    return png(
        digit
            .clean(digit.ink())
            .map(
                v -> {
                  double chance = digit.random().nextDouble();
                  return chance < 0.01 ? 0 : chance > 0.99 ? 255 : v;
                }));
  }

  /** A line of 3 pixels around the image, 12 from its border. */
  private static Plane innerFrame(Plane ink) {
    return ink.or(
        (x, y) -> {
          int border = Math.min(Math.min(x, y), Math.min(SIDE - x, SIDE - y) - 1);
          return border >= 12 && border < 15 ? 1 : 0;
        });
  }

  private static byte[] scan(DrawnDigit digit) {
    int left = digit.random().nextInt(4, 14);
    int bottom = digit.random().nextBoolean() ? digit.random().nextInt(4, 10) : 0;
    Plane page =
        digit.on(240, 20, digit.ink().cut(-10 - 20 * digit.random().nextInt(2), -10, 320, 300));
    Plane scan = Plane.of(320, 300, (x, y) -> x < left || y >= 300 - bottom ? 20 : page.at(x, y));
    return jpeg(digit.noisy(scan, 2), 0.85);
  }

  private static byte[] cutOff(DrawnDigit digit) {
    return png(digit.clean(digit.ink().cut(60 * digit.sign(), 60 * digit.sign(), SIDE, SIDE)));
  }

  private static Plane anywhere(DrawnDigit digit, int width, int height, int least, int most) {
    var random = digit.random();
    int side = random.nextInt(least, most + 1);
    return digit
        .ink()
        .placed(width, height, random.nextInt(width - side), random.nextInt(height - side), side);
  }

  private static byte[] page(DrawnDigit digit) {
    Plane ink = anywhere(digit, 1000, 1400, 180, 300);
    return jpeg(digit.noisy(digit.on(248, 20, ink), 2), 0.85);
  }
}
