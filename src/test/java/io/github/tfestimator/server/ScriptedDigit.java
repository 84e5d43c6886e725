package io.github.tfestimator.server;

import java.util.ArrayList;
import java.util.List;

/**
 * A digit as a hand draws it, with a pen that moves from point to point.
 *
 * @param strokes each a list of points, x and y from 0 to 1
 */
record ScriptedDigit(List<List<double[]>> strokes) {
  /** Points between two that are given. */
  private static final int STEPS = 5;

  /** For each digit its strokes: a name of how points are joined, then x and y in percent. */
  private static final String[] DIGITS = {
    "curve 55,0 20,15 8,50 20,88 50,100 80,88 92,50 80,15 55,0",
    "line 40,12 55,0 55,100",
    "curve 10,25 30,3 68,3 86,27 68,55 35,80 8,100; line 8,100 95,100",
    "curve 12,10 50,0 85,20 75,40 42,47; curve 42,47 85,58 88,82 55,100 10,90",
    "line 25,0 8,60 95,60; line 70,20 65,100",
    "line 85,0 25,0 18,45; curve 18,45 55,38 88,66 65,96 12,93",
    "curve 75,0 38,20 12,65 30,98 70,96 86,72 62,54 25,66",
    "line 8,2 92,2 45,100",
    "curve 50,48 18,27 48,0 84,22 50,48 12,76 50,100 90,76 50,48",
    "curve 84,25 50,2 15,25 40,50 82,30; line 84,25 74,100",
  };

  static ScriptedDigit of(int digit) {
    List<List<double[]>> strokes = new ArrayList<>();
    for (String stroke : DIGITS[digit].split("; ")) {
      String[] words = stroke.split(" ");
      List<double[]> points = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        String[] place = words[i].split(",");
        points.add(
            new double[] {Double.parseDouble(place[0]) / 100, Double.parseDouble(place[1]) / 100});
      }
      strokes.add(joined(points, words[0].equals("curve")));
    }
    return new ScriptedDigit(strokes);
  }

  private static List<double[]> joined(List<double[]> points, boolean isCurve) {
    List<double[]> joined = new ArrayList<>();
    for (int i = 0; i < points.size() - 1; i++) {
      double[] before = points.get(Math.max(0, i - 1));
      double[] after = points.get(Math.min(points.size() - 1, i + 2));
      for (int step = 0; step < STEPS; step++) {
        double t = (double) step / STEPS;
        var point = new double[2];
        for (int axis = 0; axis < 2; axis++) {
          double from = points.get(i)[axis];
          double to = points.get(i + 1)[axis];
          point[axis] =
              isCurve ? catmullRom(before[axis], from, to, after[axis], t) : from + t * (to - from);
        }
        joined.add(point);
      }
    }
    joined.add(points.get(points.size() - 1));
    return joined;
  }

  private static double catmullRom(double a, double b, double c, double d, double t) {
    double cubic = 3 * b - a - 3 * c + d;
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * cubic));
  }

  /**
   * Returns the digit in a place.
   *
   * @param x of the left side
   * @param y of the upper side
   * @param height of the digit; it is 0.6 of this wide
   */
  ScriptedDigit placed(double x, double y, double height) {
    return new ScriptedDigit(
        strokes.stream()
            .map(
                stroke ->
                    stroke.stream()
                        .map(
                            point ->
                                new double[] {x + 0.6 * height * point[0], y + height * point[1]})
                        .toList())
            .toList());
  }
}
