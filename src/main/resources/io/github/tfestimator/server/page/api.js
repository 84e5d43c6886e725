// The server's REST API. With a token, the page asks for it and keeps it in memory alone.

let token = "";
let asking = null;

/** Tells whether requests bring a token. */
export const hasToken = () => token !== "";

/** Returns the address of a model, or of one of its versions. */
export function modelUrl(model, version) {
  const name = encodeURIComponent(model).replaceAll("'", "%27");
  return new URL(`v1/models/${name}${version ? `/versions/${version}` : ""}`, document.baseURI).href;
}

/** Returns the JSON at an address, or throws an Error with the server's message. */
export async function get(url) {
  return send(url, {});
}

/** Sends an image as it is, and returns the answer: classes, probabilities, perhaps found and image. */
export async function predictImage(url, image) {
  // A file of another kind is no JSON either, which its own type would make of it.
  const type = image.type.startsWith("image/") ? image.type : "application/octet-stream";
  const headers = { "Content-Type": type };
  const answer = await send(`${url}:predict?signature_name=image_bytes`, { method: "POST", headers, body: image });
  return answer.predictions[0];
}

/** Sends rows to a signature, and returns an answer for each. */
export async function predictRows(url, signature, instances) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ signature_name: signature, instances });
  return (await send(`${url}:predict`, { method: "POST", headers, body })).predictions;
}

async function send(url, options) {
  const headers = { ...options.headers };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const response = await fetch(url, { ...options, headers, cache: "no-store", credentials: "omit" });
  if (response.status === 401) {
    asking ??= askForToken().finally(() => (asking = null));
    await asking;
    return send(url, options);
  }
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error ?? `The server answered with the status ${response.status}`);
  }
  return answer;
}

function askForToken() {
  const dialog = document.getElementById("token-dialog");
  const input = document.getElementById("token");
  input.value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    document.getElementById("token-form").onsubmit = (event) => {
      event.preventDefault();
      const given = input.value.trim();
      // Others can't be in a header. They are as wrong as one that the server refuses.
      token = /^[!-~]*$/.test(given) ? given : "";
      input.value = "";
      dialog.close();
      resolve();
    };
    // Nothing can be shown without a token.
    dialog.oncancel = (event) => event.preventDefault();
  });
}
