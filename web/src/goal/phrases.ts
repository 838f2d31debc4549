import type { Phrase } from '../api/types';

export interface Segment {
  text: string;
  phrase: Phrase | null;
}

/**
 * The text in pieces, those that were understood with what they were taken for. Offsets count characters as the
 * server does, not the halves in which the browser keeps some of them. While somebody types on, an answer is
 * older than the text: a phrase that no longer stands at its place is left out.
 */
export function segments(text: string, phrases: Phrase[]): Segment[] {
  const letters = Array.from(text);
  const out: Segment[] = [];
  let at = 0;
  const push = (end: number, phrase: Phrase | null) => {
    if (end > at) out.push({ text: letters.slice(at, end).join(''), phrase });
    at = end;
  };
  for (const phrase of [...phrases].sort((a, b) => a.start - b.start)) {
    const stands = letters.slice(phrase.start, phrase.end).join('') === phrase.text;
    if (phrase.start < at || !stands) continue;
    push(phrase.start, null);
    push(phrase.end, phrase);
  }
  push(letters.length, null);
  return out;
}
