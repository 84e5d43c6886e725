package io.github.tfestimator.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A check that a server loses no request that it accepted: {@value #CLIENTS} clients send one after
 * the other to the program's server, a process of its own, until SIGTERM ends it. A request is lost
 * if it was sent on an open connection and no whole answer came, or another than 200. Fails, with
 * exit code 1, if one is lost, or the server doesn't exit with 0.
 *
 * <p>On Linux: {@code scripts/benchmark drain [TIMES]}.
 */
public final class DrainBenchmark {
  private static final int CLIENTS = 8;
  private static final String BODY = "{\"signature_name\":\"serving_default\",\"instances\":[%s]}";

  private DrainBenchmark() {}

  /** Runs with the number of servers that are ended, 20 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 20, 1, DrainBenchmark::run);
  }

  private static boolean run(int times, Path folder) throws IOException, InterruptedException {
    Path model = ExportedModel.in(folder, 42);
    var answered = new AtomicLong();
    var lost = new AtomicLong();
    int badExits = 0;
    for (int time = 0; time < times; time++) {
      int exit = runOnce(model.getParent(), answered, lost);
      badExits += exit == 0 ? 0 : 1;
    }
    System.out.printf(
        Locale.ROOT,
        "%d servers ended by SIGTERM under %d clients: %d requests answered, %d lost; %d exits"
            + " with another code than 0%n",
        times,
        CLIENTS,
        answered.get(),
        lost.get(),
        badExits);
    return lost.get() == 0 && badExits == 0;
  }

  private static int runOnce(Path base, AtomicLong answered, AtomicLong lost)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.github.tfestimator.cnn.cli.Main", "serve", "--port", "0"));
    command.addAll(List.of("--model-base-path", base.toString(), "--model-name", "m"));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String address = out.readLine();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      byte[] request =
          KeepAliveClient.request(
              "/v1/models/m:predict",
              "application/json",
              BODY.formatted("[" + "0.5,".repeat(783) + "0.5]")
                  .getBytes(StandardCharsets.US_ASCII));
      awaitReady(port, request);
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Thread(() -> send(port, request, answered, lost)));
      }
      clients.forEach(Thread::start);
      Thread.sleep(1_000);
      // SIGTERM, on Linux.
      server.destroy();
      for (Thread client : clients) {
        client.join();
      }
      if (!server.waitFor(60, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      return server.waitFor();
    }
  }

  private static void awaitReady(int port, byte[] request)
      throws IOException, InterruptedException {
    try (var client = new KeepAliveClient(port)) {
      while (true) {
        client.send(request);
        if (client.status() == 200) {
          return;
        }
        Thread.sleep(100);
      }
    }
  }

  private static void send(int port, byte[] request, AtomicLong answered, AtomicLong lost) {
    boolean isNew = true;
    long idle = System.nanoTime();
    try (var client = new KeepAliveClient(port)) {
      while (true) {
        isNew = client.connect();
        idle = System.nanoTime() - idle;
        client.send(request);
        if (client.status() != 200) {
          throw new IOException("status " + client.status());
        }
        answered.incrementAndGet();
        idle = System.nanoTime();
      }
    } catch (ConnectException e) {
      // It accepts no connection any more.
    } catch (IOException e) {
      System.out.printf(
          "lost on %s connection, idle for %d ms: %s%n",
          isNew ? "a new" : "an open", TimeUnit.NANOSECONDS.toMillis(idle), e);
      lost.incrementAndGet();
    }
  }
}
