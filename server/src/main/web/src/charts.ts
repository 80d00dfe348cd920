// Charts over one axis of time: the same instant under the pointer in all of them, dragging chooses a
// stretch, a double click goes back to live.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from './contract.ts';
import { download, fill, h, setText } from './dom.ts';
import { csv } from './export.ts';
import { ABSENT, bits, bytes, clock, digits, rtt, seriesValue, share } from './numbers.ts';

/** A line of a chart. */
export interface Trace {
  /** Member, as in the series. */
  readonly name: string;
  readonly label: string;
  /** Name of a colour of the sheet, without the dashes. */
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Dots, bars, or a line (the default). */
  readonly as?: 'dots' | 'bars';
  /** Numbers from here on mean that there is no limit, and are not drawn. */
  readonly unlimited?: number;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: 'bit/s' | 'bytes' | 'us' | '/s' | 'share';
  readonly traces: readonly Trace[];
  /** Whether it is left out where all is 0 or absent. */
  readonly isRare?: boolean;
}

export interface ChartListener {
  /** Somebody has chosen a stretch of time. */
  window(from: number, to: number): void;
  live(): void;
  /** The pointer is at a moment; null when it has left. */
  cursor(moment: number | null): void;
}

const AXIS: Readonly<Record<string, (value: number) => string>> = {
  'bit/s': bits,
  bytes,
  us: rtt,
  share,
  '/s': (v) => `${digits(v)} /s`,
};

const HEIGHT = 150;

const POWERS_OF_TWO = Array.from({ length: 44 }, (_, i) => 2 ** i);

const css = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

type Column = (number | null)[];

/** One chart with its legend. */
class Plot {
  readonly element: HTMLElement;
  readonly chart: Chart;
  private readonly values: HTMLElement[] = [];
  private readonly legend: HTMLElement;
  private readonly place = h('div', { class: 'plot' });
  private plot: uPlot | undefined;
  private data: [number[], ...Column[]] = [[]];
  private readonly hidden = new Set<string>();
  private readonly listener: ChartListener;
  private readonly utc: () => boolean;

  constructor(chart: Chart, listener: ChartListener, utc: () => boolean) {
    this.chart = chart;
    this.listener = listener;
    this.utc = utc;
    this.legend = h('div', {
      class: 'legend',
      role: 'group',
      'aria-label': `Lines: ${chart.title}`,
    });
    this.element = h(
      'section',
      { class: 'chart', 'aria-label': chart.title },
      h(
        'header',
        {},
        h('h2', {}, chart.title),
        this.legend,
        h('button', { type: 'button', class: 'quiet', onclick: () => this.png() }, 'PNG'),
        h('button', { type: 'button', class: 'quiet', onclick: () => this.csv() }, 'CSV'),
      ),
      this.place,
    );
    this.drawLegend();
  }

  build(sync: string): void {
    this.plot?.destroy();
    const width = Math.max(200, this.place.clientWidth);
    this.plot = new uPlot(this.options(sync, width), this.data, this.place);
  }

  resize(): void {
    const width = this.place.clientWidth;
    if (this.plot !== undefined && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  destroy(): void {
    this.plot?.destroy();
  }

  show(t: readonly number[], columns: Series['series'], min: number, max: number): void {
    this.data = [
      [...t],
      ...this.chart.traces.map((trace) => this.column(trace, columns, t.length)),
    ];
    const isEmpty = this.data
      .slice(1)
      .every((column) => column.every((v) => v === null || v === 0));
    this.element.hidden = this.chart.isRare === true && isEmpty;
    if (this.plot === undefined || this.element.hidden) return;
    this.plot.batch(() => {
      this.plot?.setData(this.data, false);
      this.plot?.setScale('x', { min, max });
      this.rescale(min, max);
    });
    if (this.plot.cursor.idx === null || this.plot.cursor.idx === undefined)
      this.values.forEach((v) => {
        setText(v, '');
      });
    else this.read(this.plot.cursor.idx);
  }

  private column(trace: Trace, columns: Series['series'], length: number): Column {
    const column = columns[trace.name];
    if (column === undefined) return new Array<null>(length).fill(null);
    const most = trace.unlimited;
    return most === undefined
      ? [...column]
      : column.map((v) => (v !== null && v >= most ? null : v));
  }

  /** The vertical scale begins at 0 and ends a little above what is in view. */
  private rescale(min: number, max: number): void {
    const t = this.data[0];
    let most = 0;
    this.chart.traces.forEach((trace, s) => {
      if (this.hidden.has(trace.name)) return;
      const column = this.data[s + 1] as Column;
      for (let i = 0; i < t.length; i++) {
        const at = t[i] ?? 0;
        const value = column[i] ?? null;
        if (at >= min && at <= max && value !== null && value > most) most = value;
      }
    });
    this.plot?.setScale('y', { min: 0, max: most > 0 ? most * 1.08 : 1 });
  }

  private options(sync: string, width: number): uPlot.Options {
    const ink = css('muted');
    const grid = { stroke: css('line'), width: 1 };
    const axis: uPlot.Axis = { stroke: ink, grid, ticks: grid, font: '11px system-ui, sans-serif' };
    const write = AXIS[this.chart.unit] ?? digits;
    return {
      width,
      height: HEIGHT,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, auto: false }, y: { auto: false } },
      axes: [
        {
          ...axis,
          space: 90,
          size: 30,
          incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600],
          values: (_, ticks) => ticks.map((t) => clock(new Date(t * 1000), this.utc())),
        },
        {
          ...axis,
          size: 86,
          ...(this.chart.unit === 'bytes' ? { incrs: POWERS_OF_TWO } : {}),
          space: 28,
          values: (_, ticks) => ticks.map((v) => (v === 0 ? '0' : write(v))),
        },
      ],
      series: [
        {},
        ...this.chart.traces.map(
          (trace): uPlot.Series => ({
            show: !this.hidden.has(trace.name),
            stroke: css(trace.colour),
            width: trace.as === 'dots' ? 0 : 1.6,
            ...(trace.dash === undefined ? {} : { dash: [...trace.dash] }),
            ...(trace.as === 'bars'
              ? { paths: bars, fill: css(trace.colour), points: { show: false } }
              : {}),
            points:
              trace.as === 'dots'
                ? { show: true, size: 3.5, stroke: css(trace.colour), fill: css(trace.colour) }
                : { show: false },
            spanGaps: false,
          }),
        ),
      ],
      cursor: {
        sync: { key: sync, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        y: false,
        bind: {
          dblclick: () => () => {
            this.listener.live();
            return null;
          },
        },
      },
      hooks: {
        setCursor: [
          (u) => {
            const i = u.cursor.idx;
            if (i === null || i === undefined) {
              for (const value of this.values) setText(value, '');
              this.listener.cursor(null);
            } else {
              this.read(i);
              this.listener.cursor(this.data[0][i] ?? null);
            }
          },
        ],
        setSelect: [
          (u) => {
            if (u.select.width < 4) return;
            const from = u.posToVal(u.select.left, 'x');
            const to = u.posToVal(u.select.left + u.select.width, 'x');
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            // Charts that are hidden follow the pointer of the others without an axis of their own.
            if (Number.isFinite(from) && Number.isFinite(to)) this.listener.window(from, to);
          },
        ],
      },
    };
  }

  private read(i: number): void {
    this.chart.traces.forEach((trace, s) => {
      const value = (this.data[s + 1] as Column)[i] ?? null;
      const element = this.values[s];
      if (element !== undefined) {
        setText(element, value === null ? ABSENT : seriesValue(value, this.chart.unit));
      }
      void trace;
    });
  }

  private drawLegend(): void {
    this.values.length = 0;
    fill(
      this.legend,
      ...this.chart.traces.map((trace) => {
        const value = h('output', {});
        this.values.push(value);
        const swatch = h('span', {
          class: `swatch ${trace.as ?? (trace.dash ? 'dashed' : 'solid')}`,
        });
        swatch.style.setProperty('--swatch', `var(--${trace.colour})`);
        return h(
          'button',
          {
            type: 'button',
            title: `${trace.name}. Click hides it, with Alt it stays alone`,
            'aria-pressed': (!this.hidden.has(trace.name)).toString(),
            onclick: (e) => this.toggle(trace, (e as MouseEvent).altKey),
          },
          swatch,
          trace.label,
          ' ',
          value,
        );
      }),
    );
  }

  private toggle(trace: Trace, isAlone: boolean): void {
    const others = this.chart.traces.filter((t) => t !== trace);
    if (isAlone) {
      const wasAlone = !this.hidden.has(trace.name) && others.every((t) => this.hidden.has(t.name));
      this.hidden.clear();
      if (!wasAlone) for (const other of others) this.hidden.add(other.name);
    } else if (!this.hidden.delete(trace.name)) {
      this.hidden.add(trace.name);
    }
    this.chart.traces.forEach((t, s) => {
      this.plot?.setSeries(s + 1, { show: !this.hidden.has(t.name) });
    });
    this.drawLegend();
    const scale = this.plot?.scales.x;
    this.rescale(scale?.min ?? 0, scale?.max ?? 0);
  }

  private png(): void {
    this.plot?.ctx.canvas.toBlob((blob) => {
      if (blob !== null) download(`${this.chart.id}.png`, blob);
    });
  }

  private csv(): void {
    const [t, ...columns] = this.data;
    const rows = t.map((at, i) => [new Date(at * 1000).toISOString(), ...columns.map((c) => c[i])]);
    const text = csv(['time', ...this.chart.traces.map((trace) => trace.name)], rows);
    download(`${this.chart.id}.csv`, new Blob([text], { type: 'text/csv' }));
  }
}

const bars = uPlot.paths.bars?.({ size: [0.7, 8] }) ?? (() => null);

let stacks = 0;

/** Charts one above the other. */
export class Charts {
  readonly element = h('div', { class: 'charts' });
  private readonly plots: Plot[];
  private readonly sync = `charts${stacks++}`;
  private readonly resize: ResizeObserver;
  private isBuilt = false;

  constructor(charts: readonly Chart[], listener: ChartListener, utc: () => boolean) {
    this.plots = charts.map((chart) => new Plot(chart, listener, utc));
    fill(this.element, ...this.plots.map((p) => p.element));
    this.resize = new ResizeObserver(() => {
      for (const plot of this.plots) plot.resize();
    });
    this.resize.observe(this.element);
  }

  /** Builds the charts anew, as after a change of theme: a canvas knows no style sheet. */
  rebuild(): void {
    for (const plot of this.plots) plot.build(this.sync);
    this.isBuilt = true;
  }

  show(t: readonly number[], columns: Series['series'], min: number, max: number): void {
    if (!this.isBuilt) this.rebuild();
    for (const plot of this.plots) plot.show(t, columns, min, max);
  }

  close(): void {
    this.resize.disconnect();
    for (const plot of this.plots) plot.destroy();
  }
}
