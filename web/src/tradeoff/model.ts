/** People, or months, as points: how much of the one, and how good the other. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Guardrail, Trade } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import type { Tone } from '../ui/Pill';

export type TradePoint = Trade['points'][number];

const QUESTIONS: Record<Trade['kind'], string> = {
  leads_quality: 'Do more leads mean worse leads?',
  new_existing: 'Do new customers cost the old ones?',
  pressure_csat: 'Does pressure cost satisfaction?',
  discount_csat: 'Does discount buy satisfaction?',
  discount_returns: 'Does discount buy orders that come back?',
};

export const question = ({ kind }: Pick<Trade, 'kind'>): string => QUESTIONS[kind];

const isDiscount = ({ kind }: Pick<Trade, 'kind'>) => kind.startsWith('discount');

export function xText(trade: Pick<Trade, 'kind'>, value: string | null): string {
  if (value === null) return NO_DATA;
  return isDiscount(trade) ? format.percent(value, 1) : format.decimal(value, 1);
}

export function yText(trade: Pick<Trade, 'y_share'>, value: string | null): string {
  if (value === null) return NO_DATA;
  return trade.y_share ? format.percent(value) : format.decimal(value, 1);
}

export const pointName = ({ person, month }: TradePoint): string =>
  month === null ? person.name : format.month(month);

/** Points by x, as the line of the best reached runs. */
export function ordered(trade: Pick<Trade, 'points'>): TradePoint[] {
  return trade.points
    .filter(({ x, y }) => x !== null && y !== null)
    .sort((a, b) => Number(a.x) - Number(b.x) || Number(b.y) - Number(a.y));
}

export function frontierModel(trade: Trade): ChartModel {
  const points = ordered(trade);
  return {
    columns: ['Who', trade.x, trade.y, 'Best reached'],
    rows: points.map((point) => [
      pointName(point),
      xText(trade, point.x),
      yText(trade, point.y),
      point.edge ? 'yes' : 'no',
    ]),
    csv: points.map((point) => [pointName(point), point.x ?? '', point.y ?? '', point.edge ? 'yes' : 'no']),
    places: points.map(({ x }) => Number(x)),
    start: 0,
    option: (palette, width) => frontierOption(trade, points, palette, width),
  };
}

function frontierOption(
  trade: Trade,
  points: TradePoint[],
  palette: Palette,
  width: number,
): EChartsCoreOption {
  const label = { color: palette.muted, fontFamily: FONT, fontSize: width < 480 ? 10 : 12 };
  const axis = { type: 'value', scale: true, splitLine: { lineStyle: { color: palette.line } } };
  const name = { nameLocation: 'middle', nameTextStyle: label };
  const at = ({ x, y }: TradePoint) => [Number(x), Number(y)];
  const dots = { type: 'line', silent: true, animation: false, lineStyle: { width: 0 } };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 60, right: 20, top: 16, bottom: 48 },
    xAxis: {
      ...axis,
      ...name,
      name: trade.x,
      nameGap: 30,
      axisLabel: { ...label, formatter: (value: number) => xText(trade, String(value)) },
    },
    yAxis: { ...axis, axisLabel: { ...label, formatter: (value: number) => yText(trade, String(value)) } },
    series: [
      {
        ...dots,
        name: trade.y,
        data: points.map(at),
        symbol: 'circle',
        symbolSize: 8,
        itemStyle: { color: palette.accent },
      },
      {
        ...dots,
        name: 'Best reached',
        data: points.filter(({ edge }) => edge).map(at),
        symbol: 'diamond',
        symbolSize: 13,
        itemStyle: { color: palette.below },
        lineStyle: { color: palette.below, width: 1.75 },
      },
    ],
  };
}

const STATES: Record<Guardrail['state'], { text: string; tone: Tone }> = {
  broken: { text: 'Broken', tone: 'bad' },
  at_the_edge: { text: 'At the edge', tone: 'warn' },
  holds: { text: 'Holds', tone: 'good' },
  unknown: { text: 'Not known', tone: 'neutral' },
};

export const guardWords = (state: Guardrail['state']) => STATES[state];

/** "4 % to 9 %" of list price taken off. */
export function bandName({ from, to }: Trade['bands'][number]): string {
  if (from === null || to === null) return NO_DATA;
  return Number(to) >= 1
    ? `${format.percent(from)} and more`
    : `${format.percent(from)} to ${format.percent(to)}`;
}
