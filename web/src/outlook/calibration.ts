/** How good the chances were that were given: the answer of the server, and how it is said. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Calibration } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format } from '../format';
import { shareWord } from './sentences';

export type CalibrationBin = Calibration['bins'][number];
export type CalibrationRange = Calibration['ranges'][number];
export type CalibrationPast = Calibration['by_past'][number];

/** "a fifth better"; null where it cannot be said. */
export function skillWords(skill: string | null): string | null {
  if (skill === null) return null;
  const value = Number(skill);
  if (Math.abs(value) < 0.01) return 'as good';
  return `${shareWord(Math.abs(value))} ${value > 0 ? 'better' : 'worse'}`;
}

export function brierWords(brier: string): string {
  return format.decimal(brier, 2);
}

const LEVELS: Record<number, string> = {
  80: '8 of 10 cases',
  90: '9 of 10 cases',
  95: '19 of 20 cases',
  50: 'half of the cases',
};

export function rangeSentence({ level, count, inside, share, low, high }: CalibrationRange): string {
  const cases = LEVELS[level] ?? `${format.percent(level / 100)} of the cases`;
  return `What was to hold in ${cases} held in ${format.count(inside)} of ${format.count(count)} (${format.percent(share)}); so few cases allow for ${format.percent(low)} to ${format.percent(high)}.`;
}

const shortName = ({ from, to }: CalibrationBin) =>
  `${format.decimal(Number(from) * 100, 0)}–${format.decimal(Number(to) * 100, 0)}`;
const binName = ({ from, to }: CalibrationBin) => `${format.percent(from)} to ${format.percent(to)}`;
const fits = ({ within }: CalibrationBin) => (within ? 'yes' : 'no');

/** Bins of which something came; of the others there is nothing to see. */
export function filledBins({ bins }: Pick<Calibration, 'bins'>): CalibrationBin[] {
  return bins.filter((bin) => bin.count > 0);
}

export function calibrationModel(calibration: Pick<Calibration, 'bins'>): ChartModel {
  const bins = filledBins(calibration);
  return {
    columns: ['We said', 'How often', 'On average', 'Came true', 'If right', 'Fits'],
    rows: bins.map((bin) => [
      binName(bin),
      format.count(bin.count),
      format.percent(bin.said),
      `${format.percent(bin.happened)} (${format.count(bin.hits)})`,
      `${format.percent(bin.low)} to ${format.percent(bin.high)}`,
      fits(bin),
    ]),
    csv: bins.map((bin) => [
      bin.from,
      bin.to,
      String(bin.count),
      String(bin.hits),
      bin.said,
      bin.happened,
      bin.low,
      bin.high,
      fits(bin),
    ]),
    start: 0,
    option: (palette, width) => calibrationOption(bins, palette, width),
  };
}

/** Dots with their intervals beside the line of what was said: where a dot lies on the line, the chances were right. */
function calibrationOption(bins: CalibrationBin[], palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 480;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 10 : 12 };
  const line = { type: 'line', silent: true, animation: false };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 52, right: 16, top: 16, bottom: 30 },
    xAxis: {
      type: 'category',
      data: bins.map(narrow ? shortName : binName),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        ...label,
        fontSize: narrow ? 9 : 12,
        interval: 0,
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      splitNumber: 5,
      axisLabel: { ...label, formatter: (value: number) => format.percent(value) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...line,
        name: 'Said',
        data: bins.map((bin) => Number(bin.said)),
        symbol: 'emptyCircle',
        symbolSize: 6,
        lineStyle: { color: palette.muted, width: 1.75, type: [6, 4] },
        itemStyle: { color: palette.muted },
        z: 3,
      },
      {
        ...line,
        name: 'Came true',
        data: bins.map((bin) => ({
          value: Number(bin.happened),
          // A dot that does not fit has another shape as well as another colour.
          symbol: bin.within ? 'circle' : 'diamond',
          symbolSize: bin.within ? 12 : 15,
          itemStyle: { color: bin.within ? palette.accent : palette.below },
        })),
        lineStyle: { width: 0 },
        z: 5,
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          data: bins.map((bin, at) => [
            {
              coord: [at, Number(bin.low)],
              lineStyle: { color: palette.muted, width: 6, type: 'solid', opacity: 0.35, cap: 'round' },
            },
            { coord: [at, Number(bin.high)] },
          ]),
        },
      },
    ],
  };
}
