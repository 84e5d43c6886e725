package io.github.tfestimator.cnn.image;

/** Scales an image to a square, padding it with its background if it isn't square itself. */
final class SquareScaler {
  private final GrayImage image;
  private final int padding;
  // How many of its pixels make one of ours.
  private final double step;
  // Where the image lies in the square around it.
  private final int left;
  private final int top;

  private SquareScaler(GrayImage image, int size) {
    int side = Math.max(image.width(), image.height());
    this.image = image;
    padding = image.background();
    step = (double) side / size;
    left = (side - image.width()) / 2;
    top = (side - image.height()) / 2;
  }

  /**
   * Scales an image to a square.
   *
   * @param image an opaque image
   * @param size rows and columns of the result
   * @return its pixels, row after row
   */
  static byte[] scale(GrayImage image, int size) {
    var scaler = new SquareScaler(image, size);
    byte[] pixels = new byte[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double gray = scaler.step >= 1 ? scaler.areaMean(x, y) : scaler.bilinear(x, y);
        pixels[y * size + x] = (byte) Math.round(gray);
      }
    }
    return pixels;
  }

  /** The mean of what our pixel covers; the padding is never laid out, only weighed. */
  private double areaMean(int x, int y) {
    double x0 = Math.max(0, x * step - left);
    double x1 = Math.min(image.width(), (x + 1) * step - left);
    double y0 = Math.max(0, y * step - top);
    double y1 = Math.min(image.height(), (y + 1) * step - top);
    double sum = 0;
    double area = 0;
    for (int row = (int) y0; row < y1; row++) {
      double high = Math.min(row + 1, y1) - Math.max(row, y0);
      for (int column = (int) x0; column < x1; column++) {
        double weight = high * (Math.min(column + 1, x1) - Math.max(column, x0));
        sum += weight * image.grayAt(column, row);
        area += weight;
      }
    }
    return (sum + padding * (step * step - area)) / (step * step);
  }

  private double bilinear(int x, int y) {
    double centerX = (x + 0.5) * step - 0.5 - left;
    double centerY = (y + 0.5) * step - 0.5 - top;
    int x0 = (int) Math.floor(centerX);
    int y0 = (int) Math.floor(centerY);
    double right = centerX - x0;
    double down = centerY - y0;
    double upper = gray(x0, y0) * (1 - right) + gray(x0 + 1, y0) * right;
    double lower = gray(x0, y0 + 1) * (1 - right) + gray(x0 + 1, y0 + 1) * right;
    return upper * (1 - down) + lower * down;
  }

  private int gray(int x, int y) {
    boolean inside = x >= 0 && x < image.width() && y >= 0 && y < image.height();
    return inside ? image.grayAt(x, y) : padding;
  }
}
