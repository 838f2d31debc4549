/** What was found, as words and as a chart. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Finding } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format } from '../format';

/** "about €99,000 less a month"; null where it cannot be said. */
export function costWords(finding: Pick<Finding, 'monthly'>, currency: string): string | null {
  if (finding.monthly === null || Number(finding.monthly) === 0) return null;
  const lost = Number(finding.monthly) < 0;
  const amount = format.amount(Math.abs(Number(finding.monthly)), 'money', currency, { compact: true });
  return `about ${amount} ${lost ? 'less' : 'more'} a month`;
}

const LIVES: Record<Finding['life'], string> = {
  '': '',
  dying: 'Dying',
  fading: 'Falling',
  growing: 'Growing',
  new: 'New',
};

export const lifeWord = (life: Finding['life']): string => LIVES[life];

/** "−47%", "+12%": by which part something has moved. */
export function moveWords(move: string): string {
  return `${Number(move) > 0 ? '+' : ''}${format.percent(move)}`;
}

/** How often such a thing comes of chance alone. */
export function chanceWords(chance: string | null): string {
  if (chance === null) return '';
  const value = Number(chance);
  return value < 0.001 ? 'less than 1 in 1,000' : `1 in ${format.count(Math.round(1 / value))}`;
}

/** The months beside what the earlier share would have brought. */
export function changeModel(finding: Pick<Finding, 'points' | 'since'>, currency: string): ChartModel {
  const money = (value: string) => format.amount(value, 'money', currency);
  const { points } = finding;
  return {
    columns: ['Month', 'Revenue', 'By its earlier share'],
    rows: points.map((point) => [format.month(point.month), money(point.value), money(point.expected)]),
    csv: points.map((point) => [point.month, point.value, point.expected]),
    start: Math.max(0, points.length - 1),
    option: (palette, width) => changeOption(finding, currency, palette, width),
  };
}

function changeOption(
  { points, since }: Pick<Finding, 'points' | 'since'>,
  currency: string,
  palette: Palette,
  width: number,
): EChartsCoreOption {
  const label = { color: palette.muted, fontFamily: FONT, fontSize: width < 480 ? 10 : 12 };
  const line = { type: 'line', silent: true, animation: false, symbol: 'none' };
  const from = points.findIndex(({ month }) => month === since);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 64, right: 16, top: 24, bottom: 30 },
    xAxis: {
      type: 'category',
      data: points.map(({ month }) => format.month(month)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: label,
    },
    yAxis: {
      type: 'value',
      axisLabel: {
        ...label,
        formatter: (value: number) => format.amount(value, 'money', currency, { compact: true }),
      },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...line,
        name: 'By its earlier share',
        data: points.map(({ expected }) => Number(expected)),
        lineStyle: { color: palette.muted, width: 1.75, type: [6, 4] },
      },
      {
        ...line,
        name: 'Revenue',
        data: points.map(({ value }) => Number(value)),
        lineStyle: { color: palette.accent, width: 2.25 },
        markLine:
          from < 0
            ? undefined
            : {
                silent: true,
                symbol: 'none',
                animation: false,
                label: { formatter: 'since here', ...label },
                lineStyle: { color: palette.below, width: 1.5, type: 'solid' },
                data: [{ xAxis: from }],
              },
      },
    ],
  };
}
