/** What a screen does by its address, and when it has to say that it is behind; without a clock and without a page. */

export const SCREENS = ['team', 'top', 'today', 'milestones'] as const;
export type Screen = (typeof SCREENS)[number];

/** The screens to show, in their order; all of them when none is named. */
export function screensOf(text: string | undefined): Screen[] {
  const wanted = (text ?? '').split(',').map((name) => name.trim());
  const known = wanted.flatMap((name) => SCREENS.find((screen) => screen === name) ?? []);
  const once = known.filter((screen, index) => known.indexOf(screen) === index);
  return once.length > 0 ? once : [...SCREENS];
}

const LEAST_S = 5;
const MOST_S = 600;
export const USUAL_S = 20;

/** Seconds from "20s", "1m" or "20": between 5 seconds and 10 minutes. */
export function secondsOf(text: string | undefined): number {
  const match = /^(\d{1,5})(s|m)?$/.exec((text ?? '').trim());
  if (!match) return USUAL_S;
  const seconds = Number(match[1]) * (match[2] === 'm' ? 60 : 1);
  return Math.min(MOST_S, Math.max(LEAST_S, seconds));
}

const STALE_MIN = 5;
const MOST_MIN = 24 * 60;

/** After so many minutes numbers are called old. */
export function staleMinutes(text: string | undefined): number {
  const minutes = /^\d{1,4}$/.test(text ?? '') ? Number(text) : STALE_MIN;
  return Math.min(MOST_MIN, Math.max(1, minutes));
}

/** The server tells every 15 seconds that it is there; when three of these are missing, it is not. */
export const SILENT_MS = 50_000;
/** A line that broke may be back at once. */
const GRACE_MS = 5_000;

export interface Line {
  /** When the server was heard last. */
  heard: number;
  /** Since when the line is broken; null while it stands. */
  lostAt: number | null;
  /** When the numbers were made; null without any. */
  madeAt: number | null;
}

/** Why what is shown may be wrong by now; null when it is not. */
export function staleness(line: Line, now: number, minutes: number): 'line' | 'numbers' | null {
  if (line.lostAt !== null && now - line.lostAt >= GRACE_MS) return 'line';
  if (now - line.heard >= SILENT_MS) return 'line';
  if (line.madeAt !== null && now - line.madeAt >= minutes * 60_000) return 'numbers';
  return null;
}

/** A chance in words, for who passes by: nobody reads decimals from across a room. */
export function chanceWords(chance: string | null): string {
  if (chance === null) return 'Not foreseen yet';
  const value = Number(chance);
  if (value >= 0.95) return 'Almost certain to make it';
  if (value >= 0.85) return 'Very likely to make it';
  if (value >= 0.6) return 'Likely to make it';
  if (value >= 0.4) return 'It can go either way';
  if (value >= 0.15) return 'It needs more to make it';
  return 'It needs much more to make it';
}

/** The key of a link, from what stands after # (or, where somebody wrote it so, in the query). */
export function keyOf(hash: string, query: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('key') || new URLSearchParams(query).get('key');
}

/** The address that stays after the key was exchanged: it says that this is a screen, and holds no key. */
export function withoutKey(path: string, query: string): string {
  const rest = new URLSearchParams(query);
  rest.delete('key');
  const text = rest.toString();
  return `${path}${text ? `?${text}` : ''}#screen`;
}

/** The names of a band that there is room for, and how many more there are. */
export function fitting(names: string[], room: number): { shown: string[]; more: number } {
  const shown = names.length <= room ? names : names.slice(0, Math.max(0, room - 1));
  return { shown, more: names.length - shown.length };
}
