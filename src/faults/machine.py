"""What the parts of scripts/faults share: the program in a process that is asked before each file operation."""

import dataclasses
import json
import os
import pathlib
import random
import re
import socket
import struct
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "target/faults"
JAVA = [os.environ.get("JAVA_HOME", "") + "/bin/java" if os.environ.get("JAVA_HOME") else "java"]
JAVA += ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
JAVA += ["-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"]
LOOP = "src/benchmark/java/io/github/tfestimator/cnn/cli/CommandLoop.java"

STEPS = 4
NETWORK = ["--conv", "2", "--kernel", "3", "--dense", "4", "--batch-size", "8", "--learning-rate", "0.05"]
THREADS = ["--intra-op-threads", "1", "--inter-op-threads", "1"]
SAVING = ["--save-steps", "2", "--log-steps", "2", "--summary-steps", "2", "--histograms", "2"]

# The kinds of operations that change something, and those that don't.
WRITING = {"open", "write", "close", "sync", "rename", "unlink", "mkdir", "truncate", "times", "lock"}
READING = {"open-to-read", "read"}
TAKING_ROOM = {"open", "write", "close", "sync", "rename", "mkdir"}


def build():
    """Compiles what the campaign needs beside the program."""
    subprocess.run([ROOT / "scripts/cnn", "--version"], check=True, stdout=subprocess.DEVNULL)
    BUILD.mkdir(exist_ok=True)
    library = ["cc", "-O1", "-shared", "-fPIC", "-o", BUILD / "intercept.so", "src/faults/intercept.c", "-ldl"]
    subprocess.run(library, check=True, cwd=ROOT)
    javac = ["javac", "-nowarn", "-proc:none", "-d", BUILD, "-cp", class_path(), LOOP]
    subprocess.run(javac, check=True, cwd=ROOT)


def class_path():
    """Returns the class path of the build that scripts/cnn made last: each set of CNN_MAVEN_ARGS has its own."""
    arguments = (ROOT / ".cnn-build").read_bytes()
    suffix = ""
    if arguments.strip():
        sums = subprocess.run(["cksum"], input=arguments, check=True, capture_output=True).stdout
        suffix = "." + "".join(sums.decode().split())
    return f"{BUILD}:{ROOT}/target/classes:" + (ROOT / f"target/cnn.classpath{suffix}").read_text().strip()


def write_data(folder, images=60, size=8):
    """Writes four IDX files of random images, which nobody needs to classify well."""
    numbers = random.Random(42)
    folder.mkdir()
    for part in ["train", "t10k"]:
        pixels = bytes(numbers.randrange(256) for _ in range(images * size * size))
        labels = bytes(i % 10 for i in range(images))
        (folder / f"{part}-images-idx3-ubyte").write_bytes(struct.pack(">4i", 0x803, images, size, size) + pixels)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, images) + labels)


@dataclasses.dataclass
class Operation:
    """One question of the library that intercepts: the operation has not happened yet."""

    number: int
    kind: str
    path: pathlib.Path


class Interceptor:
    """Answers the questions of processes that run with its environment, by a policy that can be changed.

    A policy takes an operation and returns what src/faults/intercept.c expects.
    """

    def __init__(self, under, address):
        self.under = under
        self.address = address
        self.operations = []
        self.policy = lambda operation: 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(address))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def environment(self):
        library = {"LD_PRELOAD": str(BUILD / "intercept.so"), "TF_CPP_MIN_LOG_LEVEL": "3"}
        return os.environ | library | {"FAULTS_UNDER": str(self.under), "FAULTS_SOCKET": str(self.address)}

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rb") as lines:
            for line in lines:
                kind, path = line.decode().rstrip("\n").split("\t")
                operation = Operation(len(self.operations), kind, pathlib.Path(path))
                self.operations.append(operation)
                try:
                    connection.sendall(struct.pack("i", self.policy(operation)))
                except OSError:
                    return

    def start(self, policy):
        self.operations = []
        self.policy = policy


@dataclasses.dataclass
class Answer:
    """The end of a command."""

    code: int
    results: str
    messages: str

    def error(self):
        """Returns the message for the user, "" if there is none."""
        lines = [line for line in self.messages.splitlines() if line.startswith("cnn: ")]
        return lines[-1] if lines else ""

    def has_warned(self, folder):
        """Returns whether the command went on without an evaluation that it couldn't write, and said so."""
        warning = f"WARNING:tensorflow:Can't write the evaluation of step .* into {re.escape(str(folder))}"
        return self.code == 0 and re.search(warning, self.messages) is not None

    def is_clear(self, folder):
        """Returns whether the command failed with a message that names something below the folder, and no trace."""
        unclear = re.search(r"unexpected error|^\s+at |TensorFlow failed|null", self.messages, re.MULTILINE)
        return self.code == 1 and str(folder) in self.error() and not unclear


class Loop:
    """A process that runs commands of scripts/cnn, one after the other."""

    def __init__(self, environment, log):
        command = [*JAVA, "-cp", class_path(), "io.github.tfestimator.cnn.cli.CommandLoop"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(log, "w"), env=environment, text=True
        )

    def run(self, *args):
        self.process.stdin.write(json.dumps([str(arg) for arg in args]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process ended with {self.process.wait()} at {args}")
        return Answer(**json.loads(line))

    def end(self):
        """Ends the process, also in the middle of a command that doesn't end."""
        try:
            self.process.stdin.close()
            self.process.wait(60)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
