"""The states that a kill or a power failure leaves, taken at each file operation of one run, and resumed from."""

import collections
import hashlib
import os
import shutil

import errors
import machine


class Camera:
    """A policy that copies the directory before each operation, with writes done by halves.

    What a SIGKILL leaves at that moment is the directory as it is. A power failure takes away what isn't flushed:
    here the second half of each file that was written to since its last flush.
    """

    def __init__(self, model, folder):
        self.model = model
        self.folder = folder
        self.unflushed = set()
        self.halved = None
        self.states = {"kill": {}, "power failure": {}}
        self.places = 0

    def __call__(self, operation):
        if operation.kind not in machine.WRITING:
            return 0
        self.places += 1
        if self.model.exists():
            for cause, states in self.states.items():
                states.setdefault(self.picture(cause), len(states))
        try:
            file = os.stat(operation.path).st_ino
        except FileNotFoundError:
            file = None
        if operation.kind == "sync":
            self.unflushed.discard(file)
        if operation.kind == "write":
            self.unflushed.add(file)
            self.halved = operation.path if self.halved != operation.path else None
            return -1 if self.halved else 0
        return 0

    def picture(self, cause):
        """Copies the directory; returns a fingerprint of it, under which the copy lies."""
        fingerprint = hashlib.sha256()
        copy = self.folder / "new"
        for path in sorted(self.model.rglob("*")):
            to = copy / path.relative_to(self.model)
            fingerprint.update(str(path.relative_to(self.model)).encode())
            if path.is_dir():
                to.mkdir(parents=True, exist_ok=True)
                continue
            data = path.read_bytes()
            if cause == "power failure" and os.stat(path).st_ino in self.unflushed:
                data = data[: len(data) // 2]
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(data)
            fingerprint.update(data + b"\0")
        copy.mkdir(parents=True, exist_ok=True)
        name = fingerprint.hexdigest()
        if (self.folder / name).exists():
            shutil.rmtree(copy)
        else:
            copy.rename(self.folder / name)
        return name


def run(session, table, task, number):
    """Takes the states of one run, and resumes from each."""
    model = session.model(f"{task.name}-pictures")
    task.prepare(model)
    camera = Camera(model, session.folder / f"{task.name}-states")
    session.interceptor.start(camera)
    answer = session.loop.run(*task.command(model))
    session.interceptor.start(lambda operation: 0)
    if answer.code or task.wrong_end(model):
        raise RuntimeError(f"{task.name} failed with its writes halved: {answer.messages} {task.wrong_end(model)}")
    for cause, states in camera.states.items():
        outcomes = collections.Counter()
        # What doesn't differ from what a kill leaves is examined as such.
        names = [name for name in states if cause == "kill" or name not in camera.states["kill"]]
        with table.counting(f"{cause}, {task.name} ({camera.places} places, {len(names)} states)", outcomes):
            for at in errors.chosen(len(names), number):
                outcome, text = resume(session, task, camera.folder / names[at])
                outcomes[outcome] += 1
                if text:
                    table.note(f"{outcome}, {cause}, {task.name}, state {at}: {text}")


def resume(session, task, state):
    model = session.model(f"{task.name}-resumed")
    shutil.rmtree(model, ignore_errors=True)
    shutil.copytree(state, model)
    wrong = task.wrong_meanwhile(model)
    if wrong:
        return "lost", str(wrong)
    answer = session.loop.run(*task.command(model))
    wrong = task.wrong_end(model)
    if answer.code or wrong:
        return "lost", f"exit code {answer.code}, {wrong}: {answer.messages}, kept in {state}"
    left = session.leftovers(model)
    return ("unclear", f"left over: {left}") if left else ("same", "")
