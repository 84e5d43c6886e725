// The probabilities of a model that tensorflowjs_converter wrote, as JSON: node tfjs.js MODEL_FOLDER REQUEST
// REQUEST is a file with {"shape": [...], "dtype": "...", "values": [...]}.
const fs = require('fs');
const tf = require('@tensorflow/tfjs');

async function main(folder, request) {
  await tf.setBackend('cpu');
  const { modelTopology, weightsManifest } = JSON.parse(fs.readFileSync(`${folder}/model.json`));
  const weights = Buffer.concat(weightsManifest.flatMap(group => group.paths.map(path => fs.readFileSync(`${folder}/${path}`))));
  const model = await tf.loadGraphModel(tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(group => group.weights),
    weightData: new Uint8Array(weights).buffer,
  }));
  const { shape, dtype, values } = JSON.parse(fs.readFileSync(request));
  const outputs = model.predict({ [model.inputs[0].name]: tf.tensor(values, shape, dtype) });
  const probabilities = [outputs].flat().find(output => output.shape.length === 2);
  console.log(JSON.stringify(Array.from(await probabilities.data())));
}

main(...process.argv.slice(2)).catch(error => {
  console.error(error.message);
  process.exit(1);
});
