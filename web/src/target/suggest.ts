/** How the page says what evidence suggests: pure rules about the server's suggestions. */
import type { Figures, Metric, Stretch, Suggestion, SuggestionList, Unit } from '../api/types';
import { format } from '../format';

type Block = Suggestion['block'];
type Say = (value: string) => string;

export const BLOCKS: Record<Block, string> = {
  last_year: 'Last year',
  history: 'History',
  growth: 'Growth',
  market: 'Market',
  potential: 'Potential',
  capacity: 'Capacity',
  top_down: 'From above',
};

export const LEVELS: Record<Stretch['name'], string> = {
  commit: 'Commit',
  target: 'Target',
  stretch: 'Stretch',
};

/** "in about 7 of 10 cases": how often a value is reached if things go on as before. */
export function chanceWords(chance: string): string {
  const tenths = Math.round(Number(chance) * 10);
  if (tenths === 5) return 'as likely as not';
  if (tenths <= 0) return 'in fewer than 1 of 10 cases';
  if (tenths >= 10) return 'in more than 9 of 10 cases';
  return `in about ${tenths} of 10 cases`;
}

/** A target is a round number: whole, but for small amounts, where the cents are a part of it. */
export function offered(value: string, unit: Unit): string {
  if (unit === 'share') return value;
  const isSmall = unit !== 'count' && Math.abs(Number(value)) < 100;
  return String(isSmall ? Number(Number(value).toFixed(2)) : Math.round(Number(value)));
}

/** Where a value lies on the scale that all suggestions share, from 0 to 1. */
export function placeOn(scale: { from: number; to: number }, value: string): number {
  if (scale.to <= scale.from) return 0.5;
  return (Number(value) - scale.from) / (scale.to - scale.from);
}

export function scaleOf({ items }: SuggestionList): { from: number; to: number } {
  const all = items
    .flatMap((item) => [item.value, item.low ?? item.value, item.high ?? item.value])
    .map(Number);
  return { from: Math.min(...all), to: Math.max(...all) };
}

const joined = (names: string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** "last year, history and growth": what the blend is the mean of. */
export function blendedFrom({ items }: SuggestionList): string {
  return joined(
    items.filter((item) => item.block !== 'top_down').map((item) => BLOCKS[item.block].toLowerCase()),
  );
}

const small = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** The reason of a target that was taken from a suggestion: what stands on the receipt for everybody. */
export function reasonOf(item: Suggestion, say: Say): string {
  return [`${BLOCKS[item.block]} suggests ${say(item.value)}: ${small(item.text)}`, ...item.facts].join(' ');
}

export function blendReason(list: SuggestionList, say: Say): string {
  const spread =
    list.spread_low !== null && list.spread_high !== null
      ? ` They reach from ${say(list.spread_low)} to ${say(list.spread_high)}.`
      : '';
  return `The mean of ${blendedFrom(list)}: ${say(list.blend ?? '')}.${spread}`;
}

export function stretchReason(level: Stretch, say: Say): string {
  return `The level “${LEVELS[level.name].toLowerCase()}” of the history: ${say(level.value)}, reached ${chanceWords(level.chance)}.`;
}

/** Why nothing can be suggested for this at all, so that the server need not be asked; null when it may be. */
export function whyNone(metric: Metric | undefined, end: Figures['period']['end']): string | null {
  if (metric !== undefined && metric.shape !== 'sum') {
    return `Suggestions are made for what adds up over time. ${metric.name} does not: look at what it was before, or set a goal on it, which says how likely it is.`;
  }
  return end === null ? 'The period has no end yet, so nothing says how much it will bring.' : null;
}

/** How the amounts of the suggestions are written. */
export interface Sayer {
  /** As the button beside it would fill it in. */
  full: Say;
  /** Where the exact number would pretend to know more than there is to know. */
  rough: Say;
}

export function sayIn(unit: Unit, currency: string | null): Sayer {
  return {
    full: (value) => {
      const isSmall = unit === 'money' && Math.abs(Number(value)) < 100;
      return format.amount(offered(value, unit), unit, currency, { exact: isSmall });
    },
    rough: (value) => format.amount(value, unit, currency, { compact: true }),
  };
}

/** The id of a metric over what belongs to all of the nodes: revenue|product:12. */
export function scopedMetric(metric: string, scope: string[]): string {
  return [metric, ...scope.map((id) => id.replaceAll('%', '%25').replaceAll('|', '%7C'))].join('|');
}
