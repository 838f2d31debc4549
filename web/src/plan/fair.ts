/** How hard a plan is for those who carry it: pure rules about the server's report. */
import type { FairRow } from './contract';

/** A group of chances; the words are those of a status. */
export interface Band {
  name: string;
  from: number;
  count: number;
}

const BANDS: [name: string, from: number][] = [
  ['85 % or more: easy', 0.85],
  ['60 to 85 %: comfortable', 0.6],
  ['30 to 60 %: in the balance', 0.3],
  ['below 30 %: hard', 0],
];

/** How many people have which chance; empty when nobody has one. */
export function chanceBands(rows: FairRow[]): Band[] {
  const chances = rows.flatMap((row) => (row.chance === null ? [] : [Number(row.chance)]));
  if (chances.length === 0) return [];
  return BANDS.map(([name, from], i) => {
    const to = i === 0 ? Number.POSITIVE_INFINITY : (BANDS[i - 1]?.[1] ?? 1);
    return { name, from, count: chances.filter((chance) => chance >= from && chance < to).length };
  });
}

/** The hardest first; those of whom nothing is known last. */
export function hardestFirst(rows: FairRow[]): FairRow[] {
  const place = (row: FairRow) => (row.chance === null ? 2 : Number(row.chance));
  return [...rows].sort((a, b) => place(a) - place(b) || a.node.name.localeCompare(b.node.name));
}

/** The standard deviation of the chances; null with fewer than two. */
export function chanceSpread(rows: FairRow[]): number | null {
  const chances = rows.flatMap((row) => (row.chance === null ? [] : [Number(row.chance)]));
  if (chances.length < 2) return null;
  const mean = chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
  return Math.sqrt(chances.reduce((sum, chance) => sum + (chance - mean) ** 2, 0) / chances.length);
}
