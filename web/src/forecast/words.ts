import type { BoardFigures, CallChange, CallInterval } from '../api/types';
import { format } from '../format';

export const METRICS = [
  { value: 'revenue', label: 'Revenue' },
  { value: 'deals_won_value', label: 'Value of deals won' },
];

/** Only what an opportunity says something of has such a forecast. */
export const metricOf = (metric: string) =>
  METRICS.some(({ value }) => value === metric) ? metric : 'revenue';

export const PARTS = ['closed', 'commit', 'best_case', 'pipeline'] as const;
export type Part = (typeof PARTS)[number];

export const PART_WORDS: Record<Part | 'omitted', string> = {
  closed: 'Closed',
  commit: 'Commit',
  best_case: 'Best case',
  pipeline: 'Pipeline',
  omitted: 'Omitted',
};

const REASONS: Record<CallChange['reason'], string> = {
  new: 'New',
  withdrawn: 'Not in the source any more',
  won: 'Won',
  lost: 'Lost',
  reopened: 'Open again',
  owner: 'Another owner',
  organisation: 'The organisation changed',
  moved_in: 'Moved into the period',
  moved_out: 'Moved out of the period',
  category_up: 'Surer',
  category_down: 'Less sure',
  amount_up: 'Larger',
  amount_down: 'Smaller',
  rate: 'Exchange rate',
  sales: 'Sales since then',
};

export const reasonWord = (reason: CallChange['reason']) => REASONS[reason];

/** What a change does to everything that is not omitted; for telling up from down. */
export function weight(by: BoardFigures): number {
  return PARTS.reduce((sum, part) => sum + Number(by[part]), 0);
}

/** "four of five such calls end between $1.0M and $1.2M": the level is said in words. */
export function intervalText(
  interval: CallInterval,
  amount: (value: string) => string,
): { range: string; basis: string } | null {
  if (interval.low === null || interval.high === null) return null;
  const of = interval.own === 0 ? 'none its own' : `${format.count(interval.own)} its own`;
  return {
    range: `${amount(interval.low)} to ${amount(interval.high)}`,
    basis: `${format.percent(interval.level)} of such calls ended within (${format.count(interval.all)} calls, ${of})`,
  };
}

const NEUTRAL = 0.03;

/** A habit in one word, from how far all calls together were off. */
export function habit(lean: string | null): string {
  if (lean === null) return '';
  const off = Number(lean);
  if (off > NEUTRAL) return 'too high';
  if (off < -NEUTRAL) return 'too low';
  return 'balanced';
}
