"""What else happens to a model directory: it vanishes, is replaced, is slow, has two trainers, or the clock jumps."""

import collections
import shutil
import subprocess
import time

import errors
import kills
import machine


def deleted(model):
    shutil.rmtree(model)


def moved(model):
    model.rename(aside(model))


def replaced(model):
    moved(model)
    model.write_text("a file\n")


def aside(model):
    return model.with_name(model.name + ".aside")


def mishaps(session, table, number):
    """Lets something happen to the directory before an operation, and resumes when that is undone."""
    task = session.training
    total = errors.count(session, task, machine.WRITING)
    for what, mishap in [("deleted", deleted), ("moved away", moved), ("replaced by a file", replaced)]:
        outcomes = collections.Counter()
        for at in errors.chosen(total, number):
            model = session.model(f"{mishap.__name__}-{at}")
            hit = []
            session.interceptor.start(happening(mishap, model, at, hit))
            first = session.loop.run(*task.command(model))
            made_anew = hit and mishap is not replaced and model.exists()
            saved = list(model.glob("model.ckpt*"))
            if aside(model).exists():
                shutil.rmtree(model) if model.is_dir() else model.unlink(missing_ok=True)
                aside(model).rename(model)
            outcome, text = errors.judge(session, task, model, first)
            if outcome != "lost" and made_anew and (first.code == 0 or saved):
                outcome, text = "unclear", f"made anew, with {saved}: exit code {first.code}: {first.error()}"
            outcomes[outcome] += 1
            if text:
                table.note(f"{outcome}, {what}, operation {at}: {text}")
            shutil.rmtree(model, ignore_errors=True)
        table.row(f"directory {what} in mid-training ({total} places)", outcomes)


def happening(mishap, model, at, hit):
    seen = [0]

    def policy(operation):
        if operation.kind in machine.WRITING:
            seen[0] += 1
            if seen[0] - 1 == at and model.is_dir():
                mishap(model)
                hit.append(operation)
        return 0

    return policy


def two_trainers(session, table, number):
    """Starts two processes at once: one is refused, the other ends as if alone."""
    outcomes = collections.Counter()
    for _ in range(number):
        model = session.folder / "two"
        processes = [kills.start(session, model, machine.STEPS, subprocess.PIPE) for _ in range(2)]
        messages = [process.communicate()[1] for process in processes]
        codes = [process.returncode for process in processes]
        refusals = [text for text in messages if "is being trained by" in text and "\tat " not in text]
        wrong = session.training.wrong_end(model) + session.leftovers(model)
        # The later one may start when the earlier one has ended.
        sound = not wrong and (sorted(codes) == [0, 1] and len(refusals) == 1 or codes == [0, 0])
        outcomes["lost" if wrong else "clear" if sound and 1 in codes else "same" if sound else "unclear"] += 1
        if not sound:
            table.note(f"two trainers: {codes} {wrong} {messages}")
        shutil.rmtree(model)
    table.row("two trainers at once", outcomes)


def slow_disk(session, table, _):
    """Lets each operation take 20 ms."""
    outcomes = collections.Counter()
    for task in [session.training, session.exporting]:
        model = session.model(f"{task.name}-slow")
        task.prepare(model)
        session.interceptor.start(lambda operation: time.sleep(0.02) or 0)
        outcome, text = errors.judge(session, task, model, session.loop.run(*task.command(model)))
        outcomes[outcome] += 1
        if text:
            table.note(f"{outcome}, slow disk, {task.name}: {text}")
    table.row("slow disk, 20 ms an operation", outcomes)


def jumping_clock(session, table, number):
    """Lets the time of day jump; what is due goes by the clock that doesn't."""
    outcomes = collections.Counter()
    environment = session.interceptor.environment() | {"FAULTS_CLOCK": "1"}
    loop = machine.Loop(environment, session.folder / "clock.log")
    for task in [session.training, session.exporting]:
        for at in range(number):
            model = session.model(f"{task.name}-clock-{at}")
            task.prepare(model)
            session.interceptor.start(lambda operation: 0)
            outcome, text = errors.judge(session, task, model, loop.run(*task.command(model)))
            outcomes[outcome] += 1
            if text:
                table.note(f"{outcome}, jumping clock, {task.name}: {text}")
    loop.end()
    table.row("clock that jumps by up to 30 days, to and fro", outcomes)


def run(session, table, number):
    mishaps(session, table, number)
    two_trainers(session, table, min(number, 10))
    slow_disk(session, table, number)
    jumping_clock(session, table, min(number, 10))
