package io.github.tfestimator.cnn.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Image files of planes of gray values. */
final class EncodedDigits {
  private EncodedDigits() {}

  static byte[] png(Plane gray) {
    return encode(image(gray), "png");
  }

  static byte[] gif(Plane gray) {
    return encode(image(gray), "gif");
  }

  static byte[] bmp(Plane gray) {
    return encode(color(List.of(gray, gray, gray)), "bmp");
  }

  static byte[] png16(Plane gray) {
    var image = new BufferedImage(gray.width(), gray.height(), BufferedImage.TYPE_USHORT_GRAY);
    fill(image.getRaster(), 0, gray.map(v -> Math.min(255, Math.max(0, v)) * 257), 65_535);
    return encode(image, "png");
  }

  /** Ink of one gray value on nothing. */
  static byte[] transparentPng(Plane ink, int gray) {
    var image = new BufferedImage(ink.width(), ink.height(), BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < ink.values().length; i++) {
      int opacity = Math.round(255 * ink.values()[i]);
      image.setRGB(i % ink.width(), i / ink.width(), opacity << 24 | 0x010101 * gray);
    }
    return encode(image, "png");
  }

  static byte[] jpeg(Plane gray, double quality) {
    return jpeg(image(gray), quality);
  }

  /** A JPEG of red, green and blue. */
  static byte[] jpeg(List<Plane> rgb, double quality) {
    return jpeg(color(rgb), quality);
  }

  /** A JPEG that says how it is to be turned. */
  static byte[] exifJpeg(Plane gray, int orientation) {
    byte[] tiff = ExifBlocks.tiff(ByteOrder.BIG_ENDIAN, orientation);
    return ExifBlocks.insert(jpeg(gray, 0.9), ExifBlocks.exif(tiff));
  }

  /** A JPEG of four inks, of which black alone is used. */
  static byte[] cmykJpeg(Plane gray) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, gray.width(), gray.height(), 4, null);
    fill(raster, 3, gray.map(v -> 255 - v), 255);
    return jpeg(new IIOImage(raster, null, null), 0.95);
  }

  private static BufferedImage image(Plane gray) {
    var image = new BufferedImage(gray.width(), gray.height(), BufferedImage.TYPE_BYTE_GRAY);
    fill(image.getRaster(), 0, gray, 255);
    return image;
  }

  private static BufferedImage color(List<Plane> rgb) {
    Plane red = rgb.get(0);
    var image = new BufferedImage(red.width(), red.height(), BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 3; i++) {
      fill(image.getRaster(), i, rgb.get(i), 255);
    }
    return image;
  }

  private static void fill(WritableRaster raster, int band, Plane plane, int most) {
    var samples = new int[plane.values().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.min(most, Math.max(0, Math.round(plane.values()[i])));
    }
    raster.setSamples(0, 0, plane.width(), plane.height(), band, samples);
  }

  private static byte[] encode(BufferedImage image, String format) {
    try {
      return ImageFiles.encode(image, format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] jpeg(BufferedImage image, double quality) {
    return jpeg(new IIOImage(image, null, null), quality);
  }

  private static byte[] jpeg(IIOImage image, double quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality((float) quality);
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
