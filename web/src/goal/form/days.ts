import { addDays } from '../../format';

/** As many months later; the 31st of a month becomes the last day of a shorter one. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1, 12));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0, 12)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

/** Days on which to look at a goal: each month after its start, or halfway when it is shorter; end is exclusive. */
export function suggestedChecks(start: string, end: string): string[] {
  if (start === '' || end <= start) return [];
  const days: string[] = [];
  for (let months = 1; months <= 120; months++) {
    const day = addMonths(start, months);
    if (day >= end) break;
    days.push(day);
  }
  if (days.length > 0) return days;
  const length = (Date.parse(end) - Date.parse(start)) / 86_400_000;
  return length < 2 ? [] : [addDays(start, Math.floor(length / 2))];
}
