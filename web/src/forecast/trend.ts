import type { CallStand } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT, labelEvery } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';

const COLUMNS = ['Day', 'Closed', 'Commit forecast', 'Best forecast', 'Call', 'Forecast'];

const best = (stand: CallStand) => Number(stand.commit_forecast) + Number(stand.figures.best_case);

/** Where the forecast stood at the end of each week, as it was known then. */
export function trendModel(stands: CallStand[], currency: string | null): ChartModel {
  const say = (value: string | number | null) =>
    value === null ? NO_DATA : format.amount(value, 'money', currency);
  const values = (stand: CallStand) => [
    stand.figures.closed,
    stand.commit_forecast,
    String(best(stand)),
    stand.call,
    stand.value,
  ];
  return {
    columns: COLUMNS,
    rows: stands.map((stand) => [format.day(stand.day), ...values(stand).map(say)]),
    csv: stands.map((stand) => [stand.day, ...values(stand).map((value) => value ?? '')]),
    start: Math.max(0, stands.length - 1),
    option: (palette, width) => option(stands, currency, palette, width),
  };
}

function option(stands: CallStand[], currency: string | null, palette: Palette, width: number) {
  const axisLabel = { color: palette.muted, fontFamily: FONT, fontSize: 12 };
  const line = (name: string, data: (number | null)[], style: object, area?: object) => ({
    name,
    type: 'line',
    data,
    symbol: 'none',
    connectNulls: false,
    lineStyle: { width: 2, ...style },
    ...(area ? { areaStyle: area } : {}),
  });
  const number = (value: string | null) => (value === null ? null : Number(value));
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: width < 480 ? 52 : 64, right: width < 480 ? 12 : 28, top: 16, bottom: 26 },
    xAxis: {
      type: 'category',
      data: stands.map((stand) => stand.day),
      boundaryGap: false,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        ...axisLabel,
        interval: labelEvery(stands.length, width) - 1,
        formatter: (day: string) => format.dayShort(day),
      },
    },
    yAxis: {
      type: 'value',
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        ...axisLabel,
        formatter: (value: number) => format.amount(value, 'money', currency, { compact: true }),
      },
    },
    series: [
      line(
        'Closed',
        stands.map((s) => Number(s.figures.closed)),
        { color: palette.accent, width: 0 },
        { color: palette.accent, opacity: 0.35 },
      ),
      line(
        'Commit forecast',
        stands.map((s) => Number(s.commit_forecast)),
        { color: palette.accent },
      ),
      line('Best forecast', stands.map(best), { color: palette.accent, type: 'dashed' }),
      line(
        'Call',
        stands.map((s) => number(s.call)),
        { color: palette.ink, type: 'dotted' },
      ),
    ],
  };
}
