package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TUint8;

class FittingTest {
  private static final Graph GRAPH = new Graph();
  private static final Operand<TUint8> GRAY;
  private static final Operand<TUint8> PIXELS;
  private static final Operand<TBool> FOUND;
  private static final Session SESSION;

  static {
    var tf = Ops.create(GRAPH);
    GRAY = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, -1)));
    var fitting = new Fitting(tf, GRAY);
    PIXELS = fitting.pixels();
    FOUND = fitting.found();
    SESSION = new Session(GRAPH);
  }

  private record Fitted(byte[] pixels, boolean found) {
    int at(int x, int y) {
      return pixels[28 * y + x] & 0xff;
    }

    /** The mean column of the ink if that is 1, or row if 0. */
    double center(int axis) {
      double mass = 0;
      double moment = 0;
      for (int i = 0; i < 784; i++) {
        int value = at(i % 28, i / 28);
        mass += value;
        moment += value * (axis == 1 ? i % 28 : i / 28);
      }
      return moment / mass;
    }

    /** Returns the number of rows with ink. */
    long height() {
      long rows = 0;
      for (int y = 0; y < 28; y++) {
        int most = 0;
        for (int x = 0; x < 28; x++) {
          most = Math.max(most, at(x, y));
        }
        rows += most > 127 ? 1 : 0;
      }
      return rows;
    }
  }

  @AfterAll
  static void close() {
    SESSION.close();
    GRAPH.close();
  }

  private static Fitted fit(int width, int height, IntBinaryOperator gray) {
    var values = new byte[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) gray.applyAsInt(i % width, i / width);
    }
    var buffer = DataBuffers.of(values, true, false);
    try (var fed = TUint8.tensorOf(Shape.of(height, width), buffer);
        var result = SESSION.runner().feed(GRAY, fed).fetch(PIXELS).fetch(FOUND).run()) {
      var pixels = new byte[784];
      result.get(0).asRawTensor().data().read(pixels);
      return new Fitted(pixels, result.get(1).asRawTensor().data().asBooleans().getBoolean(0));
    }
  }

  /** A ring, off the middle: a zero. */
  private static boolean isRing(int x, int y, int centerX, int centerY, int radius) {
    double distance = Math.hypot(x - centerX, y - centerY);
    return distance <= radius && distance >= radius * 0.75;
  }

  private static void assertIsRing(Fitted fitted) {
    assertThat(fitted.found()).isTrue();
    assertThat(fitted.center(0)).isCloseTo(14, within(0.1));
    assertThat(fitted.center(1)).isCloseTo(14, within(0.1));
    assertThat(fitted.height()).isBetween(19L, 21L);
    assertThat(fitted.at(14, 14)).isZero();
    assertThat(fitted.at(0, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 140})
  void darkInkOnAnyPaperIsCentered(int ink) {
    assertIsRing(fit(300, 200, (x, y) -> isRing(x, y, 90, 120, 50) ? ink : 220));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 120})
  void lightInkOnAnyBoardIsCentered(int board) {
    assertIsRing(fit(300, 200, (x, y) -> isRing(x, y, 200, 70, 40) ? 240 : board));
  }

  @Test
  void takesAwayAFrame() {
    assertIsRing(
        fit(
            200,
            200,
            (x, y) -> {
              boolean isFrame = x < 5 || y < 5 || x >= 195 || y >= 195;
              return isFrame || isRing(x, y, 110, 90, 50) ? 10 : 240;
            }));
  }

  @Test
  void takesAwayAShadow() {
    assertIsRing(
        fit(
            400,
            300,
            (x, y) -> (isRing(x, y, 180, 160, 60) ? 40 : 220) * (x + y < 330 ? 10 : 5) / 10));
  }

  @Test
  void takesAwayTheTableAroundASheet() {
    assertIsRing(
        fit(
            400,
            300,
            (x, y) -> {
              boolean isSheet = x > 80 && x < 310 && y > 40 && y < 270;
              return !isSheet ? 40 : isRing(x, y, 190, 150, 60) ? 50 : 225;
            }));
  }

  /** More than half of the image is ink, some of it along the border. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBoldRingCroppedToItsInkIsARing(boolean isLight) {
    assertIsRing(
        fit(
            120,
            120,
            (x, y) -> {
              double distance = Math.hypot(x - 59.5, y - 59.5);
              return (distance < 60 && distance > 33) == isLight ? 255 : 0;
            }));
  }

  @Test
  void aRingThatTwoBordersCutOffIsFound() {
    var cutOff = fit(200, 200, (x, y) -> isRing(x, y, 160, 165, 60) ? 0 : 255);
    assertThat(cutOff.found()).isTrue();
    assertThat(cutOff.height()).isBetween(19L, 21L);
  }

  /** In the search, the line is thinner than a pixel and has gaps. */
  @Test
  void aThinLineStaysWhole() {
    var ring = fit(280, 280, (x, y) -> Math.abs(Math.hypot(x - 150, y - 130) - 90) < 1.5 ? 0 : 255);
    assertThat(ring.found()).isTrue();
    assertThat(ring.center(0)).isCloseTo(14, within(0.1));
    assertThat(ring.center(1)).isCloseTo(14, within(0.1));
    assertThat(ring.at(14, 4) + ring.at(14, 5)).isPositive();
    assertThat(ring.at(14, 23) + ring.at(14, 24)).isPositive();
    assertThat(ring.at(4, 14) + ring.at(5, 14)).isPositive();
    assertThat(ring.at(23, 14) + ring.at(24, 14)).isPositive();
  }

  /** So the table's corner is in a shadow. */
  @Test
  void faintPartsBesideTheDigitAreLeftOut() {
    assertIsRing(
        fit(
            300,
            300,
            (x, y) -> {
              boolean isFaint = x >= 230 && x < 260 && y >= 20 && y < 90;
              return isRing(x, y, 110, 150, 60) ? 10 : isFaint ? 120 : 230 - (x + y) % 40;
            }));
  }

  @Test
  void anImageInMnistsFormStaysAsItIs() {
    IntBinaryOperator balanced = (x, y) -> isRing(x, y, 14, 14, 9) ? 131 : 0;
    assertThat(fit(28, 28, balanced).at(14, 5)).isEqualTo(131);
    assertThat(fit(28, 28, balanced).found()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 255})
  void imagesOfOneColorHaveNoDigit(int color) {
    assertThat(fit(28, 28, (x, y) -> color).found()).isFalse();
    assertThat(fit(300, 200, (x, y) -> color).found()).isFalse();
    assertThat(fit(1, 1, (x, y) -> color).found()).isFalse();
    assertThat(fit(20_000, 1, (x, y) -> color).found()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20, 250})
  void noiseIsNoDigit(int strength) {
    var random = new Random(1);
    for (int side : new int[] {28, 64, 280}) {
      assertThat(fit(side, side, (x, y) -> random.nextInt(strength)).found()).isFalse();
    }
  }

  @Test
  void aSheetOnATableIsNoDigit() {
    var sheet =
        fit(400, 300, (x, y) -> x > 80 && x < 310 && y > 40 && y < 270 ? 225 : 40 + (x + y) % 9);
    assertThat(sheet.found()).isFalse();
  }

  @Test
  void aShadowInACornerIsNoDigit() {
    assertThat(fit(400, 300, (x, y) -> x + y < 90 ? 110 : 220 + (x + y) % 3).found()).isFalse();
  }

  @Test
  void aDigitThatReachesTheBorderIsFound() {
    assertThat(fit(200, 200, (x, y) -> isRing(x, y, 100, 62, 64) ? 20 : 230).found()).isTrue();
    IntBinaryOperator seven = (x, y) -> (y < 16 || x > 104) && x < 120 && y < 150 ? 20 : 230;
    assertThat(fit(200, 200, (x, y) -> x > 60 ? seven.applyAsInt(x - 30, y) : 230).found())
        .isTrue();
  }

  @Test
  void aFrameAloneIsNoDigit() {
    var frame = fit(200, 200, (x, y) -> x < 4 || y < 4 || x >= 196 || y >= 196 ? 0 : 255);
    assertThat(frame.found()).isFalse();
  }
}
