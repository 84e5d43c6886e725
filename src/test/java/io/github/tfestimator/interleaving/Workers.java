package io.github.tfestimator.interleaving;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.SynchronousQueue;

/** Threads that are used again, as a new one for each thread of each schedule takes its time. */
final class Workers {
  private final Deque<Worker> idle = new ArrayDeque<>();

  /** Runs a task in a thread that no other task uses meanwhile, and returns the thread. */
  Thread start(Runnable task) {
    Worker worker;
    synchronized (idle) {
      worker = idle.poll();
    }
    if (worker == null) {
      worker = new Worker();
      worker.start();
    }
    try {
      worker.tasks.put(task);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return worker;
  }

  private final class Worker extends Thread {
    final SynchronousQueue<Runnable> tasks = new SynchronousQueue<>();

    Worker() {
      super("interleaved");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (true) {
          tasks.take().run();
          synchronized (idle) {
            idle.push(this);
          }
        }
      } catch (InterruptedException e) {
        // Nobody interrupts it.
      }
    }
  }
}
