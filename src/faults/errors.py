"""Failing file operations, one after the other: a full disk, a broken one, half a write, a lost mount."""

import collections
import contextlib
import errno
import shutil

import machine

FROM_THEN_ON = True


class Table:
    """The outcomes of all faults, by kind."""

    def __init__(self):
        self.rows = []

    def row(self, what, outcomes):
        self.rows.append((what, outcomes))
        print(f"{what}: {dict(outcomes)}", flush=True)

    @contextlib.contextmanager
    def counting(self, what, outcomes):
        """Adds a row at the end of the block, also if a signal ends it; the name may be a function, to be called then."""
        try:
            yield
        finally:
            self.row(what() if callable(what) else what, outcomes)

    def note(self, text):
        print("  " + text, flush=True)

    def print(self):
        print("\n| injected | how often | same bits | clear error, then the same bits | unclear | lost |")
        print("|---|---|---|---|---|---|")
        for what, found in self.rows:
            cells = [sum(found.values()), *(found[key] for key in ["same", "clear", "unclear", "lost"])]
            print(f"| {what} | " + " | ".join(map(str, cells)) + " |")

    def is_sound(self):
        return not any(found["unclear"] or found["lost"] for _, found in self.rows)


def faults(kinds, at, answer, persistent=False):
    """Returns a policy: the operation of these kinds with that number, or all from it on, get the answer."""
    seen = [0]

    def policy(operation):
        if operation.kind not in kinds:
            return 0
        seen[0] += 1
        hit = seen[0] - 1 >= at if persistent else seen[0] - 1 == at
        return answer if hit else 0

    return policy


class Task:
    """A command, made from a model directory, and what must come of it."""

    def __init__(self, name, command, wrong_meanwhile, wrong_end, prepared=None):
        self.name = name
        self.command = command
        self.wrong_meanwhile = wrong_meanwhile
        self.wrong_end = wrong_end
        self.prepared = prepared

    def prepare(self, model):
        shutil.rmtree(model, ignore_errors=True)
        if self.prepared:
            shutil.copytree(self.prepared, model)


def count(session, task, kinds):
    """Runs undisturbed; returns how many operations of the kinds there are."""
    model = session.model("count")
    task.prepare(model)
    session.interceptor.start(lambda operation: 0)
    answer = session.loop.run(*task.command(model))
    wrong = task.wrong_end(model)
    if answer.code or wrong:
        raise RuntimeError(f"{task.name} failed undisturbed: {answer.messages} {wrong}")
    return sum(operation.kind in kinds for operation in session.interceptor.operations)


def chosen(total, number):
    """Returns so many of the first numbers, evenly."""
    return sorted({i * total // number for i in range(number)}) if number < total else range(total)


def run(session, table, task, what, kinds, answer, number, persistent=False):
    """Lets each chosen operation fail, resumes, and tells the outcomes."""
    total = count(session, task, kinds)
    outcomes = collections.Counter()
    with table.counting(f"{what}, {task.name} ({total} places)", outcomes):
        for at in chosen(total, number):
            model = session.model(f"{task.name}-{at}")
            task.prepare(model)
            session.interceptor.start(faults(kinds, at, answer, persistent))
            first = session.loop.run(*task.command(model))
            outcome, text = judge(session, task, model, first)
            outcomes[outcome] += 1
            if text:
                table.note(f"{outcome}, {what}, {task.name}, operation {at}: {text}")
            shutil.rmtree(model, ignore_errors=True)


def judge(session, task, model, first):
    """Returns the outcome of a run with a fault, and what to look at."""
    operations = session.interceptor.operations
    session.interceptor.start(lambda operation: 0)
    wrong = task.wrong_meanwhile(model)
    if wrong:
        return "lost", f"{wrong} after: {first.messages}"
    wrong = task.wrong_end(model) if first.code == 0 else []
    if first.code == 0 and not wrong:
        return "same", ""
    if wrong and not first.has_warned(model):
        return "lost", f"{wrong} after: {first.messages}"
    clear = first.has_warned(model) or first.is_clear(model)
    again = session.loop.run(*task.command(model))
    wrong = task.wrong_end(model) + session.leftovers(model)
    if again.code or wrong:
        return "lost", f"exit code {again.code}, {wrong} after: {first.error()} and then {again.error()}"
    if not clear:
        last = [f"{o.kind} {o.path}" for o in operations[-3:]]
        return "unclear", f"exit code {first.code}: {first.error() or first.messages} (last: {last})"
    return "clear", ""


ERRORS = [
    ("disk full at one operation (ENOSPC)", machine.TAKING_ROOM, errno.ENOSPC, False),
    ("disk full from one operation on (ENOSPC)", machine.TAKING_ROOM, errno.ENOSPC, FROM_THEN_ON),
    ("broken disk at one operation (EIO)", machine.WRITING, errno.EIO, False),
    ("mounted read-only from one operation on (EROFS)", machine.WRITING, errno.EROFS, FROM_THEN_ON),
]
