import type { EChartsCoreOption } from 'echarts/core';
import type { FunnelStep } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import { stepName } from './words';

const share = (value: string | null) => (value === null ? NO_DATA : format.percent(value));
const number = (value: string | null) => (value === null ? null : Number(value));

/** The rates of the steps beside those of a year before and of the others. */
export function stepsModel(steps: FunnelStep[]): ChartModel {
  return {
    columns: ['Step', 'Come through', 'Surely between', 'A year before', 'Others'],
    rows: steps.map((step) => [
      stepName(step),
      share(step.rate.value),
      `${share(step.rate.low)} to ${share(step.rate.high)}`,
      share(step.before.value),
      share(step.peers),
    ]),
    csv: steps.map((step) => [
      stepName(step),
      step.rate.value ?? '',
      step.rate.low ?? '',
      step.rate.high ?? '',
      step.before.value ?? '',
      step.peers ?? '',
    ]),
    start: 0,
    option: (palette, width) => stepsOption(steps, palette, width),
  };
}

function stepsOption(steps: FunnelStep[], palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 560;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 9 : 12 };
  const dots = { type: 'line', silent: true, animation: false, lineStyle: { width: 0 } };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 46, right: 16, top: 16, bottom: narrow ? 46 : 30 },
    xAxis: {
      type: 'category',
      data: steps.map(({ to }) => `→ ${to}`),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...label, interval: 0, rotate: narrow ? 30 : 0 },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      axisLabel: { ...label, formatter: (value: number) => format.percent(value) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...dots,
        name: 'Others',
        data: steps.map((step) => number(step.peers)),
        symbol: 'none',
        connectNulls: false,
        lineStyle: { color: palette.muted, width: 1.5, type: [6, 4] },
      },
      {
        ...dots,
        name: 'A year before',
        data: steps.map((step) => number(step.before.value)),
        symbol: 'diamond',
        symbolSize: 11,
        itemStyle: { color: palette.below },
      },
      {
        ...dots,
        name: 'Come through',
        data: steps.map((step) => number(step.rate.value)),
        symbol: 'circle',
        symbolSize: 11,
        itemStyle: { color: palette.accent },
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: palette.accent, width: 2, type: 'solid' },
          data: steps.flatMap((step, at) =>
            step.rate.low === null || step.rate.high === null
              ? []
              : [[{ coord: [at, Number(step.rate.low)] }, { coord: [at, Number(step.rate.high)] }]],
          ),
        },
      },
    ],
  };
}
