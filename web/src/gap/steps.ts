/** The columns of a waterfall from what was planned to what came, for each way to divide a gap. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Gap, GapChain, GapDimension } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format } from '../format';
import { kindWord } from '../org/queries';
import { compact, type Worth } from '../outlook/words';

export type StepKind = 'total' | 'more' | 'less';

export interface Step {
  name: string;
  kind: StepKind;
  /** Where the column begins and ends on the axis; only a height, never a number that is said. */
  from: number;
  to: number;
  /** What it is, or what it adds. */
  value: string;
  /** It is within normal variation, and drawn lighter. */
  usual: boolean;
}

interface Delta {
  name: string;
  value: string;
  usual?: boolean;
}

/** From the first total over what each part adds to the last; parts that add nothing are left out. */
export function way(first: Delta, deltas: Delta[], last: Delta): Step[] {
  const total = ({ name, value }: Delta): Step => ({
    name,
    kind: 'total',
    from: 0,
    to: Number(value),
    value,
    usual: false,
  });
  const steps = [total(first)];
  let at = Number(first.value);
  for (const { name, value, usual = false } of deltas) {
    const by = Number(value);
    if (by === 0) continue;
    steps.push({ name, kind: by > 0 ? 'more' : 'less', from: at, to: at + by, value, usual });
    at += by;
  }
  steps.push(total(last));
  return steps;
}

/** The minus of an exact decimal, as text: no number is computed from it. */
export function negated(value: string): string {
  if (Number(value) === 0) return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

export interface Division {
  key: string;
  label: string;
  steps: Step[];
}

/** How a reader chooses a chain. */
const CHAINS: Record<GapChain['key'], string> = {
  own: 'Factors',
  new_deals: 'New deals',
  velocity: 'Pipeline velocity',
};

/** Every way in which the gap is divided, the factors first. */
export function divisions(gap: Gap): Division[] {
  const planned = { name: gap.basis === 'to_date' ? 'Plan to date' : 'Target', value: gap.planned };
  const counted = { name: 'Actual', value: gap.counted };
  const list: Division[] = gap.chains
    .filter((chain) => chain.factors.length > 0)
    .map((chain) => {
      const isOwn = chain.metric === gap.figures.metric;
      return {
        key: chain.key,
        label: CHAINS[chain.key],
        steps: way(
          isOwn ? planned : { name: 'As planned', value: chain.plan },
          chain.factors.map(({ name, effect, variation }) => ({
            name,
            value: effect,
            usual: variation === 'usual',
          })),
          isOwn ? counted : { name: 'Won', value: chain.actual },
        ),
      };
    });
  const { bridge } = gap;
  if (bridge) {
    list.push({
      key: 'price',
      label: 'Price, volume, mix',
      steps: way(
        planned,
        [
          { name: 'Growth asked for', value: negated(bridge.growth) },
          { name: 'Volume', value: bridge.volume },
          { name: 'Mix', value: bridge.mix },
          { name: 'Price', value: bridge.price },
          { name: 'New', value: bridge.new },
          { name: 'No longer sold', value: bridge.lost },
          { name: 'Without a price', value: bridge.other },
          { name: 'Not counted here', value: bridge.rest },
        ],
        counted,
      ),
    });
  }
  for (const dimension of gap.dimensions) {
    list.push({
      key: dimension.by,
      label: kindWord(dimension.by),
      steps: way(planned, dimensionDeltas(dimension), counted),
    });
  }
  return list;
}

/** More columns than these cannot be read. */
const MOST = 7;

function dimensionDeltas({ by, rows, other, rest }: GapDimension): Delta[] {
  const largest = [...rows].sort((a, b) => Math.abs(Number(b.gap)) - Math.abs(Number(a.gap))).slice(0, MOST);
  const shown = rows.filter((row) => largest.includes(row));
  const hidden = rows.filter((row) => !largest.includes(row));
  const left = hidden.reduce((sum, row) => sum + Number(row.gap), Number(other.gap));
  return [
    ...shown.map(({ node, gap, variation }) => ({
      name: node?.name ?? `No ${kindWord(by).toLowerCase()}`,
      value: negated(gap),
      usual: variation === 'usual',
    })),
    { name: 'Others', value: (-left).toFixed(4) },
    { name: 'Not given to any', value: negated(rest) },
  ];
}

export function stepsModel(steps: Step[], worth: Worth): ChartModel {
  const say = ({ value, kind }: Step) =>
    format.amount(value, worth.unit, worth.currency, { signed: kind !== 'total' });
  const remark = ({ kind, usual }: Step) => (kind === 'total' ? '' : usual ? 'within normal variation' : '');
  return {
    columns: ['Part', 'Amount', 'Remark'],
    rows: steps.map((step) => [step.name, say(step), remark(step)]),
    csv: steps.map((step) => [step.name, step.value, remark(step)]),
    start: 0,
    option: (palette, width) => option(steps, worth, palette, width),
  };
}

/** Where the axis begins: 0, unless the parts would then be too thin to see. */
export function axisStart(steps: Step[]): number {
  const tops = steps.flatMap(({ from, to, kind }) => (kind === 'total' ? [to] : [from, to]));
  const [low, high] = [Math.min(...tops), Math.max(...tops)];
  const visible = 0.35;
  if (low <= 0 || high === low || high - low > visible * high) return 0;
  const room = high - (high - low) / visible;
  const unit = 10 ** Math.floor(Math.log10(high - low));
  return Math.max(0, Math.floor(room / unit) * unit);
}

function option(steps: Step[], worth: Worth, palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 560;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 10 : 12 };
  const start = axisStart(steps);
  const bar = { type: 'bar', stack: 'way', silent: true, barMaxWidth: 26 };
  const names = narrow ? 92 : 170;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: names + 8, right: narrow ? 62 : 84, top: 8, bottom: 26 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...label, interval: 0, width: names, overflow: 'truncate' },
    },
    xAxis: {
      type: 'value',
      min: start,
      splitNumber: narrow ? 3 : 5,
      axisLabel: { ...label, formatter: (value: number) => compact(value, worth), hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...bar,
        data: steps.map(({ from, to }) => Math.max(start, Math.min(from, to))),
        itemStyle: { color: 'transparent' },
      },
      {
        ...bar,
        data: steps.map((step) => ({
          value: Math.abs(step.to - step.from) - (step.kind === 'total' ? start : 0),
          itemStyle: fill(step, palette),
        })),
        label: {
          show: true,
          position: 'right',
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
  if (!step) return '';
  return format.amount(step.value, worth.unit, worth.currency, {
    compact: true,
    signed: step.kind !== 'total',
  });
}

/** Solid is beyond what is usual; an outline with a tint is within normal variation. */
function fill({ kind, usual }: Step, palette: Palette): object {
  if (kind === 'total') return { color: palette.track, borderColor: palette.ink, borderWidth: 1.5 };
  const color = kind === 'more' ? palette.above : palette.below;
  return usual ? { color: `${color}40`, borderColor: color, borderWidth: 1.5 } : { color };
}
