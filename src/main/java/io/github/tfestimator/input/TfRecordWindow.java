package io.github.tfestimator.input;

import java.util.Arrays;

/** The records of endless epochs, one after another; a window of them is in memory. */
final class TfRecordWindow {
  private final TfRecordChunks chunks;
  private final TfRecordOrder order;

  private long epoch;
  private int[] chunkOrder;
  private int window;
  private StoredExample[] examples = {};
  private int place;

  /**
   * Opens the sequence. What was before the position isn't read, but for the window that it is in.
   *
   * @param position the first record's place in the sequence, from 0
   */
  TfRecordWindow(TfRecordChunks chunks, TfRecordOrder order, long position) {
    this.chunks = chunks;
    this.order = order;
    startEpoch(position / chunks.records());
    long rest = position % chunks.records();
    for (int size = size(); rest >= size; size = size()) {
      rest -= size;
      window++;
    }
    load();
    place = (int) rest;
  }

  /** {@return the next record} */
  StoredExample next() {
    if (place == examples.length) {
      window++;
      if (window * (long) order.chunksPerWindow() >= chunkOrder.length) {
        startEpoch(epoch + 1);
      }
      load();
    }
    StoredExample next = examples[place];
    // Its memory is free before the window's end.
    examples[place] = null;
    place++;
    return next;
  }

  private void startEpoch(long newEpoch) {
    epoch = newEpoch;
    chunkOrder = order.chunks(chunks.count(), epoch);
    window = 0;
  }

  private int[] chunksOfWindow() {
    int start = window * order.chunksPerWindow();
    int end = (int) Math.min(chunkOrder.length, (long) start + order.chunksPerWindow());
    return Arrays.copyOfRange(chunkOrder, start, end);
  }

  private int size() {
    return Arrays.stream(chunksOfWindow()).map(chunks::size).sum();
  }

  private void load() {
    StoredExample[] inFileOrder = new StoredExample[size()];
    int end = 0;
    for (int chunk : chunksOfWindow()) {
      chunks.read(chunk, inFileOrder, end);
      end += chunks.size(chunk);
    }
    examples =
        Arrays.stream(order.records(inFileOrder.length, epoch, window))
            .mapToObj(record -> inFileOrder[record])
            .toArray(StoredExample[]::new);
    place = 0;
  }
}
