// Charts: from the data in the page to ECharts' options. Colours are the tokens of the style sheet.

let library;
function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 6 });

function axis(labels) {
  return {
    type: 'category', data: labels, axisTick: { show: false },
    axisLine: { lineStyle: { color: token('--line-2') } }, axisLabel: { color: token('--ink-2'), hideOverlap: true },
  };
}

function values(chart) {
  // What is counted has no halves.
  const whole = chart.series.every((one) => one.values.every((value) => value == null || Number.isInteger(value)));
  return {
    type: 'value', minInterval: whole ? 1 : undefined,
    splitLine: { lineStyle: { color: token('--line') } }, axisLabel: { color: token('--ink-2') },
  };
}

function series(chart) {
  if (chart.kind === 'pie') {
    const [first] = chart.series;
    return [{
      type: 'pie', radius: ['45%', '72%'], name: first.name, itemStyle: { borderColor: token('--paper'), borderWidth: 2 },
      label: { color: token('--ink') }, data: chart.labels.map((name, i) => ({ name, value: first.values[i] })),
    }];
  }
  const line = chart.kind === 'line';
  return chart.series.map((one) => ({
    name: one.name, data: one.values, type: line || one.dashed ? 'line' : 'bar', stack: chart.kind === 'stacked' && !one.dashed ? 'all' : undefined,
    barMaxWidth: 24, cursor: chart.hrefs?.some(Boolean) ? 'pointer' : 'default', symbolSize: 5, symbol: one.dashed ? 'none' : 'circle', lineStyle: { width: 2, type: one.dashed ? 'dashed' : 'solid' }, connectNulls: false,
  }));
}

export function options(chart) {
  const lying = chart.kind === 'bar_lying';
  const [labels, scale] = [axis(chart.labels), values(chart)];
  if (lying) { labels.inverse = true; labels.axisLabel.hideOverlap = false; }
  const pie = chart.kind === 'pie';
  return {
    animation: false, color: token('--series').split(',').map((colour) => colour.trim()),
    textStyle: { fontFamily: token('--sans'), fontSize: 12 },
    grid: { left: 8, right: 24, top: chart.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: chart.series.length > 1 ? { top: 0, right: 0, textStyle: { color: token('--ink') }, itemWidth: 16, itemHeight: 8 } : undefined,
    // HTML in a tooltip would need inline styles, which the security policy forbids.
    tooltip: {
      trigger: pie ? 'item' : 'axis', renderMode: 'richText', backgroundColor: token('--raised'), borderColor: token('--line-2'),
      textStyle: { color: token('--ink'), fontSize: 13 }, valueFormatter: (value) => (value == null ? '—' : `${number.format(value)} ${chart.unit}`),
    },
    xAxis: pie ? undefined : lying ? scale : labels,
    yAxis: pie ? undefined : lying ? labels : scale,
    series: series(chart),
  };
}

const drawn = new Map();

export async function draw(within = document) {
  for (const box of within.querySelectorAll('[data-chart]:not(.drawn)')) {
    const source = document.getElementById(box.dataset.chart);
    if (!source) continue;
    try {
      const echarts = await load(box.dataset.library);
      const data = JSON.parse(source.textContent);
      box.classList.add('drawn');
      // Lying bars take the room they need, not more.
      if (data.kind === 'bar_lying') box.style.height = `${Math.min(720, 56 + 34 * Math.max(2, data.labels.length))}px`;
      const chart = echarts.init(box, null, { renderer: 'canvas' });
      chart.setOption(options(data));
      chart.on('click', ({ dataIndex }) => { const href = data.hrefs?.[dataIndex]; if (href) location.href = href; });
      drawn.set(chart, data);
      new ResizeObserver(() => chart.resize()).observe(box);
    } catch {
      // The table beneath says the same.
      box.closest('.chart-box')?.querySelector('.chart-table')?.setAttribute('open', '');
      box.classList.remove('drawn');
    }
  }
}

const again = () => drawn.forEach((data, chart) => chart.setOption(options(data), true));
document.addEventListener('banjie:theme', again);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
addEventListener('beforeprint', () => drawn.forEach((_, chart) => chart.resize()));
