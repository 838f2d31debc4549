import type { Figures, Late } from '../api/types';
import { format } from '../format';

/** A late change as text; of a ratio both sides, since they do not add up to its value. */
export function lateAmount(late: Late, figures: Pick<Figures, 'unit' | 'currency'>): string {
  if (late.value !== null) {
    return format.amount(late.value, figures.unit, figures.currency, { exact: true, signed: true });
  }
  return `${format.decimal(late.numerator, 4)} of ${format.decimal(late.denominator, 4)}`;
}

/** What a reader of the figures must know of closed periods, one sentence each. */
export function closedNotes(figures: Figures): string[] {
  const notes = figures.late.map(
    (late) =>
      `Late changes from ${late.period.label}: ${lateAmount(late, figures)}. They became known after that period was closed, and count here.`,
  );
  if (figures.closed) {
    const { as_of, on, since } = figures.closed;
    notes.push(`Closed on ${format.day(on)}: these numbers are as known on ${format.day(as_of)}.`);
    for (const late of since) {
      notes.push(
        `Since then ${lateAmount(late, figures)} became known of ${late.period.label}. It counts where it became known.`,
      );
    }
  }
  return notes;
}
