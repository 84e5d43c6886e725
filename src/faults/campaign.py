"""The parts of scripts/faults."""

import errno
import shutil

import crashes
import errors
import folders
import kills
import machine
import models
import server


ALL = 10**9


class Session:
    """A folder, a process that runs commands, and the reference to compare with."""

    def __init__(self, folder):
        machine.build()
        self.folder = folder
        self.under = folder / "models"
        self.under.mkdir()
        self.data = folder / "data"
        machine.write_data(self.data)
        self.interceptor = machine.Interceptor(self.under, folder / "socket")
        self.loop = machine.Loop(self.interceptor.environment(), folder / "loop.log")
        whole = folder / "reference"
        for command in [self.train(whole), self.evaluate_and_export(whole)]:
            answer = self.loop.run(*command, "--keep", 0)
            if answer.code:
                raise RuntimeError(answer.messages)
        self.reference = models.Reference(whole)
        # A training that has ended, with an older export that is to go.
        self.trained = folder / "trained"
        self.loop.run(*self.train(self.trained), "--keep", 2)
        (version,) = (whole / "export/latest").iterdir()
        shutil.copytree(version, self.trained / "export/latest/1000000000")
        self.training = errors.Task(
            "train", lambda model: [*self.train(model), "--keep", 2],
            self.reference.wrong_checkpoints, self.reference.wrong_end,
        )  # fmt: skip
        self.exporting = errors.Task(
            "train-and-evaluate", lambda model: [*self.evaluate_and_export(model), "--keep", 2],
            self.wrong_export, self.wrong_exported, self.trained,
        )  # fmt: skip

    def model(self, name):
        return self.under / name

    def train(self, model, steps=machine.STEPS):
        return ["train", *self.options(model, steps)]

    def evaluate_and_export(self, model):
        """At the end of a training this evaluates the last checkpoint and exports it."""
        return ["train-and-evaluate", *self.options(model), "--eval-throttle", 0,
                "--export", "latest", "--keep-exports", 1]  # fmt: skip

    def options(self, model, steps=machine.STEPS):
        return ["--data", self.data, "--model-dir", model, "--max-steps", steps,
                *machine.NETWORK, *machine.SAVING, *machine.THREADS]  # fmt: skip

    def leftovers(self, model):
        return models.leftovers(model)

    def wrong_export(self, model):
        return (self.reference.wrong_checkpoints(model) + self.reference.wrong_evaluations(model)
                + self.reference.wrong_exports(model / "export/latest"))  # fmt: skip

    def wrong_exported(self, model):
        wrong = self.reference.wrong_end(model) + self.wrong_export(model)
        if models.lines(model) != models.lines(self.reference.folder):
            wrong.append("the evaluation is missing")
        versions = [child.name for child in (model / "export/latest").iterdir() if child.name.isdigit()]
        if len(versions) != 1 or versions == ["1000000000"]:
            wrong.append(f"the exports are {versions}")
        return wrong


def file_crashes(session, table, number):
    for task in [session.training, session.exporting]:
        crashes.run(session, table, task, number or ALL)


def random_kills(session, table, number):
    kills.run(session, table, number or 1000)


def training_errors(session, table, number):
    file_errors(session, table, session.training, number or ALL)


def export_errors(session, table, number):
    file_errors(session, table, session.exporting, number or ALL)


def file_errors(session, table, task, number):
    for what, kinds, error, persistent in errors.ERRORS:
        errors.run(session, table, task, what, kinds, error, number, persistent)
    errors.run(session, table, task, "half a write", {"write"}, -1, number)
    for name in ["EXDEV", "ESTALE"]:
        errors.run(session, table, task, f"rename fails ({name})", {"rename"}, getattr(errno, name), number)
    errors.run(session, table, task, "no locks (ENOLCK)", {"lock"}, errno.ENOLCK, number)
    errors.run(session, table, task, "reading fails (EIO)", machine.READING, errno.EIO, number)


def folder_mishaps(session, table, number):
    folders.run(session, table, number or ALL)


def served_folder(session, table, number):
    server.run(session, table, number or 5)


PARTS = {
    "kills": random_kills,
    "crashes": file_crashes,
    "errors": training_errors,
    "exports": export_errors,
    "folders": folder_mishaps,
    "server": served_folder,
}


def run(folder, parts, number):
    """Runs parts and prints the table; returns whether all faults ended well."""
    session = Session(folder)
    table = errors.Table()
    whole = False
    try:
        for part in parts:
            PARTS[part](session, table, number)
        whole = True
    except KeyboardInterrupt:
        print("stopped before the end", flush=True)
    session.loop.end()
    table.print()
    return whole and table.is_sound()
