package io.github.tfestimator.interleaving;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** A thread of a schedule. It runs only while it has the baton. */
final class Task {
  /** A time that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  final int number;
  final Semaphore baton = new Semaphore(0);
  final Clock clock = new Clock();
  Thread thread;

  /** A condition that it waits for; null while it runs. */
  BooleanSupplier condition;

  /** The time at which it stops waiting. */
  long deadline = NEVER;

  boolean isOver;
  boolean isInterrupted;

  /** The permit of {@code LockSupport}. */
  boolean hasPermit;

  Task(int number) {
    this.number = number;
    clock.tick(number);
  }

  boolean canRun() {
    return !isOver && (condition == null || condition.getAsBoolean());
  }

  /** Tells whether it could run if time passed. */
  boolean canTimeOut() {
    return !isOver && deadline != NEVER;
  }
}
