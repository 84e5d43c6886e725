package io.github.tfestimator.interleaving;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Accesses to fields that no lock and no volatile orders, by vector clocks: also where the schedule
 * happens to run one after the other.
 */
final class Races {
  private static final class Field {
    int writer = -1;
    int written;
    final Clock reads = new Clock();
  }

  private final Map<Object, Map<String, Field>> fields = new IdentityHashMap<>();
  private final Map<Object, Map<String, Clock>> clocks = new IdentityHashMap<>();

  /** Orders what follows after all releases of an object's part. */
  void acquire(Task task, Object object, String part) {
    task.clock.join(clock(object, part));
  }

  /** Orders what came before it before all that acquire it. */
  void release(Task task, Object object, String part) {
    clock(object, part).join(task.clock);
    task.clock.tick(task.number);
  }

  private Clock clock(Object object, String part) {
    return clocks
        .computeIfAbsent(object, any -> new HashMap<>())
        .computeIfAbsent(part, any -> new Clock());
  }

  void read(Task task, Object object, String name) {
    Field field = field(object, name);
    requireAfterWrite(task, field, object, name);
    Clock reads = field.reads;
    while (reads.of(task.number) < task.clock.of(task.number)) {
      reads.tick(task.number);
    }
  }

  void write(Task task, Object object, String name, int tasks) {
    Field field = field(object, name);
    requireAfterWrite(task, field, object, name);
    for (int other = 0; other < tasks; other++) {
      if (other != task.number && field.reads.of(other) > task.clock.of(other)) {
        throw race(object, name, other, task.number);
      }
    }
    field.writer = task.number;
    field.written = task.clock.of(task.number);
  }

  private Field field(Object object, String name) {
    return fields
        .computeIfAbsent(object, any -> new HashMap<>())
        .computeIfAbsent(name, any -> new Field());
  }

  private static void requireAfterWrite(Task task, Field field, Object object, String name) {
    if (field.writer >= 0
        && field.writer != task.number
        && field.written > task.clock.of(field.writer)) {
      throw race(object, name, field.writer, task.number);
    }
  }

  private static AssertionError race(Object object, String name, int first, int second) {
    return new AssertionError(
        "Threads %d and %d race for %s.%s"
            .formatted(first, second, object.getClass().getName(), name));
  }
}
