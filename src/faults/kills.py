"""SIGKILL at random moments of trainings that are processes of their own."""

import collections
import random
import shutil
import subprocess
import time

import machine
import models

STEPS = 40
SEED = 7


def run(session, table, number):
    """Kills so many processes; each resumes what the last one left, and a training that reaches its end is compared."""
    moments = random.Random(SEED)
    reference = models.Reference(session.folder / "kills-reference")
    answer = session.loop.run(*session.train(reference.folder, STEPS), "--keep", 0)
    if answer.code:
        raise RuntimeError(answer.messages)
    outcomes = collections.Counter()
    model = session.folder / "kills"
    longest = 0.5
    ends, in_a_save = 0, 0

    def name():
        return f"SIGKILL at random moments, {in_a_save} of them in a save; {ends} trainings of {STEPS} steps ended"

    with table.counting(name, outcomes):
        while sum(outcomes.values()) < number:
            process = start(session, model)
            begun = await_begin(process, model)
            # Up to a bit beyond the end, as the trainings before had it.
            time.sleep(moments.uniform(0, 1.1 * longest))
            ended = process.poll() is not None
            process.kill()
            process.wait()
            if ended:
                longest = max(longest, time.monotonic() - begun)
                wrong = [] if process.returncode == 0 else [f"exit code {process.returncode}"]
                wrong += reference.wrong_end(model, STEPS) + models.leftovers(model)
                ends += 1
                shutil.rmtree(model)
            else:
                longest = min(2 * longest, 5)
                in_a_save += bool(list(model.glob(".model.ckpt-*")))
                wrong = reference.wrong_checkpoints(model)
                outcomes["lost" if wrong else "same"] += 1
            if wrong:
                table.note(f"lost, after kill {sum(outcomes.values())}: {wrong}")
                outcomes["lost"] += ended


def start(session, model, steps=STEPS, messages=subprocess.DEVNULL):
    command = [*machine.JAVA, "-cp", machine.class_path(), "io.github.tfestimator.cnn.cli.Main"]
    command += [str(arg) for arg in [*session.train(model, steps), "--keep", 2]]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=messages, text=True)


def await_begin(process, model):
    """Waits until the process holds the directory; before that it changes nothing."""
    lock = model / ".lock"
    pid = f"{process.pid}\n"
    while process.poll() is None and not (lock.exists() and lock.read_text() == pid):
        time.sleep(0.01)
    return time.monotonic()
