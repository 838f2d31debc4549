import type { EChartsCoreOption } from 'echarts/core';
import type { AheadMonth, Course } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT, labelEvery } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import { compact, type Worth } from './words';

/** Three years back show the season; more would press the months ahead together. */
const SHOWN_PAST = 36;

/** A month of the chart: past ones have a value, those ahead a forecast with its bands. */
export interface CoursePoint {
  start: string;
  value: number | null;
  isOutlier: boolean;
  mean: number | null;
  naive: number | null;
  band80: Band | null;
  band95: Band | null;
}

export interface Band {
  low: number;
  high: number;
}

const number = (value: string | null) => (value === null ? null : Number(value));

function band(low: string | null, high: string | null): Band | null {
  return low === null || high === null ? null : { low: Number(low), high: Number(high) };
}

export function coursePoints(course: Course): CoursePoint[] {
  const outliers = new Set(course.outliers);
  const none = { mean: null, naive: null, band80: null, band95: null };
  return [
    ...course.past.slice(-SHOWN_PAST).map(({ start, value }) => ({
      ...none,
      start,
      value: number(value),
      isOutlier: outliers.has(start),
    })),
    ...course.ahead.map((month) => ({
      start: month.start,
      value: null,
      isOutlier: false,
      mean: number(month.mean),
      naive: number(month.naive),
      band80: band(month.p10, month.p90),
      band95: band(month.p2_5, month.p97_5),
    })),
  ];
}

/** Which levels the history can say at all. */
export function hasBand(course: Course, level: 80 | 95): boolean {
  return course.ahead.some((month) =>
    level === 80 ? band(month.p10, month.p90) !== null : band(month.p2_5, month.p97_5) !== null,
  );
}

export function courseModel(course: Course, worth: Worth): ChartModel {
  const past = course.past.slice(-SHOWN_PAST);
  const outliers = new Set(course.outliers);
  const with95 = hasBand(course, 95);
  const say = (value: string | null) =>
    value === null ? NO_DATA : format.amount(value, worth.unit, worth.currency);
  const range = (low: string | null, high: string | null) =>
    low === null && high === null ? NO_DATA : `${say(low)} to ${say(high)}`;
  const plain = (...values: (string | null)[]) => values.map((value) => value ?? '');
  const ahead95 = (month: AheadMonth) => (with95 ? [range(month.p2_5, month.p97_5)] : []);
  const blank = with95 ? [NO_DATA, NO_DATA, NO_DATA, NO_DATA] : [NO_DATA, NO_DATA, NO_DATA];
  return {
    columns: [
      'Month',
      'Actual',
      'Forecast',
      '8 of 10 cases',
      ...(with95 ? ['19 of 20 cases'] : []),
      'As a year before',
    ],
    rows: [
      ...past.map(({ start, value }) => [
        format.month(start),
        outliers.has(start) ? `${say(value)} (an exception)` : say(value),
        ...blank,
      ]),
      ...course.ahead.map((month) => [
        format.month(month.start),
        NO_DATA,
        say(month.mean),
        range(month.p10, month.p90),
        ...ahead95(month),
        say(month.naive),
      ]),
    ],
    csv: [
      ...past.map(({ start, value }) => [start, ...plain(value), ...blank.map(() => '')]),
      ...course.ahead.map((month) => [
        month.start,
        '',
        ...plain(month.mean),
        csvRange(month.p10, month.p90),
        ...(with95 ? [csvRange(month.p2_5, month.p97_5)] : []),
        ...plain(month.naive),
      ]),
    ],
    start: Math.max(0, past.length - (course.ahead.length > 0 ? 0 : 1)),
    option: (palette, width) => courseOption(coursePoints(course), worth, palette, width),
  };
}

function csvRange(low: string | null, high: string | null): string {
  return low === null && high === null ? '' : `${low ?? ''} to ${high ?? ''}`;
}

export function courseOption(
  points: CoursePoint[],
  worth: Worth,
  palette: Palette,
  width: number,
): EChartsCoreOption {
  const narrow = width < 480;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: 12 };
  const every = labelEvery(points.length, width);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: narrow ? 52 : 64, right: narrow ? 12 : 28, top: 24, bottom: 26 },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.start),
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        ...label,
        interval: (index: number) => index % every === 0,
        alignMinLabel: 'left',
        formatter: (_: string, index: number) => format.month(points[index]?.start ?? ''),
      },
    },
    yAxis: {
      type: 'value',
      // A sum stands on 0; a rate fills its room with where it moves.
      scale: worth.unit === 'share',
      splitNumber: 5,
      axisLabel: { ...label, formatter: (value: number) => compact(value, worth) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: seriesOf(points, palette),
  };
}

function seriesOf(points: CoursePoint[], palette: Palette): object[] {
  const line = { type: 'line', showSymbol: false, silent: true };
  const joint = points.findLastIndex((point) => point.value !== null);
  // The forecast begins where the past ends, so that there is one way and not two pieces of it.
  const from = <T>(at: number, value: T, own: T): T => (at === joint ? own : value);
  const at = points[joint]?.value ?? null;
  const start: Band | null = at === null ? null : { low: at, high: at };
  return [
    ...bandSeries(
      '95',
      points.map((p, i) => from(i, p.band95, start)),
      `${palette.accent}2b`,
    ),
    ...bandSeries(
      '80',
      points.map((p, i) => from(i, p.band80, start)),
      `${palette.accent}47`,
    ),
    {
      ...line,
      name: 'As a year before',
      data: points.map((p) => p.naive),
      lineStyle: { color: palette.muted, width: 1 },
      itemStyle: { color: palette.muted },
      z: 3,
    },
    {
      ...line,
      name: 'Actual',
      data: points.map((p) => p.value),
      lineStyle: { color: palette.accent, width: 2.5 },
      itemStyle: { color: palette.accent },
      z: 5,
    },
    {
      ...line,
      name: 'Forecast',
      data: points.map((p, i) => from(i, p.mean, at)),
      lineStyle: { color: palette.accent, width: 2.5, type: [1.5, 4], cap: 'round' },
      itemStyle: { color: palette.accent },
      z: 4,
    },
    {
      ...line,
      name: 'Exceptions',
      data: points.map((p) => (p.isOutlier ? p.value : null)),
      showSymbol: true,
      symbol: 'diamond',
      symbolSize: 11,
      lineStyle: { width: 0 },
      itemStyle: { color: palette.below, borderColor: palette.card, borderWidth: 1 },
      z: 6,
    },
  ];
}

/** A band is the room between two lines: one that is not seen, and what lies on it. */
function bandSeries(name: string, bands: (Band | null)[], color: string): object[] {
  if (bands.filter((item) => item !== null).length < 2) return [];
  const line = {
    type: 'line',
    stack: `band ${name}`,
    stackStrategy: 'all',
    showSymbol: false,
    silent: true,
    lineStyle: { width: 0 },
    z: 1,
  };
  return [
    { ...line, name: `${name} low`, data: bands.map((item) => item?.low ?? null) },
    {
      ...line,
      name: `${name} %`,
      data: bands.map((item) => (item === null ? null : item.high - item.low)),
      areaStyle: { color, opacity: 1 },
      itemStyle: { color },
    },
  ];
}
