import type { EChartsCoreOption } from 'echarts/core';
import type { Fairness } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format } from '../format';

type Row = Pick<Fairness['rows'][number], 'attainment'> & { node: { name: string } };

export interface Bin {
  /** "90–99 %" */
  name: string;
  /** In percent; the first bin has no lower and the last no upper end. */
  from: number;
  names: string[];
}

const STEP = 10;
const LOW = 50;
const HIGH = 150;

/** Who reaches how much, in steps of ten points; what lies far out is together. */
export function binsOf(rows: Row[]): Bin[] {
  const bins: Bin[] = [{ name: `below ${LOW} %`, from: LOW - STEP, names: [] }];
  for (let from = LOW; from < HIGH; from += STEP) {
    bins.push({ name: `${from}–${from + STEP - 1} %`, from, names: [] });
  }
  bins.push({ name: `${HIGH} % or more`, from: HIGH, names: [] });
  for (const row of rows) {
    if (row.attainment === null) continue;
    const percent = Math.floor(100 * Number(row.attainment) + 1e-9);
    const at = percent < LOW ? 0 : Math.min(bins.length - 1, Math.floor((percent - LOW) / STEP) + 1);
    bins[at]?.names.push(row.node.name);
  }
  return bins;
}

/** How many reach how much of their target. */
export function spreadModel(rows: Row[]): ChartModel {
  const bins = binsOf(rows);
  const first = bins.findIndex((bin) => bin.names.length > 0);
  return {
    columns: ['Of the target', 'How many', 'Who'],
    rows: bins.map((bin) => [bin.name, format.count(bin.names.length), bin.names.join(', ')]),
    csv: bins.map((bin) => [bin.name, String(bin.names.length), bin.names.join('; ')]),
    start: Math.max(0, first),
    option: (palette, width) => option(bins, palette, width),
  };
}

function option(bins: Bin[], palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 560;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 9 : 12 };
  const short = (bin: Bin, at: number) =>
    at === 0 ? `<${LOW}` : at === bins.length - 1 ? `${HIGH}+` : String(bin.from);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 36, right: 12, top: 16, bottom: 44 },
    xAxis: {
      type: 'category',
      data: bins.map(short),
      name: 'Percent of the target, from',
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: label,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...label, interval: 0 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: label,
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'bar',
        animation: false,
        silent: true,
        barCategoryGap: '12%',
        data: bins.map((bin) => ({
          value: bin.names.length,
          itemStyle: { color: bin.from >= 100 ? palette.above : palette.below },
        })),
        label: {
          show: true,
          position: 'top',
          color: palette.muted,
          fontFamily: FONT,
          formatter: ({ value }: { value: number }) => (value > 0 ? String(value) : ''),
        },
      },
    ],
  };
}
