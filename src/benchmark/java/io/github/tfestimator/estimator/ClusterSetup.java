package io.github.tfestimator.estimator;

import io.github.tfestimator.benchmark.JavaCommand;
import io.github.tfestimator.benchmark.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a training whose steps are timed.
 *
 * @param label the heading in the report
 * @param workers the number of processes that train
 * @param parameterServers the number of further processes, which aren't bound to a core
 * @param threads the number of threads of a kernel, and of cores of a worker
 * @param batch the number of images of a worker's step
 * @param python the Python that runs them; empty for Java
 */
record ClusterSetup(
    String label, int workers, int parameterServers, int threads, int batch, String python) {
  private static final String MEASURED = "measured ";
  private static final int MINUTES = 5;

  static ClusterSetup oneProcess(int threads, int batch) {
    String label = threads + (threads == 1 ? " thread, " : " threads, ") + batch + " images";
    return new ClusterSetup(label, 1, 0, threads, batch, "");
  }

  static ClusterSetup cluster(String label, int workers, int parameterServers, int batch) {
    return new ClusterSetup(label, workers, parameterServers, 1, batch, "");
  }

  static ClusterSetup ofPython(String label, String python, int workers, int batch) {
    return new ClusterSetup(label, workers, 0, 1, batch, python);
  }

  /**
   * The outcome of a turn.
   *
   * @param seconds of the chief's median step
   * @param cpuSeconds of all the chief's threads, for a step
   * @param images a second, of all workers
   * @param bytes that all processes sent for a global step
   */
  record Turn(double seconds, double cpuSeconds, double images, double bytes) {}

  /** Starts all processes and waits for their end. */
  Turn run(Path folder) throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    List<Path> logs = new ArrayList<>();
    try {
      List<String> configs = configs();
      for (int i = 0; i < configs.size(); i++) {
        Path log = folder.resolve("task-" + i + ".log");
        logs.add(log);
        processes.add(start(folder, configs.get(i), i, log));
      }
      for (int i = 0; i < processes.size(); i++) {
        if (!processes.get(i).waitFor(MINUTES, TimeUnit.MINUTES)
            || processes.get(i).exitValue() != 0) {
          throw new IllegalStateException(
              "%s: task %d failed.%nIts log:%n%s"
                  .formatted(label, i, WorkerProcess.lastLines(logs.get(i))));
        }
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    return turn(logs.subList(0, workers));
  }

  private List<String> configs() throws IOException {
    return workers + parameterServers == 1
        ? List.of("")
        : new LocalCluster(workers, parameterServers).configs();
  }

  private Process start(Path folder, String config, int task, Path log) throws IOException {
    ProcessBuilder command =
        python.isEmpty()
            ? JavaCommand.likeThis(ClusterStepProcess.class, folder, workers, threads, batch)
            : new ProcessBuilder(
                python,
                "scripts/parity/multi_worker.py",
                folder.toString(),
                Integer.toString(workers),
                Integer.toString(threads),
                Integer.toString(batch),
                Integer.toString(ClusterStepProcess.WARM_UP),
                Integer.toString(ClusterStepProcess.STEPS));
    if (task < workers && Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores(task)));
      pinned.addAll(command.command());
      command.command(pinned);
    }
    if (config.isEmpty()) {
      command.environment().remove("TF_CONFIG");
    } else {
      command.environment().put("TF_CONFIG", config);
    }
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    // It doesn't outlive this program.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** Returns the cores of a worker; workers beyond the machine's cores share them. */
  private String cores(int worker) {
    int all = Runtime.getRuntime().availableProcessors();
    List<String> cores = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, all); i++) {
      cores.add(Integer.toString((worker * threads + i) % all));
    }
    return String.join(",", cores);
  }

  /** Reads what the workers printed, the chief first. */
  private Turn turn(List<Path> logs) throws IOException {
    double[] chief = measured(logs.get(0));
    double images = 0;
    for (Path log : logs) {
      images += batch / measured(log)[1];
    }
    return new Turn(chief[0], chief[3], images, chief[2]);
  }

  private double[] measured(Path log) throws IOException {
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith(MEASURED)) {
        String[] words = line.substring(MEASURED.length()).split(" ");
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
          numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
      }
    }
    throw new IllegalStateException(
        "%s: a worker measured nothing.%nIts log:%n%s"
            .formatted(label, WorkerProcess.lastLines(log)));
  }
}
