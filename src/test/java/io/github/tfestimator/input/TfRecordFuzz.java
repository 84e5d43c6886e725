package io.github.tfestimator.input;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of TFRecords: read whole, and by chunks, against a reader of the payloads alone. */
public final class TfRecordFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private TfRecordFuzz() {}

  /** Reads an input as a file, as it is and with fitting checksums. */
  public static void fuzzerTestOneInput(byte[] input) {
    requireSame(input);
    byte[] mended = Checksums.ofRecords(input);
    requireSame(mended).ifPresent(read -> requireEqual(read, payloads(mended)));
  }

  private static Optional<List<byte[]>> requireSame(byte[] content) {
    Path file = FOLDER.write("records", content);
    Optional<List<byte[]>> whole =
        Bounded.read(content, IOException.class, () -> TfRecords.read(file));
    Optional<List<byte[]>> chunks =
        Bounded.read(content, DataException.class, () -> chunks(TfRecordFile.open(file)));
    Bounded.require(whole.isPresent() == chunks.isPresent(), "One reader refuses it, one doesn't");
    whole.ifPresent(payloads -> requireEqual(payloads, chunks.orElseThrow()));
    return whole;
  }

  private static List<byte[]> chunks(TfRecordFile file) {
    List<byte[]> payloads = new ArrayList<>();
    for (int chunk = 0; chunk < file.chunks(); chunk++) {
      var examples = new StoredExample[file.size(chunk)];
      file.read(chunk, examples, 0);
      for (StoredExample example : examples) {
        payloads.add(example.bytes());
      }
    }
    Bounded.require(payloads.size() == file.size(), "Another number of records");
    return payloads;
  }

  private static List<byte[]> payloads(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> payloads = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] payload = new byte[Math.toIntExact(bytes.getLong())];
      bytes.getInt();
      bytes.get(payload).getInt();
      payloads.add(payload);
    }
    return payloads;
  }

  private static void requireEqual(List<byte[]> a, List<byte[]> b) {
    Bounded.require(
        a.size() == b.size() && java.util.Arrays.deepEquals(a.toArray(), b.toArray()),
        "Other records");
  }
}
