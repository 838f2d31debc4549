import type { EChartsCoreOption } from 'echarts/core';
import type { Unit } from '../api/types';
import type { Palette } from '../app/palette';
import { format, NO_DATA } from '../format';
import type { ChartModel } from './model';

/** Without quotes: the renderer writes the name into an attribute, and a saved SVG must stay well-formed. */
export const FONT = 'Inter Variable, system-ui, sans-serif';

export interface DayPoint {
  day: string;
  /** Of this day alone. */
  value: string | null;
  actual: string | null;
  plan: string | null;
}

/** A number day by day against its plan. */
export interface DayChart {
  points: DayPoint[];
  unit: Unit;
  currency: string | null;
  /** Values to reach or to keep to, each a line with its name. */
  marks: { value: string; label: string }[];
  /**
   * A running total: it begins at 0, and because its lines hide the gap, a strip below them shows it. A rate is
   * drawn where it moves, and its gap can be seen.
   */
  cumulative: boolean;
  /** Names the line where the actual ends: today, or the day the reader went back to. */
  nowLabel: string;
}

/** A line needs two points. A rate of customers has one: it is measured over the whole time at once. */
export function isLine(points: DayPoint[]): boolean {
  return points.filter((point) => point.actual !== null).length > 1;
}

/** Without the plan of a rate that is the same every day: that is the target's own line, and drawn already. */
export function withoutFlatPlan(chart: DayChart): DayChart {
  const { points, cumulative } = chart;
  const isFlat = !cumulative && points.every((point) => point.plan === points[0]?.plan);
  return isFlat ? { ...chart, points: points.map((point) => ({ ...point, plan: null })) } : chart;
}

/** Actual minus plan on a day; null where one of them is missing. */
export function deviation(point: DayPoint): number | null {
  return point.actual === null || point.plan === null ? null : Number(point.actual) - Number(point.plan);
}

/** The last point with an actual: today, or the end of a closed period. */
export function lastActual(points: DayPoint[]): number {
  for (let at = points.length - 1; at >= 0; at--) {
    if (points[at]?.actual !== null) return at;
  }
  return 0;
}

/** Few enough labels that they do not touch each other; about one per 95 pixels. */
export function labelEvery(count: number, width: number): number {
  return Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 95))));
}

export function dayChartModel(given: DayChart): ChartModel {
  const chart = withoutFlatPlan(given);
  const { points, unit, currency, cumulative } = chart;
  const say = (value: string | number | null, signed = false) =>
    value === null ? NO_DATA : format.amount(value, unit, currency, { signed });
  const hasPlan = points.some((point) => point.plan !== null);
  const hasDays = cumulative && points.some((point) => point.value !== null);
  return {
    columns: [
      'Day',
      'Actual',
      ...(hasPlan ? ['Plan', 'Difference'] : []),
      ...(hasDays ? ['On this day'] : []),
    ],
    rows: points.map((point) => [
      format.day(point.day),
      say(point.actual),
      ...(hasPlan ? [say(point.plan), say(deviation(point), true)] : []),
      ...(hasDays ? [say(point.value)] : []),
    ]),
    csv: points.map((point) => [
      point.day,
      point.actual ?? '',
      ...(hasPlan ? [point.plan ?? '', deviation(point)?.toFixed(4) ?? ''] : []),
      ...(hasDays ? [point.value ?? ''] : []),
    ]),
    start: lastActual(points),
    option: (palette, width) => dayChartOption(chart, palette, width),
  };
}

const STRIP = 64;
const BOTTOM = 26;
const TOP = 24;

/** Sizes and the style of labels that everything in one drawing shares. */
interface Frame {
  chart: DayChart;
  palette: Palette;
  left: number;
  right: number;
  /** Every so many days have a label. */
  every: number;
  hasPlan: boolean;
  hasStrip: boolean;
  axisLabel: object;
}

export function dayChartOption(chart: DayChart, palette: Palette, width: number): EChartsCoreOption {
  const hasPlan = chart.points.some((point) => point.plan !== null);
  const frame: Frame = {
    chart,
    palette,
    left: width < 480 ? 52 : 64,
    right: width < 480 ? 12 : 28,
    every: labelEvery(chart.points.length, width),
    hasPlan,
    hasStrip: hasPlan && chart.cumulative,
    axisLabel: { color: palette.muted, fontFamily: FONT, fontSize: 12 },
  };
  const { left, right, hasStrip } = frame;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: hasStrip
      ? [
          { left, right, top: TOP, bottom: BOTTOM + STRIP + 28 },
          { left, right, height: STRIP, bottom: BOTTOM },
        ]
      : [{ left, right, top: TOP, bottom: BOTTOM }],
    xAxis: xAxes(frame),
    yAxis: yAxes(frame),
    series: seriesOf(frame),
  };
}

function xAxes({ chart, every, hasStrip, axisLabel }: Frame): object[] {
  const days = chart.points.map((point) => point.day);
  const axis = {
    type: 'category',
    data: days,
    boundaryGap: false,
    axisTick: { show: false },
    axisLine: { show: false },
  };
  const labels = dayLabels(days, every, axisLabel);
  return hasStrip
    ? [
        { ...axis, gridIndex: 0, axisLabel: { show: false } },
        { ...axis, gridIndex: 1, axisLabel: labels },
      ]
    : [{ ...axis, gridIndex: 0, axisLabel: labels }];
}

/** The ends of the value axis: a running total stands on 0, a rate fills its room with what is compared. */
export function valueExtent(chart: DayChart, extent: { min: number; max: number }): [number, number] {
  const marks = chart.marks.map((mark) => Number(mark.value));
  const max = Math.max(extent.max, ...marks);
  const min = Math.min(extent.min, ...marks);
  if (chart.cumulative) return [Math.min(0, extent.min), max * 1.04 || 1];
  const room = (max - min || Math.abs(max) || 1) * 0.15;
  const low = min >= 0 && min < 2 * room ? 0 : min - room;
  return [low, max + room];
}

function yAxes({ chart, palette, hasStrip, axisLabel }: Frame): object[] {
  const { unit, currency } = chart;
  const compact = (value: number, signed = false) =>
    format.amount(value, unit, currency, { compact: true, signed });
  const values = {
    type: 'value',
    gridIndex: 0,
    min: (extent: { min: number; max: number }) => valueExtent(chart, extent)[0],
    max: (extent: { min: number; max: number }) => valueExtent(chart, extent)[1],
    splitNumber: 5,
    axisLabel: {
      ...axisLabel,
      formatter: (value: number) => compact(value),
      showMaxLabel: false,
      showMinLabel: chart.cumulative,
    },
    splitLine: { lineStyle: { color: palette.line } },
  };
  const strip = {
    type: 'value',
    gridIndex: 1,
    splitNumber: 1,
    axisLabel: {
      ...axisLabel,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => compact(value, true),
    },
    splitLine: { lineStyle: { color: palette.line } },
  };
  return hasStrip ? [values, strip] : [values];
}

function seriesOf({ chart, palette, hasPlan, hasStrip }: Frame): object[] {
  const { points } = chart;
  const line = { type: 'line', showSymbol: false, silent: true, xAxisIndex: 0, yAxisIndex: 0 };
  const number = (value: string | null) => (value === null ? null : Number(value));
  const series: object[] = [
    {
      ...line,
      name: 'Actual',
      data: points.map((point) => number(point.actual)),
      // Days without a value of a rate are no fall to nothing.
      connectNulls: !chart.cumulative,
      lineStyle: { color: palette.accent, width: 2.5 },
      itemStyle: { color: palette.accent },
      z: 4,
      markLine: {
        silent: true,
        symbol: 'none',
        animation: false,
        label: { fontFamily: FONT, fontSize: 12 },
        data: markLines(chart, palette),
      },
    },
  ];
  if (hasPlan)
    series.push({
      ...line,
      name: 'Plan',
      data: points.map((point) => number(point.plan)),
      lineStyle: { color: palette.muted, width: 1.75, type: [6, 4] },
      itemStyle: { color: palette.muted },
      z: 3,
    });
  if (hasStrip)
    series.push({
      type: 'bar',
      name: 'Difference',
      silent: true,
      xAxisIndex: 1,
      yAxisIndex: 1,
      barCategoryGap: points.length > 120 ? '0%' : '18%',
      data: points.map((point) => {
        const value = deviation(point);
        if (value === null) return null;
        return { value, itemStyle: { color: value < 0 ? palette.below : palette.above } };
      }),
    });
  return series;
}

function markLines({ marks, points, unit, currency, nowLabel }: DayChart, palette: Palette): object[] {
  const lines: object[] = marks.map(({ value, label }) => ({
    yAxis: Number(value),
    lineStyle: { color: palette.ink, type: 'solid', width: 1.25 },
    label: {
      formatter: `${label} ${format.amount(value, unit, currency, { compact: true })}`,
      position: 'insideStartTop',
      color: palette.ink,
      fontWeight: 600,
    },
  }));
  const today = lastActual(points);
  if (today < points.length - 1)
    lines.push({
      xAxis: today,
      lineStyle: { color: palette.muted, type: 'dashed', width: 1 },
      label: { formatter: nowLabel, position: 'end', color: palette.muted },
    });
  return lines;
}

function dayLabels(days: string[], every: number, style: object): object {
  return {
    ...style,
    interval: (index: number) => index % every === 0,
    alignMinLabel: 'left',
    formatter: (_: string, index: number) => format.dayShort(days[index] ?? ''),
  };
}
