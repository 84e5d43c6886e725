package io.github.tfestimator.io;

/**
 * The parts of image files that a header doesn't tell of, but that unpacking takes time and memory
 * for: the frames of a GIF, of which decoders unpack all, and the scans of a JPEG, of which each
 * goes over the whole image. A TensorFlow graph can't follow them.
 */
public final class ImageStructure {
  /** Scans that a JPEG may have; programs write ten, and each takes as long as the whole image. */
  public static final int MAX_SCANS = 100;

  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2c;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int FIRST_RESTART = 0xd0;
  private static final int START_OF_IMAGE = 0xd8;

  private final byte[] file;
  private int at;

  private ImageStructure(byte[] file, int start) {
    this.file = file;
    at = start;
  }

  /**
   * The frames of a GIF. TensorFlow unpacks all, though it wants but the first, and makes that as
   * wide as the widest and as high as the highest ({@code gif_io.cc}).
   *
   * @param count how many there are
   * @param width of the widest
   * @param height of the highest
   */
  public record Frames(int count, int width, int height) {
    /** {@return how many pixels they take together} */
    public long pixels() {
      return (long) width * height * count;
    }
  }

  /**
   * Returns the frames of a GIF.
   *
   * @param file the bytes of a file
   * @return the frames, of a damaged file up to the damage; none if it is no GIF
   */
  public static Frames gifFrames(byte[] file) {
    boolean isGif = file.length > 13 && file[0] == 'G' && file[1] == 'I' && file[2] == 'F';
    return isGif ? new ImageStructure(file, 13 + colors(file[10])).frames() : new Frames(0, 0, 0);
  }

  /**
   * Returns how many scans a JPEG has.
   *
   * @param file the bytes of a file
   * @return the scans, of a damaged file up to the damage; 0 if it is no JPEG
   */
  public static int jpegScans(byte[] file) {
    boolean isJpeg = file.length > 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8;
    return isJpeg ? new ImageStructure(file, 2).scans() : 0;
  }

  private static int colors(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private Frames frames() {
    int width = 0;
    int height = 0;
    int frames = 0;
    while (at + 9 < file.length && (byteAt(at) == EXTENSION || byteAt(at) == FRAME)) {
      if (byteAt(at) == EXTENSION) {
        at += 2;
      } else {
        width = Math.max(width, byteAt(at + 5) | byteAt(at + 6) << 8);
        height = Math.max(height, byteAt(at + 7) | byteAt(at + 8) << 8);
        frames++;
        at += 11 + colors(file[at + 9]);
      }
      skipBlocks();
    }
    return new Frames(frames, width, height);
  }

  private void skipBlocks() {
    while (at < file.length && file[at] != 0) {
      at += 1 + byteAt(at);
    }
    at++;
  }

  private int scans() {
    int scans = 0;
    for (toMarker(); at + 3 < file.length && byteAt(at + 1) != END_OF_IMAGE; toMarker()) {
      scans += byteAt(at + 1) == START_OF_SCAN ? 1 : 0;
      at += 2 + (byteAt(at + 2) << 8 | byteAt(at + 3));
    }
    return scans;
  }

  /**
   * Goes to the next marker of a segment, past a scan's coefficients, and garbage as decoders do.
   */
  private void toMarker() {
    while (at + 1 < file.length && !(byteAt(at) == 0xff && hasSegment(byteAt(at + 1)))) {
      at++;
    }
  }

  private static boolean hasSegment(int marker) {
    return marker > 1 && marker != 0xff && (marker < FIRST_RESTART || marker > START_OF_IMAGE);
  }

  private int byteAt(int place) {
    return file[place] & 0xff;
  }
}
