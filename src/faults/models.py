"""Whether a model directory is sound: its checkpoints, evaluations and exports against those of an undisturbed run."""

import hashlib
import json
import re

import machine

SUFFIXES = [".data-00000-of-00001", ".index", ".meta"]
SUMS = "sha256.txt"


class Reference:
    """The files of an undisturbed run that kept all."""

    def __init__(self, folder):
        self.folder = folder

    def wrong_checkpoints(self, model):
        """Returns what is wrong about the checkpoints that the state names, whether or not anybody reads them."""
        state = model / "checkpoint"
        names = set(re.findall(r'paths?: "(.*)"', state.read_text())) if state.exists() else set()
        return [f"{name}{suffix} is not whole" for name in sorted(names) for suffix in SUFFIXES
                if comparable(model / (name + suffix)) != comparable(self.folder / (name + suffix))]  # fmt: skip

    def wrong_end(self, model, steps=machine.STEPS):
        """Returns what is wrong about the directory of a training that reached its end."""
        wrong = self.wrong_checkpoints(model)
        last = f"model.ckpt-{steps}"
        state = model / "checkpoint"
        if not state.exists() or f'model_checkpoint_path: "{last}"' not in state.read_text():
            wrong.append(f"{last} is not the newest")
        if content(model / "cnn.json") != content(self.folder / "cnn.json"):
            wrong.append("cnn.json differs")
        return wrong

    def wrong_evaluations(self, model):
        """Returns lines of the evaluations that the undisturbed run has not."""
        known = lines(self.folder)
        return [f"evaluation {line}" for line in lines(model) if line not in known]

    def wrong_exports(self, exports):
        """Returns versions that aren't the undisturbed run's one, file for file but for the date in the card.

        The list of sums names the card's too, so it is held against the files that lie beside it.
        """
        (version,) = (self.folder / "export/latest").iterdir()
        return [
            f"export {folder.name}/{file.relative_to(version)} differs"
            for folder in (exports.iterdir() if exports.is_dir() else [])
            if folder.name.isdigit()
            for file in version.rglob("*")
            if file.is_file()
            and "model_card" not in file.name
            and content(folder / file.relative_to(version)) != (sums(folder) if file.name == SUMS else content(file))
        ]


def comparable(file):
    """Returns what is the same in each run: of a graph, whose maps are written in any order, the bytes sorted."""
    found = content(file)
    return bytes(sorted(found)) if found and file.suffix == ".meta" else found


def sums(version):
    """Returns the list of sums that belongs to the files of a version."""
    files = sorted(path.relative_to(version).as_posix() for path in version.rglob("*")
                   if path.is_file() and path.name != SUMS)  # fmt: skip
    return "".join(f"{hashlib.sha256(content(version / name)).hexdigest()}  {name}\n" for name in files).encode()


def content(file):
    """Returns the file's bytes, None without a file."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def lines(model):
    file = model / "eval/evaluations.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def leftovers(model):
    """Returns unfinished files below a directory, but for exports: those are deleted an hour later."""
    return [str(path) for path in (path.relative_to(model) for path in model.rglob("*"))
            if re.search(r"\.tmp$|tempstate", path.name) and "temp-" not in str(path)]  # fmt: skip
