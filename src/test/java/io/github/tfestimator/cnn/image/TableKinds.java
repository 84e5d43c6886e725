package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.DigitKind.both;
import static io.github.tfestimator.cnn.image.DigitKind.dark;
import static io.github.tfestimator.cnn.image.DigitKind.light;
import static io.github.tfestimator.cnn.image.EncodedDigits.exifJpeg;
import static io.github.tfestimator.cnn.image.EncodedDigits.png;

import io.github.tfestimator.cnn.image.DigitKind.Group;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The kinds by which fitting was asked for, and the file formats. */
final class TableKinds {
  private static final int SIDE = DrawnDigit.SIDE;

  /** A 28th of the image. */
  private static final int STEP = SIDE / 28;

  private TableKinds() {}

  static List<DigitKind> all() {
    List<DigitKind> kinds = new ArrayList<>();
    kinds.add(DigitKind.both("MNIST's own file", Group.TABLE, d -> png(mnist(d))));
    kinds.add(table("drawn large", d -> png(d.clean(d.ink()))));
    for (int paper : new int[] {250, 240, 200}) {
      kinds.add(dark("paper of " + paper, Group.TABLE, d -> png(d.on(paper, 0, d.ink()))));
    }
    for (int board : new int[] {5, 30}) {
      kinds.add(
          light("background of " + board, Group.TABLE, d -> png(d.on(255 - board, 0, d.ink()))));
    }
    kinds.add(table("frame of 1 pixel", d -> png(d.clean(framed(d.ink(), 1)))));
    kinds.add(photo("photo, even light", d -> new Photo().jitter(0.02).gradient(0.05).of(d)));
    kinds.add(photo("photo, shadow", d -> new Photo().jitter(0.02).shadow(0.5).of(d)));
    kinds.add(
        photo(
            "photo, half the frame, perspective, shadow",
            d -> new Photo().share(0.5).jitter(0.08).shadow(0.5).offCenter(0.3).of(d)));
    kinds.add(photo("phone photo: small, off center, shadow", TableKinds::phone));
    kinds.add(table("noise of 4 levels", d -> png(d.noisy(d.clean(d.ink()), 4))));
    for (int size : new int[] {70, 50, 30}) {
      kinds.add(table("size " + size + " %", d -> png(d.clean(sized(d.ink(), size)))));
    }
    for (int shift : new int[] {2, 4, 6}) {
      kinds.add(table("shifted by " + shift + " of 28", d -> png(d.clean(shifted(d, shift)))));
    }
    kinds.add(table("cropped to the ink", d -> png(d.clean(cropped(d.ink(), 0)))));
    kinds.add(table("cropped with a margin", d -> png(d.clean(cropped(d.ink(), 0.1)))));
    kinds.add(table("half size, in a corner", d -> png(d.clean(inCorner(d)))));
    kinds.add(
        table(
            "twice as wide as high", d -> png(d.clean(d.ink().cut(-SIDE / 2, 0, 2 * SIDE, SIDE)))));
    kinds.add(table("EXIF: 90 degrees", d -> exifJpeg(turned(d, 3), 6)));
    kinds.add(table("EXIF: 180 degrees", d -> exifJpeg(turned(d, 2), 3)));
    kinds.add(table("EXIF: 270 degrees", d -> exifJpeg(turned(d, 1), 8)));
    kinds.add(table("pen of 40 in 280", d -> png(d.clean(PenStrokes.draw(d.ink(), 40)))));
    kinds.addAll(formats());
    for (int angle : new int[] {20, 30}) {
      kinds.add(
          both(
              "tilted by " + angle + " degrees",
              Group.TILTED,
              d -> png(d.clean(d.ink().tilted(d.sign() * angle)))));
    }
    if (TypedDigits.isPossible()) {
      kinds.add(
          both(
              "typed digits",
              Group.TYPED,
              d -> png(d.clean(TypedDigits.ink(d.label(), d.random())))));
    }
    return kinds;
  }

  private static List<DigitKind> formats() {
    return List.of(
        table("CMYK JPEG", d -> EncodedDigits.cmykJpeg(d.clean(d.ink()))),
        table("two colors, JPEG at quality 10", TableKinds::colors),
        table(
            "ink on transparency",
            d -> EncodedDigits.transparentPng(d.ink(), d.isLight() ? 255 : 0)),
        table("PNG of 16 bits", d -> EncodedDigits.png16(d.clean(d.ink()))),
        table("GIF", d -> EncodedDigits.gif(d.clean(d.ink()))),
        table("BMP", d -> EncodedDigits.bmp(d.clean(d.ink()))));
  }

  private static DigitKind table(String name, DigitKind.Drawing drawing) {
    return both(name, Group.TABLE, drawing);
  }

  private static DigitKind photo(String name, DigitKind.Drawing drawing) {
    return dark(name, Group.TABLE, drawing);
  }

  private static Plane mnist(DrawnDigit digit) {
    Plane gray = DrawnDigit.gray(digit.pixels());
    return digit.isLight() ? gray : gray.map(v -> 255 - v);
  }

  static Plane framed(Plane ink, int width) {
    return ink.or(
        (x, y) -> {
          int border = Math.min(Math.min(x, y), Math.min(ink.width() - x, ink.height() - y) - 1);
          return border < width ? 1 : 0;
        });
  }

  private static byte[] phone(DrawnDigit digit) {
    double share = digit.random().nextDouble(0.2, 0.3);
    return new Photo()
        .size(600, 800)
        .share(share)
        .jitter(0.05)
        .shadow(0.5)
        .offCenter(0.8)
        .of(digit);
  }

  static Plane sized(Plane ink, int percent) {
    int side = SIDE * percent / 100;
    return ink.placed(SIDE, SIDE, (SIDE - side) / 2, (SIDE - side) / 2, side);
  }

  private static Plane shifted(DrawnDigit digit, int pixels) {
    int shift = digit.sign() * pixels * STEP;
    boolean isAcross = digit.random().nextBoolean();
    return digit.ink().cut(isAcross ? shift : 0, isAcross ? 0 : shift, SIDE, SIDE);
  }

  static Plane cropped(Plane ink, double margin) {
    Rectangle box = ink.box();
    box.grow(
        (int) (margin * Math.max(box.width, box.height)),
        (int) (margin * Math.max(box.width, box.height)));
    return ink.cut(box.x, box.y, box.width, box.height);
  }

  private static Plane inCorner(DrawnDigit digit) {
    int half = SIDE / 2;
    RandomGenerator random = digit.random();
    return digit.ink().placed(SIDE, SIDE, half * random.nextInt(2), half * random.nextInt(2), half);
  }

  private static Plane turned(DrawnDigit digit, int quarters) {
    return IntStream.range(0, quarters)
        .boxed()
        .reduce(digit.clean(digit.ink()), (gray, i) -> gray.turned(), (first, second) -> second);
  }

  private static byte[] colors(DrawnDigit digit) {
    List<Plane> rgb = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int ink = digit.random().nextInt(90);
      rgb.add(digit.on(digit.random().nextInt(190, 256), ink, digit.ink()));
    }
    return EncodedDigits.jpeg(rgb, 0.1);
  }
}
