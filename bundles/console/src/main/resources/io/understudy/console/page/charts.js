const KEPT = 120;
const charts = new Map();

/** Live charts of the paths: loss in percent, latency and jitter in milliseconds, two minutes. */
export function chart(path, place) {
  let kept = charts.get(path.name);
  if (!kept) {
    kept = { data: [[], [], [], []] };
    charts.set(path.name, kept);
  }
  if (place && kept.place !== place) {
    kept.plot?.destroy();
    kept.place = place;
    kept.plot = plot(place, kept.data);
    kept.observer?.disconnect();
    kept.observer = new ResizeObserver(() => {
      if (place.clientWidth > 0) {
        kept.plot.setSize({ width: place.clientWidth, height: 150 });
      }
    });
    kept.observer.observe(place);
  }
  return kept;
}

export function sample(at, paths) {
  const seconds = Date.parse(at) / 1000;
  for (const path of paths) {
    const { data, plot } = chart(path);
    const last = data[0].at(-1);
    if (last !== undefined && seconds - last < 0.9) {
      continue;
    }
    [seconds, path.loss * 100, path.latencyMs, path.jitterMs].forEach((value, i) => {
      data[i].push(value);
      if (data[i].length > KEPT) {
        data[i].shift();
      }
    });
    plot?.setData(data);
    document.documentElement.dataset.samples = String(data[0].length);
  }
}

function plot(place, data) {
  const color = (name) => {
    const probe = document.createElement("span");
    probe.className = name;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const axis = { stroke: color("faint"), grid: { stroke: color("faint"), width: 0.2 } };
  const line = (label, kind, scale, dash) => ({ label, scale, stroke: color(kind), width: 2, dash });
  return new uPlot(
    {
      width: Math.max(place.clientWidth, 200),
      height: 150,
      legend: { show: true, live: false },
      cursor: { show: false },
      scales: { x: { range: () => [(data[0].at(-1) ?? 0) - KEPT, data[0].at(-1) ?? 0] }, "%": { range: [0, 100] }, ms: { range: (_, __, most) => [0, Math.max(1, most)] } },
      axes: [axis, { ...axis, scale: "ms", size: 45 }, { ...axis, scale: "%", side: 1, size: 40, grid: { show: false } }],
      series: [
        {},
        line("loss, %", "bad", "%"),
        line("latency, ms", "good", "ms"),
        line("jitter, ms", "warn", "ms", [4, 4]),
      ],
    },
    data,
    place,
  );
}
