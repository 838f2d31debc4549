import type { Metric, Unit } from '../api/types';
import { format } from '../format';

const UNITS: Record<Unit, string> = {
  money: 'money',
  count: 'whole things',
  quantity: 'a quantity',
  share: 'a share, in per cent',
  days: 'days',
  points: 'points',
};

export function unitWords(unit: Unit): string {
  return UNITS[unit];
}

export function directionWords(metric: Pick<Metric, 'direction'>): string {
  return metric.direction === 'lower' ? 'lower is better' : 'higher is better';
}

/** "between 0% and 100%", or nothing where every value can be. */
export function boundsWords({ least, most, unit }: Metric, currency: string): string {
  const say = (value: string) => format.amount(value, unit, unit === 'money' ? currency : null);
  if (least !== null && most !== null) return `between ${say(least)} and ${say(most)}`;
  if (most !== null) return `never above ${say(most)}`;
  return least === null ? '' : `never below ${say(least)}`;
}
