package io.github.tfestimator.serving;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A request of a micro-batcher in a thread of its own. */
final class ThreadedRequest {
  final int number;
  final FutureTask<Long> task;
  final Thread thread;
  volatile boolean endedInterrupted;

  ThreadedRequest(MicroBatcher<Integer, Long> batcher, int number) {
    this.number = number;
    task =
        new FutureTask<>(
            () -> {
              long answer = batcher.run(number);
              endedInterrupted = Thread.currentThread().isInterrupted();
              return answer;
            });
    thread = new Thread(task);
    thread.setDaemon(true);
  }

  long answer() throws ExecutionException, InterruptedException {
    return task.get();
  }
}
