/** The market index as a line: pure rules about the server's months. */
import type { EChartsCoreOption } from 'echarts/core';
import type { MarketMonth } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';

export interface IndexRow {
  month: string;
  value: number;
  /** Against the same month of the year before; null when that is not known. */
  change: number | null;
  knownOn: string;
}

/** The latest first, each with its change over a year. */
export function indexRows(months: MarketMonth[]): IndexRow[] {
  const by = new Map(months.map((month) => [month.month, Number(month.value)]));
  return months
    .map(({ month, value, known_on }) => {
      const before = by.get(`${Number(month.slice(0, 4)) - 1}${month.slice(4)}`);
      return {
        month,
        value: Number(value),
        change: before ? Number(value) / before - 1 : null,
        knownOn: known_on ?? '',
      };
    })
    .sort((a, b) => b.month.localeCompare(a.month));
}

/** "+3.2 %" with a real minus. */
export function changeText(change: number | null): string {
  if (change === null) return NO_DATA;
  const percent = (100 * Math.abs(change)).toFixed(1);
  return `${change < 0 ? '−' : '+'}${percent} %`;
}

export function indexModel(months: MarketMonth[]): ChartModel {
  const rows = indexRows(months).reverse();
  return {
    columns: ['Month', 'Index', 'Against a year before'],
    rows: rows.map((row) => [format.month(row.month), String(row.value), changeText(row.change)]),
    csv: rows.map((row) => [row.month, String(row.value), row.change === null ? '' : String(row.change)]),
    start: Math.max(0, rows.length - 1),
    option: (palette, width) => option(rows, palette, width),
  };
}

function option(rows: IndexRow[], palette: Palette, width: number): EChartsCoreOption {
  const label = { color: palette.muted, fontFamily: FONT, fontSize: width < 560 ? 10 : 12 };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 48, right: 16, top: 16, bottom: 30 },
    xAxis: {
      type: 'category',
      data: rows.map((row) => format.month(row.month)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: label,
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: label,
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'line',
        silent: true,
        animation: false,
        showSymbol: rows.length < 3,
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        data: rows.map((row) => row.value),
      },
    ],
  };
}
