package io.github.tfestimator.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;

/**
 * The entries of a checkpoint's index, in a table that is whole, with checksums that fit the
 * values. The input has values of the length that its first byte says, then entries: the length of
 * the key, the key, the length of the message, the message.
 */
public final class CheckpointEntriesFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final Path PREFIX = FOLDER.path().resolve("model.ckpt-1");

  private CheckpointEntriesFuzz() {}

  /** Reads a checkpoint of an input's values and entries. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path prefix = write(input);
    Bounded.read(input, CheckpointException.class, () -> CheckpointReader.open(prefix))
        .ifPresent(
            reader -> {
              CheckpointValues.require(input, reader);
              requireValues(input, reader);
            });
  }

  /** Holds the floats of variables, whole or in slices, against the input's bytes. */
  private static void requireValues(byte[] input, CheckpointReader reader) {
    ByteBuffer in = ByteBuffer.wrap(input);
    ByteBuffer values = ByteBuffer.wrap(take(in)).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, BundleEntryProto> entries = new TreeMap<>();
    while (in.hasRemaining()) {
      String key = new String(take(in), StandardCharsets.ISO_8859_1);
      entries.put(key, entry(take(in)));
    }
    var slices = new NaiveSlices(entries, values);
    List<VariableInfo> variables;
    try {
      variables = reader.variables();
    } catch (CheckpointException e) {
      return; // of others, which CheckpointValues has seen refused
    }
    for (VariableInfo variable : variables) {
      BundleEntryProto entry = entries.get(variable.name());
      if (entry != null && entry.getDtype() == DataType.DT_FLOAT) {
        float[] floats = reader.floats(variable.name());
        slices
            .floats(variable.name())
            .ifPresent(
                expected ->
                    Bounded.require(
                        Arrays.equals(floats, expected), "Other values of " + variable.name()));
      }
    }
  }

  private static BundleEntryProto entry(byte[] message) {
    try {
      return BundleEntryProto.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      return BundleEntryProto.getDefaultInstance(); // of the header
    }
  }

  /** Writes a checkpoint of an input's values and entries, and returns its prefix. */
  static Path write(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input);
    byte[] values = take(in);
    FOLDER.write("model.ckpt-1.data-00000-of-00001", values);
    Map<String, byte[]> entries = new TreeMap<>();
    while (in.hasRemaining()) {
      String key = new String(take(in), StandardCharsets.ISO_8859_1);
      byte[] entry = take(in);
      entries.put(key, key.isEmpty() ? entry : withChecksum(entry, values));
    }
    FOLDER.write("model.ckpt-1.index", table(entries));
    return PREFIX;
  }

  private static byte[] take(ByteBuffer in) {
    int length = in.hasRemaining() ? Math.min(in.get() & 0xff, in.remaining()) : 0;
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static byte[] withChecksum(byte[] entry, byte[] values) {
    try {
      BundleEntryProto.Builder builder = BundleEntryProto.parseFrom(entry).toBuilder();
      long end = builder.getOffset() + builder.getSize();
      if (builder.getOffset() >= 0 && end >= builder.getOffset() && end <= values.length) {
        int crc =
            Checksums.masked(
                ByteBuffer.wrap(values), (int) builder.getOffset(), (int) builder.getSize());
        return builder.setCrc32C(crc).build().toByteArray();
      }
    } catch (InvalidProtocolBufferException e) {
      // Such a message is for the reader to refuse.
    }
    return entry;
  }

  /** A table of one block of rows, an empty one, and the index of both. */
  private static byte[] table(Map<String, byte[]> rows) {
    var table = new ByteArrayOutputStream();
    byte[] data = place(table, rows);
    byte[] meta = place(table, Map.of());
    byte[] index = place(table, Map.of("\u00ff", data));
    var footer = new ByteArrayOutputStream();
    footer.writeBytes(meta);
    footer.writeBytes(index);
    footer.writeBytes(new byte[40 - footer.size()]);
    footer.writeBytes(littleEndian(8, 0xdb4775248b80fb57L));
    table.writeBytes(footer.toByteArray());
    return table.toByteArray();
  }

  /** Adds a block and returns its place. */
  private static byte[] place(ByteArrayOutputStream table, Map<String, byte[]> rows) {
    var block = new ByteArrayOutputStream();
    rows.forEach(
        (key, value) -> {
          byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
          block.write(0);
          block.writeBytes(varint(bytes.length));
          block.writeBytes(varint(value.length));
          block.writeBytes(bytes);
          block.writeBytes(value);
        });
    block.writeBytes(littleEndian(4, 0)); // where the only restart is
    block.writeBytes(littleEndian(4, 1)); // how many there are
    var place = new ByteArrayOutputStream();
    place.writeBytes(varint(table.size()));
    place.writeBytes(varint(block.size()));
    block.write(0); // not compressed
    table.writeBytes(block.toByteArray());
    ByteBuffer whole = ByteBuffer.wrap(block.toByteArray());
    table.writeBytes(littleEndian(4, Checksums.masked(whole, 0, whole.capacity())));
    return place.toByteArray();
  }

  private static byte[] varint(int value) {
    var bytes = new ByteArrayOutputStream();
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      bytes.write(rest & 0x7f | 0x80);
    }
    bytes.write(rest);
    return bytes.toByteArray();
  }

  private static byte[] littleEndian(int size, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return Arrays.copyOf(bytes.array(), size);
  }
}
