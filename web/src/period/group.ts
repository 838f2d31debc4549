import type { Period } from '../api/types';
import { format } from '../format';

const GROUPS: Record<Period['kind'], string> = {
  custom: 'Target periods',
  year: 'Fiscal years',
  half: 'Halves',
  quarter: 'Quarters',
  month: 'Months',
  week: 'Weeks',
};

export interface PeriodGroup {
  group: string;
  items: { value: string; label: string }[];
}

/**
 * Periods in the order of the server, under a heading per kind. A period that only the address names is
 * listed too, so that the picker never shows an empty field.
 */
export function groupPeriods(periods: Period[], selected: string): PeriodGroup[] {
  const groups = new Map<string, PeriodGroup>();
  const seen = new Set<string>();
  for (const period of periods) {
    if (seen.has(period.id)) continue;
    seen.add(period.id);
    const group = GROUPS[period.kind];
    const entry = groups.get(group) ?? { group, items: [] };
    groups.set(group, entry);
    entry.items.push({ value: period.id, label: periodLabel(period) });
  }
  const out = [...groups.values()];
  if (selected && !seen.has(selected))
    out.unshift({ group: 'From the address', items: [{ value: selected, label: selected }] });
  return out;
}

export function periodLabel(period: Period): string {
  return period.kind === 'custom' ? format.dayRange(period.start, period.end) : period.label;
}
