import type { AgendaLine, CheckinPair, Checkins, Commitment, NodeRef } from '../api/types';
import { format, type Unit } from '../format';
import type { Tone } from '../ui/Pill';

export const SECTIONS = [
  { id: 'changed', title: 'What changed since last time?', none: 'No number moved since last time.' },
  { id: 'promised', title: 'What was promised?', none: 'Nothing was promised last time.' },
  { id: 'risk', title: 'What is at risk?', none: 'Nothing is at risk, stuck or past its close date.' },
  { id: 'recognition', title: 'What went well?', none: 'No goal was reached since last time.' },
] as const;

/** The lines of a section, in the order in which they were written. */
export function linesOf(lines: readonly AgendaLine[], section: string): AgendaLine[] {
  return lines.filter((line) => line.section === section);
}

const STATES: Record<Commitment['state'], { word: string; tone: Tone }> = {
  open: { word: 'open', tone: 'neutral' },
  overdue: { word: 'overdue', tone: 'warn' },
  done: { word: 'done', tone: 'good' },
  missed: { word: 'missed', tone: 'bad' },
  dropped: { word: 'dropped', tone: 'neutral' },
};

export function stateOf(commitment: Pick<Commitment, 'state'>) {
  return STATES[commitment.state];
}

/** How far a commitment with a number is; null for one that people settle. */
export function progressOf(
  c: Pick<Commitment, 'metric' | 'metric_name' | 'unit' | 'value' | 'measured'>,
  currency: string,
): string | null {
  if (!c.metric || c.value === null) return null;
  const say = (value: string) => format.amount(value, c.unit as Unit, c.unit === 'money' ? currency : null);
  const so = c.measured === null ? 'nothing known yet' : say(c.measured);
  return `${c.metric_name}: ${so} of ${say(c.value)}`;
}

const EVERY: Record<string, string> = {
  weekly: 'every week',
  fortnightly: 'every two weeks',
  monthly: 'every month',
  never: 'no rhythm',
};

export function everyWord(every: string): string {
  return EVERY[every] ?? every;
}

/** When the next check-in is, and whether it is late. */
export function nextOf(
  pair: Pick<CheckinPair, 'next'>,
  today: string,
): { text: string; late: boolean } | null {
  if (pair.next === null) return null;
  if (pair.next < today) return { text: `was due on ${format.day(pair.next)}`, late: true };
  return { text: pair.next === today ? 'today' : format.day(pair.next), late: false };
}

/** Open ones first, then those that were settled; each by its last day. */
export function openFirst<T extends Pick<Commitment, 'state' | 'due'>>(list: readonly T[]): T[] {
  const rank = (c: T) => (c.state === 'overdue' ? 0 : c.state === 'open' ? 1 : 2);
  return [...list].sort((a, b) => rank(a) - rank(b) || a.due.localeCompare(b.due));
}

/** Who led the reader before the one who does now: what was said with them is theirs, until he shares it. */
export function formerOf(
  history: readonly Pick<Checkins['history'][number], 'with' | 'leads' | 'shared'>[],
  now: string,
): NodeRef[] {
  const found = new Map<string, NodeRef>();
  for (const one of history) {
    if (!one.leads && !one.shared && one.with.id !== now) found.set(one.with.id, one.with);
  }
  return [...found.values()];
}
