package io.github.tfestimator.cnn.data;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** NumPy's archives of four arrays, and single arrays in them. */
public final class NpzFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final int MAX_IMAGES = 1000;

  private NpzFuzz() {}

  /** Reads an input as an archive, or as the array of images, then of labels, in one. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0 || input[0] != (byte) 0x93) {
      read(input);
      return;
    }
    Optional<NpyHeader> header =
        Bounded.read(
            input, Exception.class, () -> NpyHeader.read("x", new ByteArrayInputStream(input)));
    int count = header.filter(h -> h.shape().length > 0).map(h -> h.shape()[0]).orElse(1);
    if (count <= MAX_IMAGES) {
      read(zip(input, array("(%d,)".formatted(count), new byte[count])));
      read(zip(array("(%d, 1, 1)".formatted(count), new byte[count]), input));
    }
  }

  /** Reads an archive, and its numbers again: from the front, where the other starts at the end. */
  private static void read(byte[] archive) {
    Path file = FOLDER.write("data.npz", archive);
    Bounded.read(archive, DataException.class, () -> NpzReader.read(file))
        .ifPresent(
            data -> {
              Map<String, byte[]> arrays = arrays(archive);
              requireSame(arrays, "train", data.train());
              requireSame(arrays, "test", data.test());
            });
  }

  private static void requireSame(Map<String, byte[]> arrays, String set, LabeledImages examples) {
    byte[] pixels = examples.images().pixels();
    int[] values = new int[pixels.length];
    Arrays.setAll(values, i -> pixels[i] & 0xff);
    requireSame(arrays, "x_" + set, values);
    requireSame(arrays, "y_" + set, examples.labels());
  }

  private static void requireSame(Map<String, byte[]> arrays, String name, int[] numbers) {
    Optional.ofNullable(arrays.get(name + ".npy"))
        .flatMap(NpyNumbers::read)
        .ifPresent(
            expected ->
                Bounded.require(
                    Arrays.equals(expected, Arrays.stream(numbers).asDoubleStream().toArray()),
                    "Other numbers of " + name));
  }

  /** Returns the archive's files; none if this reader refuses it, or two have one name. */
  private static Map<String, byte[]> arrays(byte[] archive) {
    var arrays = new HashMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (arrays.put(entry.getName(), zip.readAllBytes()) != null) {
          return Map.of();
        }
      }
      return arrays;
    } catch (IOException | RuntimeException e) {
      return Map.of();
    }
  }

  private static byte[] zip(byte[] images, byte[] labels) throws IOException {
    var archive = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(archive)) {
      zip.setLevel(0);
      for (String name : new String[] {"x_train", "y_train", "x_test", "y_test"}) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(name.startsWith("x") ? images : labels);
      }
    }
    return archive.toByteArray();
  }

  private static byte[] array(String shape, byte[] values) {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': %s, }\n".formatted(shape);
    var array = new ByteArrayOutputStream();
    array.writeBytes("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    array.write(header.length());
    array.write(0);
    array.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    array.writeBytes(values);
    return array.toByteArray();
  }
}
