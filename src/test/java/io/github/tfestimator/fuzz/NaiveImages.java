package io.github.tfestimator.fuzz;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A second reader of the parts of image files, which goes from byte to byte. */
public final class NaiveImages {
  private NaiveImages() {}

  /**
   * The size of a frame of a GIF.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public record Frame(int width, int height) {}

  /**
   * Returns the frames of a GIF.
   *
   * @param file the bytes of a GIF
   * @return the frames up to the end, or to the first damage
   */
  public static List<Frame> gifFrames(byte[] file) {
    List<Frame> frames = new ArrayList<>();
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    try {
      toBlocks(in);
      for (int block = unsigned(in); block == '!' || block == ','; block = unsigned(in)) {
        if (block == '!') {
          in.get(); // its label
        } else {
          Frame frame = frame(in);
          byte flags = in.get();
          frames.add(frame);
          skipColors(in, flags);
          in.get(); // the size of codes
        }
        skipBlocks(in);
      }
    } catch (BufferUnderflowException e) {
      // Up to the damage.
    }
    return frames;
  }

  /**
   * Returns the pixels of the first frame of a GIF.
   *
   * @param file the bytes of a GIF
   * @return the pixels; nothing if an extension before the frame isn't as long as its kind is,
   *     which readers take in different ways
   */
  public static OptionalLong gifPixels(byte[] file) {
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    try {
      toBlocks(in);
      for (int block = unsigned(in); block == '!'; block = unsigned(in)) {
        int label = unsigned(in);
        int length = in.get(in.position());
        boolean isControl = label == 0xf9 && length == 4 && in.get(in.position() + 5) == 0;
        boolean isAsKnown =
            isControl
                || label == 0xfe
                || label == 0xff && length == 11
                || label == 1 && length == 12;
        if (!isAsKnown) {
          return OptionalLong.empty();
        }
        skipBlocks(in);
      }
      Frame frame = in.get(in.position() - 1) == ',' ? frame(in) : new Frame(0, 0);
      return OptionalLong.of((long) frame.width() * frame.height());
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Returns how many scans a JPEG has.
   *
   * @param file the bytes of a JPEG
   * @return the scans up to the end, or to the first damage
   */
  public static int jpegScans(byte[] file) {
    int scans = 0;
    var in = ByteBuffer.wrap(file);
    try {
      for (skip(in, 2); ; ) {
        int marker = marker(in);
        if (marker == 0xd9) {
          return scans;
        }
        int length = in.getShort() & 0xffff;
        scans += marker == 0xda ? 1 : 0;
        in.position(in.position() - 2);
        skip(in, length);
      }
    } catch (BufferUnderflowException e) {
      return scans;
    }
  }

  /**
   * Returns the pixels that the header of a JPEG's frame tells.
   *
   * @param file the bytes of a JPEG
   * @return the pixels; nothing if the header isn't before the first scan
   */
  public static OptionalLong jpegPixels(byte[] file) {
    var in = ByteBuffer.wrap(file);
    try {
      for (skip(in, 2); ; ) {
        int marker = marker(in);
        boolean isFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (marker == 0xd9 || marker == 0xda) {
          return OptionalLong.empty();
        }
        int length = in.getShort() & 0xffff;
        if (isFrame) {
          in.get(); // bits of a sample
          return OptionalLong.of((long) (in.getShort() & 0xffff) * (in.getShort() & 0xffff));
        }
        in.position(in.position() - 2);
        skip(in, length);
      }
    } catch (BufferUnderflowException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the next marker that has a segment, or ends the image. */
  private static int marker(ByteBuffer in) {
    while (true) {
      while (unsigned(in) != 0xff) {
        // Coefficients, or garbage.
      }
      int marker = unsigned(in);
      while (marker == 0xff) {
        marker = unsigned(in);
      }
      boolean isAlone = marker <= 1 || marker >= 0xd0 && marker <= 0xd8;
      if (!isAlone) {
        return marker;
      }
    }
  }

  /**
   * Returns the pixels that the header of a BMP tells.
   *
   * @param file the bytes of a BMP
   * @return the pixels; nothing if the file ends before
   */
  public static OptionalLong bmpPixels(byte[] file) {
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 26) {
      return OptionalLong.empty();
    }
    boolean isShort = in.getInt(14) == 12;
    long width = isShort ? in.getShort(18) : in.getInt(18);
    long height = isShort ? in.getShort(20) : in.getInt(22);
    return OptionalLong.of(width * Math.abs(height)); // below 0 where rows go from the top
  }

  /** Goes past the header, the screen and its colors. */
  private static void toBlocks(ByteBuffer in) {
    skip(in, 10);
    byte flags = in.get();
    skip(in, 2);
    skipColors(in, flags);
  }

  /** Reads a frame's place and size, which come before its colors. */
  private static Frame frame(ByteBuffer in) {
    in.getInt(); // where it is on the screen
    return new Frame(in.getShort() & 0xffff, in.getShort() & 0xffff);
  }

  /** Goes past a table of colors, if the highest bit says that there is one. */
  private static void skipColors(ByteBuffer in, byte flags) {
    if (flags < 0) {
      skip(in, 3 * (2 << Math.floorMod(flags, 8)));
    }
  }

  private static void skipBlocks(ByteBuffer in) {
    int length;
    do {
      length = unsigned(in);
      skip(in, length);
    } while (length > 0);
  }

  private static void skip(ByteBuffer in, int count) {
    for (int i = 0; i < count; i++) {
      in.get();
    }
  }

  private static int unsigned(ByteBuffer in) {
    return in.get() & 0xff;
  }
}
