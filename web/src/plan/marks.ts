import type { Unit } from '../api/types';
import { format } from '../format';
import type { Plan, PlanRow } from './contract';
import { fromWire, localSeparators, typedEntry, typedPercent } from './decimal';

export interface Mark {
  /** A few characters beside the name. */
  text: string;
  /** The same in words. */
  words: string;
}

/** What is set for a row besides its numbers. */
export function marksOf(row: PlanRow, unit: Unit, currency: Plan['currency']): Mark[] {
  const marks: Mark[] = [];
  const short = (value: string) => format.amount(value, unit, currency, { compact: true });
  const long = (value: string) => format.amount(value, unit, currency);
  if (row.floor !== null) marks.push({ text: `≥ ${short(row.floor)}`, words: `floor ${long(row.floor)}` });
  if (row.cap !== null) marks.push({ text: `≤ ${short(row.cap)}`, words: `cap ${long(row.cap)}` });
  if (row.weight !== null && fromWire(row.weight) === 0n)
    marks.push({ text: 'no quota', words: 'weight 0: carries no quota' });
  else if (row.weight !== null)
    marks.push({
      text: `× ${typedEntry(row.weight, localSeparators)}`,
      words: `weight ${typedEntry(row.weight, localSeparators)}`,
    });
  if (row.over !== null) {
    const percent = typedPercent(row.over, localSeparators);
    marks.push({ text: `+${percent} %`, words: `over-assignment of those below ${percent} %` });
  }
  if (row.basis.leave.length > 0) {
    const days = row.basis.leave.map(({ start, end }) => format.dayRange(start, end)).join(', ');
    marks.push({ text: 'away', words: `away ${days}` });
  }
  return marks;
}
