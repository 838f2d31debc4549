import type { Figures } from '../api/types';

export interface Bullet {
  /** Shares of the track's width, 0 to 1. */
  bar: number;
  /** Where the plan expects the bar to end today; null without an expectation. */
  marker: number | null;
  /** Where 100 % of the target lies, when the track goes further. */
  full: number | null;
}

/** One far outlier must not squeeze all other bars; beyond this the bar ends and the number tells the rest. */
const WIDEST = 2;

/** The right end of the track for a whole table, so that bars can be compared. */
export function bulletScale(rows: Figures[]): number {
  let widest = 1;
  for (const row of rows) {
    if (row.attainment !== null) widest = Math.max(widest, Number(row.attainment));
  }
  return Math.min(WIDEST, widest);
}

export function bulletOf(figures: Figures, scale: number): Bullet | null {
  if (figures.attainment === null) return null;
  const clip = (share: number) => Math.min(1, Math.max(0, share / scale));
  const pace = figures.pace[0];
  return {
    bar: clip(Number(figures.attainment)),
    marker: pace ? clip(Number(pace.share)) : null,
    full: scale > 1 ? clip(1) : null,
  };
}

/** The right end of the bars where there are no targets to compare with. */
export function largestActual(rows: Figures[]): number {
  return Math.max(0, ...rows.map((row) => Number(row.actual ?? 0)));
}
