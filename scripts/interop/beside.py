"""Requests a second, and for each second of a core that a server uses, of scripts/cnn serve beside LitServe, a Python server.

beside.py [ROUNDS]    from the repository's folder; needs litserve, of PyPI, and TensorFlow 2.15
Both serve savedmodel/digits. The same client sends 784 numbers as JSON to one and the other by turns, on 1 connection and on 8.
A server's processor time is that of its process and of all below it.
"""
import http.client
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import threading
import time

SECONDS = 2
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
TICKS = os.sysconf("SC_CLK_TCK")
IMAGE = [random.Random(1).randrange(256) for _ in range(784)]
BODY = json.dumps({"instances": [IMAGE]})


class Server:
    def __init__(self, name, path, port, command):
        self.name, self.path, self.port = name, path, port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(self, connection):
        connection.request("POST", self.path, BODY, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.name} answers {answer.status}: {content[:200]}")
        return json.loads(content)["predictions"][0]

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port)

    def await_ready(self):
        for _ in range(1500):
            try:
                return self.ask(self.connect())
            except (OSError, RuntimeError, http.client.HTTPException):
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} has ended")
                time.sleep(0.2)
        sys.exit(f"{self.name} doesn't answer")

    def cpu(self):
        parents, ticks = {}, {}
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(stat.parent.name)
            parents[pid], ticks[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family and pid not in family}:
            family |= more
        return sum(ticks.get(pid, 0) for pid in family) / TICKS

    def load(self, clients):
        """Sends for some seconds, and returns requests, seconds and processor time."""
        counts = [0] * clients
        end = time.monotonic() + SECONDS

        def send(client):
            connection = self.connect()
            while time.monotonic() < end:
                self.ask(connection)
                counts[client] += 1
            connection.close()

        threads = [threading.Thread(target=send, args=(client,)) for client in range(clients)]
        began, cpu = time.monotonic(), self.cpu()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts), time.monotonic() - began, self.cpu() - cpu


model = next(path for path in pathlib.Path("savedmodel/digits").iterdir() if path.name.isdigit())
servers = [
    Server("this server", "/v1/models/digits:predict", 8601, ["scripts/cnn", "serve", "--port", "8601"]),
    Server("LitServe", "/predict", 8602,
           [sys.executable, str(pathlib.Path(__file__).with_name("litserve_digits.py")), "8602", str(model)]),
]
try:
    answers = [server.await_ready() for server in servers]
    assert answers[0]["classes"] == answers[1]["classes"], answers
    assert all(abs(a - b) < 1e-5 for a, b in zip(*(answer["probabilities"] for answer in answers))), answers
    for server in servers:
        server.load(8)
    results = {}
    for _ in range(ROUNDS):
        for clients in (1, 8):
            for server in servers:
                results.setdefault((clients, server.name), []).append(server.load(clients))
    print("%d rounds of %d s, load %.1f" % (ROUNDS, SECONDS, os.getloadavg()[0]))
    for (clients, name), runs in results.items():
        rate = statistics.median(count / seconds for count, seconds, _ in runs)
        per_core = statistics.median(count / cpu for count, _, cpu in runs)
        print("%d clients, %-12s %5.0f requests/s, %5.0f for each second of a core" % (clients, name + ":", rate, per_core))
finally:
    for server in servers:
        server.process.terminate()
        server.process.wait()
