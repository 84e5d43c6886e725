package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.proto.BundleEntryProto;

/**
 * The files of a checkpoint that hold the values, {@code PREFIX.data-00000-of-00002} and so on,
 * read piece by piece: of a model of any size only one piece is on the heap.
 */
final class BundleData implements AutoCloseable {
  /** Divisible by the size of any number. */
  private static final int PIECE = 1 << 18;

  private final Path prefix;
  private final int shards;
  private final Map<Integer, FileChannel> channels = new HashMap<>();
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);

  BundleData(Path prefix, int shards) {
    this.prefix = prefix;
    this.shards = shards;
  }

  /** The file that holds the values of a variable. */
  Path file(BundleEntryProto entry) {
    return CheckpointFiles.withSuffix(
        prefix, String.format(Locale.ROOT, ".data-%05d-of-%05d", entry.getShardId(), shards));
  }

  /**
   * Reads the values of a variable.
   *
   * @param pieces takes them in order, little-endian, up to {@value #PIECE} bytes at once; what it
   *     is given is filled anew afterwards
   * @throws CheckpointException if the file can't be read or is too short
   */
  void read(String name, BundleEntryProto entry, Consumer<ByteBuffer> pieces) {
    try {
      FileChannel channel = open(entry);
      long end = entry.getOffset() + entry.getSize();
      if (end < 0 || end > channel.size()) {
        throw endsBefore(name, entry);
      }
      for (long position = entry.getOffset(); position < end; position += piece.limit()) {
        piece.clear().limit((int) Math.min(PIECE, end - position));
        while (piece.hasRemaining()) {
          if (channel.read(piece, position + piece.position()) < 0) {
            throw endsBefore(name, entry);
          }
        }
        pieces.accept(piece.flip());
      }
    } catch (IOException e) {
      throw CheckpointReader.unreadable(file(entry), e);
    }
  }

  private FileChannel open(BundleEntryProto entry) throws IOException {
    FileChannel channel = channels.get(entry.getShardId());
    if (channel == null) {
      BoundedFiles.requireRegular(file(entry));
      channel = FileChannel.open(file(entry));
      channels.put(entry.getShardId(), channel);
    }
    return channel;
  }

  private CheckpointException endsBefore(String name, BundleEntryProto entry) {
    return CheckpointReader.damaged(file(entry), "it ends before the values of " + name, null);
  }

  @Override
  public void close() {
    for (FileChannel channel : channels.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        // All that was read is read.
      }
    }
  }
}
