package io.github.tfestimator.cnn.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Makes a decoded image gray from the numbers in its raster. The JDK's own ways (getRGB, drawing)
 * would take gray ones through a color space and change them.
 */
final class GrayConversion {
  private final Raster raster;
  private final ColorModel colors;
  private final byte[] gray;
  private final byte[] alpha;

  private GrayConversion(BufferedImage image) {
    raster = image.getRaster();
    colors = image.getColorModel();
    gray = new byte[image.getWidth() * image.getHeight()];
    alpha = new byte[colors.hasAlpha() ? gray.length : 0];
  }

  /**
   * Converts an image to gray.
   *
   * @param image a decoded image: a palette, or gray or RGB with or without alpha
   * @return the image, gray
   */
  static GrayImage of(BufferedImage image) {
    var conversion = new GrayConversion(image);
    if (image.getColorModel() instanceof IndexColorModel palette) {
      conversion.byPalette(palette);
    } else {
      conversion.byChannels(image.getColorModel().getNumColorComponents());
    }
    return new GrayImage(image.getWidth(), image.getHeight(), conversion.gray, conversion.alpha);
  }

  private void byPalette(IndexColorModel palette) {
    int[] row = new int[raster.getWidth()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        int rgb = palette.getRGB(row[x]);
        put(x, y, luma(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff), rgb >>> 24);
      }
    }
  }

  private void byChannels(int channels) {
    int bands = raster.getNumBands();
    int[] row = new int[raster.getWidth() * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int x = 0; x < raster.getWidth(); x++) {
        int i = x * bands;
        int value =
            channels == 1
                ? eightBits(row[i], 0)
                : luma(eightBits(row[i], 0), eightBits(row[i + 1], 1), eightBits(row[i + 2], 2));
        put(x, y, value, alpha.length == 0 ? 255 : eightBits(row[i + channels], channels));
      }
    }
  }

  private void put(int x, int y, int value, int opacity) {
    int place = y * raster.getWidth() + x;
    gray[place] = (byte) value;
    if (alpha.length > 0) {
      alpha[place] = (byte) opacity;
    }
  }

  private int eightBits(int sample, int band) {
    int bits = colors.getComponentSize(band);
    return bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  private static int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
}
