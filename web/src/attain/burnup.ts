import type { EChartsCoreOption } from 'echarts/core';
import type { Burnup, BurnupPoint } from '../api/types';
import type { Palette } from '../app/palette';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';

/** Without quotes: the renderer writes the name into an attribute, and a saved SVG must stay well-formed. */
const FONT = 'Inter Variable, system-ui, sans-serif';

/** Actual minus plan on a day; null where one of them is missing. */
export function deviation(point: BurnupPoint): number | null {
  return point.actual === null || point.plan === null ? null : Number(point.actual) - Number(point.plan);
}

/** The last point with an actual: today, or the end of a closed period. */
export function lastActual(points: BurnupPoint[]): number {
  for (let at = points.length - 1; at >= 0; at--) {
    if (points[at]?.actual !== null) return at;
  }
  return 0;
}

/** Few enough labels that they do not touch each other; about one per 95 pixels. */
export function labelEvery(count: number, width: number): number {
  return Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 95))));
}

/** `nowLabel` names the line where the actual ends: today, or the day the reader went back to. */
export function burnupModel(burnup: Burnup, nowLabel = 'Today'): ChartModel {
  const { figures, points } = burnup;
  const money = (value: string | number | null, signed = false) =>
    value === null ? NO_DATA : format.amount(value, figures.unit, figures.currency, { signed });
  const hasPlan = points.some((point) => point.plan !== null);
  return {
    columns: ['Day', 'Actual', ...(hasPlan ? ['Plan', 'Difference'] : []), 'On this day'],
    rows: points.map((point) => [
      format.day(point.day),
      money(point.actual),
      ...(hasPlan ? [money(point.plan), money(deviation(point), true)] : []),
      money(point.value),
    ]),
    csv: points.map((point) => [
      point.day,
      point.actual ?? '',
      ...(hasPlan ? [point.plan ?? '', deviation(point)?.toFixed(4) ?? ''] : []),
      point.value ?? '',
    ]),
    start: lastActual(points),
    option: (palette, width) => burnupOption(burnup, palette, width, nowLabel),
  };
}

export function burnupOption(
  burnup: Burnup,
  palette: Palette,
  width: number,
  nowLabel = 'Today',
): EChartsCoreOption {
  const { figures, points } = burnup;
  const compact = (value: number) => format.amount(value, figures.unit, figures.currency, { compact: true });
  const days = points.map((point) => point.day);
  const hasPlan = points.some((point) => point.plan !== null);
  const today = lastActual(points);
  const every = labelEvery(points.length, width);
  const left = width < 480 ? 52 : 64;
  const right = width < 480 ? 12 : 28;
  const axisLabel = { color: palette.muted, fontFamily: FONT, fontSize: 12 };
  const line = { type: 'line', showSymbol: false, silent: true, xAxisIndex: 0, yAxisIndex: 0 };
  const category = {
    type: 'category',
    data: days,
    boundaryGap: false,
    axisTick: { show: false },
    axisLine: { show: false },
  };

  const marks: object[] = [];
  if (figures.target !== null) {
    marks.push({
      yAxis: Number(figures.target),
      lineStyle: { color: palette.ink, type: 'solid', width: 1.25 },
      label: {
        formatter: `Target ${compact(Number(figures.target))}`,
        position: 'insideStartTop',
        color: palette.ink,
        fontWeight: 600,
      },
    });
  }
  const isOver = today >= points.length - 1;
  if (!isOver) {
    marks.push({
      xAxis: today,
      lineStyle: { color: palette.muted, type: 'dashed', width: 1 },
      label: { formatter: nowLabel, position: 'end', color: palette.muted },
    });
  }

  const series: object[] = [
    {
      ...line,
      name: 'Actual',
      data: points.map((point) => (point.actual === null ? null : Number(point.actual))),
      lineStyle: { color: palette.accent, width: 2.5 },
      itemStyle: { color: palette.accent },
      z: 4,
      markLine: {
        silent: true,
        symbol: 'none',
        animation: false,
        label: { fontFamily: FONT, fontSize: 12 },
        data: marks,
      },
    },
  ];
  if (hasPlan) {
    series.push(
      {
        ...line,
        name: 'Plan',
        data: points.map((point) => (point.plan === null ? null : Number(point.plan))),
        lineStyle: { color: palette.muted, width: 1.75, type: [6, 4] },
        itemStyle: { color: palette.muted },
        z: 3,
      },
      {
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
      },
    );
  }

  const strip = 64;
  const bottom = 26;
  const top = 24;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: hasPlan
      ? [
          { left, right, top, bottom: bottom + strip + 28 },
          { left, right, height: strip, bottom },
        ]
      : [{ left, right, top, bottom }],
    xAxis: [
      {
        ...category,
        gridIndex: 0,
        axisLabel: hasPlan ? { show: false } : dayLabels(days, every, axisLabel),
      },
      ...(hasPlan
        ? [{ ...category, gridIndex: 1, boundaryGap: false, axisLabel: dayLabels(days, every, axisLabel) }]
        : []),
    ],
    yAxis: [
      {
        type: 'value',
        gridIndex: 0,
        min: (extent: { min: number }) => Math.min(0, extent.min),
        max: (extent: { max: number }) => Math.max(extent.max, Number(figures.target ?? 0)) * 1.04 || 1,
        splitNumber: 5,
        axisLabel: { ...axisLabel, formatter: compact, showMaxLabel: false },
        splitLine: { lineStyle: { color: palette.line } },
      },
      ...(hasPlan
        ? [
            {
              type: 'value',
              gridIndex: 1,
              splitNumber: 1,
              axisLabel: {
                ...axisLabel,
                fontSize: 11,
                hideOverlap: true,
                formatter: (value: number) =>
                  format.amount(value, figures.unit, figures.currency, { compact: true, signed: true }),
              },
              splitLine: { lineStyle: { color: palette.line } },
            },
          ]
        : []),
    ],
    series,
  };
}

function dayLabels(days: string[], every: number, style: object): object {
  return {
    ...style,
    interval: (index: number) => index % every === 0,
    alignMinLabel: 'left',
    formatter: (_: string, index: number) => format.dayShort(days[index] ?? ''),
  };
}
