package io.github.tfestimator.input;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The chunks of several files' records, numbered through. Immutable. */
final class TfRecordChunks {
  private final List<TfRecordFile> files;

  /** By file, its first chunk, and at last how many there are. */
  private final int[] first;

  private final long records;

  /**
   * Counts the files' records.
   *
   * @throws IllegalArgumentException if there are no files
   * @throws DataException if a file can't be read or is damaged, or there are no records
   */
  TfRecordChunks(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("files ([]) must be one or more");
    }
    files = paths.stream().map(TfRecordFile::open).toList();
    records = files.stream().mapToLong(TfRecordFile::size).sum();
    if (records == 0) {
      throw new DataException("There are no records in " + paths);
    }
    first = new int[files.size() + 1];
    for (int file = 0; file < files.size(); file++) {
      first[file + 1] = Math.addExact(first[file], files.get(file).chunks());
    }
  }

  /** {@return the number of records} */
  long records() {
    return records;
  }

  /** {@return the number of chunks} */
  int count() {
    return first[files.size()];
  }

  /** {@return the number of records of a chunk} */
  int size(int chunk) {
    int file = fileOf(chunk);
    return files.get(file).size(chunk - first[file]);
  }

  /** Reads a chunk: {@link TfRecordFile#read}. */
  void read(int chunk, StoredExample[] into, int place) {
    int file = fileOf(chunk);
    files.get(file).read(chunk - first[file], into, place);
  }

  private int fileOf(int chunk) {
    int place = Arrays.binarySearch(first, chunk);
    if (place < 0) {
      return -place - 2;
    }
    // Files without records begin where the next one does.
    while (first[place + 1] == chunk) {
      place++;
    }
    return place;
  }
}
