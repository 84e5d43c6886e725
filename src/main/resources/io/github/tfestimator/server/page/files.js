// Many images: a table of answers, a confusion matrix if the folders are named like classes, downloads.

import { predictImage } from "./api.js";
import { drawImage } from "./inside.js";

/** Of more files the downloads and the matrix tell; a longer table makes browsers slow. */
const MAX_ROWS = 1000;

const COLUMNS = ["file", "folder", "answer", "probability", "found", "error"];

const element = (id) => document.getElementById(id);

export class Files {
  #model = null;
  #results = [];
  #waiting = [];
  #isAsking = false;

  constructor() {
    for (const id of ["files", "folder"]) {
      element(id).addEventListener("change", (event) => {
        this.add([...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
        event.target.value = "";
      });
    }
    // A file that misses the frame must not take the place of the page.
    for (const type of ["dragover", "drop"]) {
      document.addEventListener(type, (event) => event.preventDefault());
    }
    const drop = element("drop");
    drop.addEventListener("dragover", () => drop.classList.add("over"));
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      drop.classList.remove("over");
      this.#drop(event.dataTransfer);
    });
    element("forget").addEventListener("click", () => this.#forget());
    element("csv").addEventListener("click", () => download("answers.csv", "text/csv", csv(this.#results)));
    element("json").addEventListener("click", () =>
      download("answers.json", "application/json", JSON.stringify(this.#results, null, 2)),
    );
  }

  use(model) {
    this.#model = model;
  }

  async #drop(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
    const found = (await Promise.all(entries.map(filesOf))).flat();
    this.add(found.length > 0 ? found : [...transfer.files].map((file) => ({ file, path: file.name })));
  }

  /** Asks for files, each with a path such as 7/drawing.png; one request is in flight. */
  async add(files) {
    this.#waiting.push(...files.filter(({ path }) => !path.split("/").at(-1).startsWith(".")));
    element("results").hidden = false;
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      const next = this.#waiting.shift();
      this.#progress();
      await this.#ask(next, this.#model);
    }
    this.#isAsking = false;
    this.#progress();
    this.#showMatrix();
  }

  async #ask({ file, path }, model) {
    const folder = path.split("/").at(-2) ?? "";
    const result = { file: path, folder, answer: "", probability: "", found: "", error: "" };
    let image;
    try {
      const prediction = await predictImage(model.url, file);
      image = prediction.image;
      result.answer = model.classes[prediction.classes];
      result.probability = prediction.probabilities[prediction.classes];
      result.found = prediction.found ?? "";
    } catch (error) {
      result.error = error.message;
    }
    this.#results.push(result);
    if (this.#results.length <= MAX_ROWS) {
      element("rows").append(this.#row(file, result, image));
    }
  }

  #row(file, result, image) {
    const row = document.createElement("tr");
    const preview = document.createElement("img");
    preview.src = URL.createObjectURL(file);
    preview.alt = "";
    row.insertCell().append(preview);
    row.insertCell().textContent = result.file;
    const seen = row.insertCell();
    if (image) {
      const canvas = document.createElement("canvas");
      canvas.className = "pixels";
      drawImage(canvas, image);
      seen.append(canvas);
    }
    const answer = row.insertCell();
    answer.textContent = result.error || result.answer + (result.found === false ? " (nothing found)" : "");
    row.insertCell().textContent = result.error ? "" : `${(100 * result.probability).toFixed(1)}%`;
    row.insertCell().textContent = result.folder;
    row.classList.toggle("wrong", result.error !== "" || (this.#isLabeled(result) && result.folder !== result.answer));
    return row;
  }

  /** Tells whether a file's folder is named like a class. */
  #isLabeled({ folder }) {
    return this.#model.classes.includes(folder);
  }

  #progress() {
    const rest = this.#waiting.length;
    const shown = this.#results.length > MAX_ROWS ? ` The table shows the first ${MAX_ROWS}.` : "";
    element("progress").textContent =
      `${this.#results.length} answered${rest > 0 ? `, ${rest} to go` : ""}.${shown}`;
  }

  #showMatrix() {
    const labeled = this.#results.filter((result) => result.error === "" && this.#isLabeled(result));
    element("matrix").hidden = labeled.length === 0;
    if (labeled.length > 0) {
      const correct = labeled.filter((result) => result.folder === result.answer).length;
      const table = document.createElement("table");
      table.createCaption().textContent =
        `${correct} of ${labeled.length} right (${((100 * correct) / labeled.length).toFixed(1)}%). ` +
        "Rows: folders, columns: answers.";
      fillMatrix(table, this.#model.classes, labeled);
      element("matrix").replaceChildren(table);
    }
  }

  #forget() {
    this.#waiting = [];
    this.#results = [];
    document.querySelectorAll("#rows img").forEach((image) => URL.revokeObjectURL(image.src));
    element("rows").replaceChildren();
    element("results").hidden = true;
    element("matrix").hidden = true;
  }
}

function fillMatrix(table, classes, labeled) {
  const head = table.createTHead().insertRow();
  head.append(document.createElement("td"), ...classes.map((name) => header(name, "col")));
  const body = table.createTBody();
  for (const folder of classes) {
    const row = body.insertRow();
    row.append(header(folder, "row"));
    for (const answer of classes) {
      const count = labeled.filter((each) => each.folder === folder && each.answer === answer).length;
      const cell = row.insertCell();
      cell.textContent = count || "";
      cell.className = folder === answer ? "correct" : "wrong";
    }
  }
}

function header(name, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = name;
  return cell;
}

/** Returns the files of a dropped file or folder, with their paths in it. */
async function filesOf(entry) {
  const path = entry.fullPath.slice(1);
  if (entry.isFile) {
    return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path }];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    // A part of the entries each time, none at the end.
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) {
      return files;
    }
    for (const each of entries) {
      files.push(...(await filesOf(each)));
    }
  }
}

function csv(results) {
  const quoted = (value) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = results.map((result) => COLUMNS.map((column) => quoted(result[column])).join(","));
  return [COLUMNS.join(","), ...lines, ""].join("\r\n");
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
