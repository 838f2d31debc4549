import type { Figures } from '../api/types';
import { closedNotes } from '../closing/late';
import { format, sentence } from '../format';

/** What the reader must know to read the numbers right. */
export function Notes({ figures }: { figures: Figures }) {
  const notes = [...closedNotes(figures), ...figures.notes.map(sentence)];
  if (figures.target_source === 'sum' && figures.target_note)
    notes.push(`The target is ${figures.target_note}.`);
  for (const { currency, amount } of figures.unconverted) {
    notes.push(
      `${format.amount(amount, 'money', currency)} is not in the actual: there is no rate for ${currency} on its day.`,
    );
  }
  if (figures.currency_effect !== null && Number(figures.currency_effect) !== 0) {
    const effect = format.amount(figures.currency_effect, figures.unit, figures.currency, { signed: true });
    notes.push(`Exchange rates other than those of each day make ${effect} of the actual.`);
  }
  if (notes.length === 0) return null;
  return (
    <ul className="notes" aria-label="Notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
