"""What happens to a server's folder of versions, while a client asks without pause."""

import collections
import errno
import http.client
import json
import shutil
import subprocess
import threading
import time

import errors
import machine

POLLS = 2.5
TIMEOUT = 60


class Server:
    """A process that serves a folder of versions, and the answers of the two models that take turns in it."""

    def __init__(self, session):
        self.session = session
        self.base = session.under / "served"
        self.aside = session.under / "served.aside"
        self.log = session.folder / "server.log"
        self.models = [export(session, seed) for seed in [42, 43]]
        self.version = 0
        session.interceptor.start(lambda operation: 0)
        self.publish()
        command = [*machine.JAVA, "-cp", machine.class_path(), "io.github.tfestimator.cnn.cli.Main", "serve"]
        command += ["--port", "0", "--model-name", "m", "--model-base-path", str(self.base), *machine.THREADS]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open(self.log, "w"), text=True,
                                        env=session.interceptor.environment())  # fmt: skip
        self.port = int(self.process.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
        self.answers = [self.await_other({"", None}), None]
        self.publish()
        self.answers[1] = self.await_other({self.answers[0]})

    def publish(self):
        """Adds the other model as the highest version."""
        self.version += 1
        self.base.mkdir(exist_ok=True)
        new = self.base / "new"
        shutil.copytree(self.models[(self.version + 1) % 2], new)
        new.rename(self.newest())

    def newest(self):
        return self.base / str(self.version)

    def expected(self):
        return self.answers[(self.version + 1) % 2]

    def ask(self):
        """Returns an answer, or None if the server has no version yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request("POST", "/v1/models/m:predict", json.dumps({"instances": [[i / 64 for i in range(64)]]}),
                           {"Content-Type": "application/json"})  # fmt: skip
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return text if answer.status == 200 else None

    def await_other(self, than):
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            answer = self.ask()
            if answer is not None and answer not in than:
                return answer
            time.sleep(0.1)
        raise RuntimeError("the server doesn't answer: " + self.log.read_text()[-2000:])

    def await_expected(self):
        """Returns whether the highest version serves in time."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            if self.ask() == self.expected():
                return True
            time.sleep(0.1)
        return False

    def end(self):
        self.process.terminate()
        return self.process.wait()


def export(session, seed):
    model = session.folder / f"served-{seed}"
    command = session.evaluate_and_export(model)
    answer = session.loop.run(*command, "--seed", seed)
    if answer.code:
        raise RuntimeError(answer.messages)
    (version,) = (model / "export/latest").iterdir()
    return version


class Asking(threading.Thread):
    """Asks without pause; counts the answers and keeps those that aren't the expected one."""

    def __init__(self, server):
        super().__init__()
        self.server = server
        self.expected = server.expected()
        self.answered = 0
        self.wrong = []
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(0.01):
            try:
                answer = self.server.ask()
            except (OSError, http.client.HTTPException) as e:
                answer = str(e)
            self.answered += 1
            if answer != self.expected:
                self.wrong.append(answer)


def moved(server):
    server.base.rename(server.aside)
    return lambda: server.aside.rename(server.base)


def deleted(server):
    shutil.rmtree(server.base)
    return lambda: None


def replaced(server):
    server.base.rename(server.aside)
    server.base.write_text("a file\n")

    def undo():
        server.base.unlink()
        server.aside.rename(server.base)

    return undo


def newest_deleted(server):
    for version in server.base.iterdir():
        if version != server.newest():
            shutil.rmtree(version)
    shutil.rmtree(server.newest())
    return lambda: None


def half_version(server):
    half = server.base / str(server.version + 1)
    shutil.copytree(server.newest(), half)
    data = half / "variables/variables.data-00000-of-00001"
    data.write_bytes(data.read_bytes()[:100])
    return lambda: shutil.rmtree(half)


def unreadable(error):
    def mishap(server):
        interceptor = server.session.interceptor
        interceptor.policy = lambda operation: error if operation.kind in machine.READING else 0

        def undo():
            interceptor.policy = lambda operation: 0

        return undo

    return mishap


MISHAPS = {
    "folder of versions moved away, and back": moved,
    "folder of versions deleted, and made anew": deleted,
    "folder of versions replaced by a file": replaced,
    "the version that serves deleted": newest_deleted,
    "half a version above it": half_version,
    "folder can't be read (EACCES)": unreadable(errno.EACCES),
    "folder can't be read (EIO)": unreadable(errno.EIO),
    "no more file handles (EMFILE)": unreadable(errno.EMFILE),
}


def run(session, table, number):
    server = Server(session)
    answered = 0
    for what, mishap in MISHAPS.items():
        outcomes = collections.Counter()
        with table.counting(f"server: {what}", outcomes):
            for _ in range(number):
                asking = Asking(server)
                asking.start()
                undo = mishap(server)
                time.sleep(POLLS)
                asking.ending.set()
                asking.join()
                answered += asking.answered
                undo()
                server.publish()
                follows = server.await_expected()
                outcomes["same" if follows and not asking.wrong else "lost"] += 1
                if asking.wrong or not follows:
                    table.note(f"lost, {what}: follows {follows}, {len(asking.wrong)} wrong: {asking.wrong[:2]}")
    loading(session, table, server, number)
    code = server.end()
    trace = "\tat " in server.log.read_text()
    table.note(f"server: {answered} answers during the mishaps; exit code {code}, stack traces: {trace}")
    if code or trace:
        table.row("server: end", collections.Counter(unclear=1))


def loading(session, table, server, number):
    """Lets reads of a new version fail once; it is tried again when its files have changed."""
    reads = []
    session.interceptor.policy = lambda o: reads.append(o) or 0
    server.publish()
    server.await_expected()
    total = sum(o.kind in machine.READING and server.newest() in o.path.parents for o in reads)
    outcomes = collections.Counter()
    with table.counting(f"server: reading a new version fails once (EIO; {total} places)", outcomes):
        for at in errors.chosen(total, 4 * number):
            old = server.expected()
            failed = []

            def policy(o, at=at, failed=failed):
                if o.kind in machine.READING and server.newest() in o.path.parents:
                    failed.append(o)
                    return errno.EIO if len(failed) - 1 == at else 0
                return 0

            session.interceptor.policy = policy
            server.publish()
            time.sleep(POLLS)
            meanwhile = server.ask()
            sound = meanwhile in (old, server.expected())
            (server.newest() / "touched").write_text("")
            sound &= server.await_expected()
            outcomes["same" if sound else "lost"] += 1
            if not sound:
                table.note(f"lost, reading a new version, {failed[at:at + 1]}: {meanwhile}")
