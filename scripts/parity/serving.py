"""Python's TensorFlow reads an exported model by every signature, and a table says how it differs from Java.

serving.py SAVEDMODEL JAVA_JSON IMAGE...
JAVA_JSON: what `scripts/cnn predict --json --saved-model SAVEDMODEL IMAGE...` printed, or -.
The other signatures are fed with what the graph makes of the images: fitted, scaled, inverted.
"""
import json, os, subprocess, sys, tempfile
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

folder, java, images = sys.argv[1], sys.argv[2], sys.argv[3:]
contents = [open(p, "rb").read() for p in images]
examples = [tf.train.Example(features=tf.train.Features(feature={
    "image_bytes": tf.train.Feature(bytes_list=tf.train.BytesList(value=[c]))})).SerializeToString() for c in contents]
rows = []

def row(what, difference, note=""):
    rows.append((what, difference, note))

# The fitted 28x28 pixels and scaled features that the graph makes of the files, by the v1 loader.
with tf.compat.v1.Session(graph=tf.Graph()) as session:
    meta = tf.compat.v1.saved_model.loader.load(session, ["serve"], folder)
    def named(tensors, name):
        return tensors[name].name
    files, image = meta.signature_def["image_bytes"], meta.signature_def["pixels"]
    features = named(meta.signature_def["serving_default"].inputs, "x")
    pixels, p1 = session.run(
        [named(files.outputs, "image"), named(files.outputs, "probabilities")],
        {named(files.inputs, "image_bytes"): contents})
    x = session.run("pixels/" + features, {named(image.inputs, "image"): pixels})
    methods = {k: s.method_name for k, s in meta.signature_def.items()}
print("v1 loader:", len(meta.graph_def.node), "nodes,", methods)

model = tf.saved_model.load(folder)
signatures = model.signatures
print("tf.saved_model.load:", sorted(signatures))
found = {
    "serving_default": signatures["serving_default"](x=tf.constant(x)),
    "pixels": signatures["pixels"](image=tf.constant(pixels)),
    "image_bytes": signatures["image_bytes"](image_bytes=tf.constant(contents)),
    "classify": signatures["classify"](inputs=tf.constant(examples)),
}
as_they_are = {
    "image_bytes_light_on_dark": [tf.io.encode_png(p[:, :, None]).numpy() for p in pixels],
    "image_bytes_dark_on_light": [tf.io.encode_png((255 - p)[:, :, None]).numpy() for p in pixels],
}
for key, files in as_they_are.items():
    found[key] = signatures[key](image_bytes=tf.constant(files))
if java != "-":
    expected = np.array([json.loads(l)["probabilities"] for l in open(java)], np.float32)
    what = "Java"
else:
    expected, what = p1, "v1 loader"
best = expected.argmax(-1)
for key, outputs in found.items():
    if key == "classify":
        scores, classes = outputs["scores"].numpy(), outputs["classes"].numpy()
        row("load " + key, np.abs(scores - np.sort(expected)[:, ::-1][:, :3]).max(),
            "best agree: %s; %s %s, %s %s" % ((classes[:, 0].astype(int) == best).all(), outputs["classes"].dtype.name,
            outputs["classes"].shape, outputs["scores"].dtype.name, outputs["scores"].shape))
    else:
        row("load " + key, np.abs(outputs["probabilities"].numpy() - expected).max(),
            "classes agree: %s" % (outputs["classes"].numpy() == best).all())
row("v1 loader", np.abs(p1 - expected).max())

# saved_model_cli
cli = os.path.join(os.path.dirname(sys.executable), "saved_model_cli")
show = subprocess.run([cli, "show", "--dir", folder, "--all"], capture_output=True, text=True)
print("saved_model_cli show --all: exit %d, %d lines, signatures %s" % (
    show.returncode, len(show.stdout.splitlines()), [l.split("'")[1] for l in show.stdout.splitlines() if l.startswith("signature_def[")]))
with tempfile.TemporaryDirectory() as tmp:
    np.save(tmp + "/x.npy", x); np.save(tmp + "/p.npy", pixels)
    for n, items in {"f": contents, **as_they_are}.items():
        array = np.empty(len(items), object); array[:] = items
        np.save(tmp + "/%s.npy" % n, array)
    # The command line is split at semicolons before it is parsed.
    literal = lambda value: repr(value).replace(";", "\\x3b")
    few = [c for c in contents if len(c) < 2000][:20]
    chosen = {"classify": [contents.index(c) for c in few], "image_bytes by an expression": [contents.index(c) for c in few]}
    runs = {
        "serving_default": ["--inputs", "x=%s/x.npy" % tmp],
        "pixels": ["--inputs", "image=%s/p.npy" % tmp],
        "image_bytes": ["--inputs", "image_bytes=%s/f.npy" % tmp],
        "image_bytes by an expression": ["--input_exprs", "image_bytes=" + literal(few)],
        **{key: ["--inputs", "image_bytes=%s/%s.npy" % (tmp, key)] for key in as_they_are},
        "classify": ["--input_examples", "inputs=" + literal([{"image_bytes": [c]} for c in few])],
    }
    everything = expected
    for key, args in runs.items():
        expected = everything[chosen.get(key, slice(None))]
        best = expected.argmax(-1)
        out = os.path.join(tmp, key); os.mkdir(out)
        done = subprocess.run([cli, "run", "--dir", folder, "--tag_set", "serve", "--signature_def", key.split(" ")[0], *args, "--outdir", out],
                              capture_output=True, text=True)
        if done.returncode:
            row("cli run " + key, np.nan, (done.stdout + done.stderr).strip().splitlines()[-1][:200]); continue
        if key == "classify":
            row("cli run " + key, np.abs(np.load(out + "/scores.npy") - np.sort(expected)[:, ::-1][:, :3]).max(),
                str(np.load(out + "/classes.npy", allow_pickle=True)[0]))
        else:
            row("cli run " + key, np.abs(np.load(out + "/probabilities.npy") - expected).max(),
                "classes agree: %s" % (np.load(out + "/classes.npy") == best).all())

# What classifier.cc of TensorFlow Serving asks of a classify signature, and REST of names.
s = meta.signature_def["classify"]
ok = (s.method_name == "tensorflow/serving/classify" and list(s.inputs) == ["inputs"]
      and s.inputs["inputs"].dtype == tf.string.as_datatype_enum and set(s.outputs) == {"classes", "scores"}
      and s.outputs["classes"].dtype == tf.string.as_datatype_enum and s.outputs["scores"].dtype == tf.float32.as_datatype_enum)
print("classify fits classifier.cc:", ok)
for k, s in meta.signature_def.items():
    for n, t in s.inputs.items():
        if t.dtype == tf.string.as_datatype_enum and k != "classify":
            print("REST base64 name of %s: %s" % (k, n), n.endswith("_bytes"))
print("\n%-36s %-12s %s" % ("by", "largest", "difference to " + what))
for r in rows:
    print("%-36s %-12.3g %s" % r)
sys.exit(any(not (r[1] <= 1e-6) for r in rows))
