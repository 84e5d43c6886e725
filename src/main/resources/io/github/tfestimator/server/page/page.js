// The page of an image model: one draws, the server answers, bars move.

import { get, hasToken, modelUrl, predictImage } from "./api.js";
import { Drawing } from "./drawing.js";
import { Files } from "./files.js";
import { Inside, drawImage } from "./inside.js";

/** Of more classes, the most probable are shown. */
const MAX_BARS = 12;

/** How long to wait for a server that loads its models, in milliseconds. */
const LOADING_POLL = 1000;

const element = (id) => document.getElementById(id);
const drawing = new Drawing(element("drawing"), element("pen-state"));
const inside = new Inside();
const files = new Files();

/** The versions that serve of each model by name, as GET v1/models lists them. */
const models = new Map();

/** What is asked: its address, signatures, description and names of classes. */
let model = null;

/** The time of the oldest change that no request has taken along, or null. */
let changed = null;
let isAsking = false;
let isSettled = true;

start();

async function start() {
  element("model").addEventListener("change", () => chooseModel());
  element("version").addEventListener("change", () => chooseVersion());
  element("undo").addEventListener("click", () => drawing.undo());
  element("clear").addEventListener("click", () => drawing.clear());
  element("copy").addEventListener("click", copyCurl);
  for (const radio of document.getElementsByName("pen")) {
    radio.addEventListener("change", () => (drawing.pen = radio.value));
  }
  drawing.addEventListener("change", () => {
    isSettled = false;
    ask();
  });
  drawing.addEventListener("settle", () => {
    isSettled = true;
    ask();
  });
  try {
    await followModels();
  } catch (error) {
    show(error.message);
  }
}

/** Shows a message, or none. */
function show(message) {
  element("message").textContent = message;
}

/** Lists the models as they get a version: one that has none yet, or never, holds up no other. */
async function followModels() {
  for (;;) {
    const listed = (await get(new URL("v1/models", document.baseURI).href)).models;
    const isFirst = models.size === 0;
    for (const entry of listed.filter((each) => !models.has(each.name) && available(each).length > 0)) {
      models.set(entry.name, available(entry));
      element("model").append(new Option(entry.name, entry.name));
    }
    if (models.size === 0) {
      show("The server loads its models …");
    } else if (isFirst) {
      show("");
      await chooseModel();
    }
    if (models.size === listed.length) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOADING_POLL));
  }
}

function available(entry) {
  return entry.model_version_status.filter((each) => each.state === "AVAILABLE").map((each) => each.version);
}

function options(select, values) {
  select.replaceChildren(...values.map(([value, text]) => new Option(text, value)));
}

async function chooseModel() {
  const versions = models.get(element("model").value);
  options(element("version"), [["", `newest (${versions[0]})`], ...versions.map((each) => [each, each])]);
  await chooseVersion();
}

async function chooseVersion() {
  const name = element("model").value;
  const url = modelUrl(name, element("version").value);
  try {
    const [metadata, about] = await Promise.all([get(`${url}/metadata`), get(`${url}/about`)]);
    if (url !== modelUrl(element("model").value, element("version").value)) {
      return;
    }
    const signatures = metadata.metadata.signature_def.signature_def;
    const isImageModel = "probabilities" in (signatures.image_bytes?.outputs ?? {});
    element("image-model").hidden = !isImageModel;
    element("other-model").hidden = isImageModel;
    if (isImageModel) {
      model = { url, signatures, about, classes: about.classes ?? numbers(signatures) };
      element("seen-section").hidden = !("image" in signatures.image_bytes.outputs);
      showCard(about.card);
      inside.use(model);
      files.use(model);
      ask();
    }
    show("");
  } catch (error) {
    show(error.message);
  }
}

/** The names of classes that have none. */
function numbers(signatures) {
  const count = Number(signatures.image_bytes.outputs.probabilities.tensor_shape.dim[1].size);
  return Array.from({ length: Math.max(0, count) }, (_, index) => String(index));
}

/** Asks for the newest drawing; one request is in flight, and the newest change goes next. */
async function ask() {
  changed ??= performance.now();
  if (isAsking || model === null) {
    return;
  }
  isAsking = true;
  element("bars").ariaBusy = "true";
  while (changed !== null) {
    const since = changed;
    changed = null;
    try {
      await (drawing.isEmpty ? forget() : answer(since));
    } catch (error) {
      show(error.message);
      element("spoken").textContent = "";
    }
  }
  isAsking = false;
  element("bars").ariaBusy = String(!isSettled);
}

async function answer(since) {
  const asked = model;
  const png = drawing.toPng();
  const sent = performance.now();
  const prediction = await predictImage(asked.url, png);
  const millis = performance.now() - sent;
  showAnswer(asked, prediction);
  show("");
  requestAnimationFrame(() => measure(since));
  element("latency").textContent = `Answered in ${millis.toFixed(1)} ms`;
  if (isSettled && changed === null) {
    speak(asked, prediction);
    showCurl(asked, png);
    inside.show(prediction);
  }
}

/** From the change to the frame that shows its bars: in the browser's tools, and for the tests. */
function measure(start) {
  performance.measure("stroke to bars", { start, end: performance.now() });
}

function forget() {
  element("answer").textContent = "–";
  element("spoken").textContent = "";
  showBars(model, model.classes.map(() => 0), null);
  element("latency").textContent = "";
  element("seen").getContext("2d").clearRect(0, 0, element("seen").width, element("seen").height);
  inside.forget();
}

function showAnswer(asked, { probabilities, classes, image }) {
  const small = document.createElement("small");
  small.textContent = ` ${percent(probabilities[classes])}`;
  element("answer").replaceChildren(asked.classes[classes], small);
  showBars(asked, probabilities, classes);
  if (image) {
    drawImage(element("seen"), image);
  }
}

function percent(probability) {
  return `${(100 * probability).toFixed(1)}%`;
}

/** Moves the bars that are there, so that their transitions run. */
function showBars(asked, probabilities, best) {
  let shown = probabilities.map((probability, index) => ({ probability, index }));
  if (shown.length > MAX_BARS) {
    shown = shown.sort((a, b) => b.probability - a.probability).slice(0, MAX_BARS);
  }
  const bars = element("bars");
  while (bars.children.length > shown.length) {
    bars.lastChild.remove();
  }
  while (bars.children.length < shown.length) {
    bars.append(newBar());
  }
  shown.forEach(({ probability, index }, i) => {
    const [name, track, value] = bars.children[i].children;
    bars.children[i].classList.toggle("best", index === best);
    name.textContent = asked.classes[index];
    track.firstChild.style.setProperty("--probability", probability);
    value.textContent = percent(probability);
  });
}

function newBar() {
  const [item, name, track, bar, value] = ["li", "span", "span", "span", "span"].map((tag) =>
    document.createElement(tag),
  );
  track.className = "track";
  bar.className = "bar";
  value.className = "value";
  track.append(bar);
  item.append(name, track, value);
  return item;
}

/** Says the answer to a complete stroke, not to each of its points. */
function speak(asked, { probabilities, classes, found }) {
  const text = `${asked.classes[classes]}, ${percent(probabilities[classes])}`;
  element("spoken").textContent = found === false ? `Nothing was found; a guess is ${text}` : text;
}

async function showCurl(asked, png) {
  const bytes = new Uint8Array(await png.arrayBuffer());
  const base64 = btoa(String.fromCharCode(...bytes));
  const token = hasToken() ? ' -H "Authorization: Bearer $TOKEN"' : "";
  element("curl").textContent =
    `echo ${base64} | base64 -d | curl --data-binary @- -H 'Content-Type: image/png'${token} ` +
    `'${asked.url}:predict?signature_name=image_bytes'`;
}

async function copyCurl() {
  try {
    await navigator.clipboard.writeText(element("curl").textContent);
    element("copied").textContent = "Copied.";
  } catch {
    // Browsers copy for pages of this machine or of HTTPS alone.
    getSelection().selectAllChildren(element("curl"));
    element("copied").textContent = "Selected; copy it by Ctrl+C.";
  }
}

function showCard(card) {
  const parts = [];
  for (const [section, facts] of Object.entries(card ?? {})) {
    const title = document.createElement("h3");
    title.textContent = typeof facts === "object" ? section : facts;
    parts.push(title);
    if (facts !== null && typeof facts === "object") {
      parts.push(factsTable(facts));
    }
  }
  element("card").replaceChildren(...(card ? parts : ["This model has no card."]));
}

function factsTable(facts) {
  const table = document.createElement("table");
  for (const [fact, value] of Object.entries(facts)) {
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = fact;
    row.append(head);
    row.insertCell().textContent = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return table;
}
