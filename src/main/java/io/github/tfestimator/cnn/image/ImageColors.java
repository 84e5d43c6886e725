package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageFolder.LabeledFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The rule that makes a data set one of color: a file of it, as its header says, isn't gray. GIF
 * and BMP files count as color. Up to 1000 files are looked at, from all over the set.
 */
final class ImageColors {
  private static final int MAX_FILES = 1000;

  private ImageColors() {}

  /** Returns 3 if a file has color, 1 if none has. */
  static int channels(List<LabeledFile> files) {
    int step = Math.max(1, files.size() / MAX_FILES);
    for (int i = 0; i < files.size(); i += step) {
      if (hasColor(files.get(i).path())) {
        return 3;
      }
    }
    return 1;
  }

  private static boolean hasColor(Path file) {
    try (InputStream raw = Files.newInputStream(file);
        var in = new DataInputStream(new BufferedInputStream(raw))) {
      return switch (in.readUnsignedShort()) {
        case 0x8950 -> isColorPng(in);
        case 0xFFD8 -> isColorJpeg(in);
        case 0x4749, 0x424D -> true; // GIF, BMP
        default -> false;
      };
    } catch (IOException e) {
      // It is unreadable, or ends early: reported where it is decoded.
      return false;
    }
  }

  /** The color type is gray, with or without alpha, or not. */
  private static boolean isColorPng(DataInputStream in) throws IOException {
    in.skipNBytes(23);
    int type = in.readUnsignedByte();
    return type != 0 && type != 4;
  }

  /** The start of frame, a marker from C0 on, gives the number of components. */
  private static boolean isColorJpeg(DataInputStream in) throws IOException {
    while (true) {
      int marker = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      boolean isFrame =
          marker >= 0xFFC0
              && marker <= 0xFFCF
              && marker != 0xFFC4
              && marker != 0xFFC8
              && marker != 0xFFCC;
      if (isFrame) {
        in.skipNBytes(5);
        return in.readUnsignedByte() > 1;
      }
      if (marker < 0xFF00 || length < 2) {
        return false;
      }
      in.skipNBytes(length - 2);
    }
  }
}
