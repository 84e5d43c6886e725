// Draws the curves so that one can zoom, in place of the plain drawings.
(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("numbers").textContent).charts;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let drawn = [];

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const marks = (chart) => (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color("--quiet");
    ctx.setLineDash([4, 4]);
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    for (const [step, text] of Object.entries(chart.marks)) {
      const x = plot.valToPos(Number(step), "x", true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        const right = x + ctx.measureText(text).width + 8 > bbox.left + bbox.width;
        ctx.textAlign = right ? "right" : "left";
        ctx.fillText(text, x + (right ? -4 : 4), bbox.top + 12 * devicePixelRatio);
      }
    }
    ctx.restore();
  };

  // Losses that fall by magnitudes would be a flat line otherwise.
  const isWide = (chart) => {
    const values = chart.series.flatMap((series) => series.values).filter((value) => value !== null);
    return Math.min(...values) > 0 && Math.max(...values) > 20 * Math.min(...values);
  };

  const all = Object.values(charts).flatMap((chart) => chart.steps);
  const steps = { least: all.reduce((a, b) => Math.min(a, b), 0), most: all.reduce((a, b) => Math.max(a, b), 1) };

  // A single value has no range of its own: the training's steps, and a bit around the value.
  const scales = (chart, values) => {
    const isFlat = Math.min(...values) === Math.max(...values);
    const around = 0.05 * Math.abs(values[0]) || 1;
    return {
      x: chart.steps.length === 1 ? { time: false, range: [steps.least, steps.most] } : { time: false },
      y: isFlat ? { range: [values[0] - around, values[0] + around] } : { distr: isWide(chart) ? 3 : 1 },
    };
  };

  // Without it the labels of small values are 0.
  const texts = (plot, splits) => splits.map((value) => (value === null ? null : String(Number(value.toPrecision(3)))));

  const options = (chart, box) => {
    const values = chart.series.flatMap((series) => series.values).filter((value) => value !== null);
    const axis = { stroke: color("--text"), grid: { stroke: color("--line"), width: 1 } };
    return {
      width: box.clientWidth,
      height: 280,
      scales: scales(chart, values),
      axes: [axis, { ...axis, size: 64, values: texts }],
      cursor: { sync: { key: "steps" } },
      series: [
        { label: "step" },
        ...chart.series.map((series, i) => {
          const points = series.values.filter((value) => value !== null).length < 60;
          const stroke = color(`--line${i % 4}`);
          return { label: series.name, stroke, width: 1.5, spanGaps: true, points: { show: points } };
        }),
      ],
      hooks: { draw: [marks(chart)] },
    };
  };

  const draw = () => {
    drawn.forEach((plot) => plot.destroy());
    drawn = [];
    for (const box of document.querySelectorAll("[data-chart]")) {
      const chart = charts[box.dataset.chart];
      const values = [chart.steps, ...chart.series.map((series) => series.values)];
      box.classList.add("drawn");
      drawn.push(new uPlot(options(chart, box), values, box));
    }
  };

  const resize = () =>
    drawn.forEach((plot) => {
      const width = plot.root.parentElement.clientWidth;
      if (width !== plot.width) {
        plot.setSize({ width, height: 280 });
      }
    });

  draw();
  dark.addEventListener("change", draw);
  addEventListener("resize", resize);
})();
