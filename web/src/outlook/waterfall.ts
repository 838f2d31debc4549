import type { EChartsCoreOption } from 'echarts/core';
import type { Outlook, OutlookPart } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import { compact, type Worth } from './words';

export type StepKind = 'won' | 'expected' | 'total' | 'gap' | 'cushion' | 'target';

/** One column of the way from what is closed to the target. */
export interface Step {
  name: string;
  /** The name where there is little room. */
  short: string;
  kind: StepKind;
  /** Where the column begins and ends on the axis of values; only a height, never a number that is said. */
  from: number;
  to: number;
  value: string;
  low: string | null;
  high: string | null;
  /** What it must bring when the others bring what is expected. */
  needed: string | null;
}

const ORDER = ['won', 'open', 'new', 'rest'];

const SHORT: Record<string, string> = { won: 'Closed', open: 'Open', new: 'To come', rest: 'Other' };

/** What a part is called. What comes without an opportunity is all that comes where there are none. */
export function partName(kind: string, withDeals: boolean): string {
  switch (kind) {
    case 'won':
      return 'Closed';
    case 'open':
      return 'Open opportunities';
    case 'new':
      return 'Opportunities to come';
    default:
      return withDeals ? 'Without an opportunity' : 'Still to come';
  }
}

export function orderedParts(parts: OutlookPart[]): OutlookPart[] {
  return [...parts].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

export function hasDeals(parts: OutlookPart[]): boolean {
  return parts.some((part) => part.kind === 'open' || part.kind === 'new');
}

type Landing = Pick<Outlook, 'parts' | 'mean' | 'p10' | 'p90' | 'target' | 'upper' | 'aim' | 'method'>;

/** Closed, what is expected of each part, where that lands, what is missing, and the target. */
export function landingSteps(outlook: Landing): Step[] {
  const withDeals = hasDeals(outlook.parts);
  const isOver = outlook.method === 'certain';
  const steps: Step[] = [];
  let at = 0;
  // Of what is over nothing is expected any more: where it ended is all that came.
  for (const part of isOver ? [] : orderedParts(outlook.parts)) {
    const to = at + Number(part.mean);
    const isWon = part.kind === 'won';
    steps.push({
      name: partName(part.kind, withDeals),
      short: withDeals ? (SHORT[part.kind] ?? part.kind) : partName(part.kind, false),
      kind: isWon ? 'won' : 'expected',
      from: at,
      to,
      value: part.mean,
      low: isWon ? null : part.p10,
      high: isWon ? null : part.p90,
      needed: part.needed,
    });
    at = to;
  }
  if (outlook.mean === null) return steps;
  const mean = Number(outlook.mean);
  const plain = { low: null, high: null, needed: null };
  steps.push({
    ...plain,
    name: isOver ? 'Ended at' : 'Lands at',
    short: isOver ? 'Ended' : 'Lands',
    kind: isOver ? 'won' : 'total',
    from: 0,
    to: mean,
    value: outlook.mean,
    low: isOver ? null : outlook.p10,
    high: isOver ? null : outlook.p90,
  });
  if (outlook.target === null || outlook.aim === 'between') return steps;
  const target = Number(outlook.target);
  const missing = target - mean;
  const isShort = outlook.aim === 'at_most' ? missing < 0 : missing > 0;
  if (missing !== 0) {
    steps.push({
      ...plain,
      name: gapName(outlook.aim, isShort),
      short: gapName(outlook.aim, isShort),
      kind: isShort ? 'gap' : 'cushion',
      from: mean,
      to: target,
      value: Math.abs(missing).toFixed(4),
    });
  }
  const name = outlook.aim === 'at_most' ? 'At most' : 'Target';
  steps.push({ ...plain, name, short: name, kind: 'target', from: 0, to: target, value: outlook.target });
  return steps;
}

function gapName(aim: Outlook['aim'], isShort: boolean): string {
  if (aim === 'at_most') return isShort ? 'Too much' : 'Room';
  return isShort ? 'Gap' : 'Cushion';
}

export function landingModel(outlook: Landing, worth: Worth): ChartModel {
  const steps = landingSteps(outlook);
  const say = (value: string | null) =>
    value === null ? NO_DATA : format.amount(value, worth.unit, worth.currency);
  const range = ({ low, high }: Step) =>
    low === null && high === null ? NO_DATA : `${say(low)} to ${say(high)}`;
  return {
    columns: ['Part', 'Amount', 'In 8 of 10 cases', 'Needed'],
    rows: steps.map((step) => [step.name, say(step.value), range(step), say(step.needed)]),
    csv: steps.map((step) => [
      step.name,
      step.value,
      step.low === null && step.high === null ? '' : `${step.low ?? ''} to ${step.high ?? ''}`,
      step.needed ?? '',
    ]),
    start: Math.max(
      0,
      steps.findIndex((step) => step.kind === 'total'),
    ),
    option: (palette, width) => landingOption(steps, worth, palette, width),
  };
}

function landingOption(steps: Step[], worth: Worth, palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 480;
  const [left, right] = narrow ? [46, 6] : [64, 16];
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 10 : 12 };
  const room = (width - left - right) / Math.max(1, steps.length);
  const bar = {
    type: 'bar',
    stack: 'way',
    stackStrategy: 'all',
    silent: true,
    barMaxWidth: 88,
    barCategoryGap: '22%',
  };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left, right, top: 24, bottom: 42 },
    xAxis: {
      type: 'category',
      data: steps.map((step) => (narrow ? step.short : step.name)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...label, interval: 0, width: room - 4, overflow: 'break', lineHeight: narrow ? 12 : 15 },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      max: (extent: { max: number }) =>
        Math.max(extent.max, ...steps.map(({ high }) => Number(high ?? 0))) * 1.06,
      axisLabel: { ...label, formatter: (value: number) => compact(value, worth), showMaxLabel: false },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...bar,
        data: steps.map(({ from, to }) => Math.min(from, to)),
        itemStyle: { color: 'transparent' },
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          data: lines(steps, palette),
        },
      },
      {
        ...bar,
        data: steps.map((step) => ({
          value: Math.abs(step.to - step.from),
          itemStyle: fill(step.kind, palette),
        })),
        label: {
          show: true,
          position: 'top',
          distance: 4,
          color: palette.ink,
          fontFamily: FONT,
          fontSize: narrow ? 10 : 12,
          formatter: ({ dataIndex }: { dataIndex: number }) => stepLabel(steps[dataIndex], worth),
        },
      },
    ],
  };
}

function stepLabel(step: Step | undefined, worth: Worth): string {
  // Where it lands has its range drawn through the top; its number stands in the words above the chart.
  return step === undefined || step.kind === 'total' ? '' : compact(step.value, worth);
}

/** From the end of each column to the next, and through the end of the total how far it may be off. */
function lines(steps: Step[], palette: Palette): object[] {
  const list: object[] = [];
  steps.forEach((step, at) => {
    if (at < steps.length - 1) {
      const lineStyle = { color: palette.muted, width: 1, type: 'solid' };
      list.push([{ coord: [at, step.to], lineStyle }, { coord: [at + 1, step.to] }]);
    }
    if (step.kind === 'total' && step.low !== null && step.high !== null) {
      const lineStyle = { color: palette.ink, width: 2.5, type: 'solid' };
      list.push([{ coord: [at, Number(step.low)], lineStyle }, { coord: [at, Number(step.high)] }]);
    }
  });
  return list;
}

/** Solid is closed; tinted and outlined is expected; hatched is missing. */
function fill(kind: StepKind, palette: Palette): object {
  const outlined = (color: string) => ({ borderColor: color, borderWidth: 1.5 });
  switch (kind) {
    case 'won':
      return { color: palette.accent };
    case 'expected':
      return { color: tint(palette.accent), ...outlined(palette.accent) };
    case 'total':
      return { color: tint(palette.accent), ...outlined(palette.accent) };
    case 'gap':
      return hatched(palette.below, palette.card);
    case 'cushion':
      return hatched(palette.above, palette.card);
    default:
      return { color: palette.track, ...outlined(palette.ink) };
  }
}

function hatched(color: string, ground: string): object {
  return {
    color: ground,
    borderColor: color,
    borderWidth: 1.5,
    decal: { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
  };
}

/** The same hue, so light that the outline alone carries the shape. */
function tint(color: string): string {
  return `${color}52`;
}
