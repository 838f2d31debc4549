import type { Figures } from '../api/types';
import { heldOf } from './held';
import { chanceOf } from './words';

/** The chance of a row as a number; null where none is known, which is not a chance of 0. */
export function chanceNumber(row: Figures): number | null {
  const chance = row.outlook === null ? null : chanceOf(row.outlook, heldOf(row));
  return chance === null ? null : Number(chance);
}

/** Rows by their chance; those of which none is known stand at the end, whichever way one looks. */
export function inOrderOfChance(rows: Figures[], order: 'asc' | 'desc'): Figures[] {
  const sign = order === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [chanceNumber(a), chanceNumber(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right) || a.node.name.localeCompare(b.node.name);
  });
}

export interface Help {
  /** At risk or behind, the lowest chance first. */
  needed: Figures[];
  /** How many of them have a status at all. */
  among: number;
}

export function helpOf(rows: Figures[]): Help {
  const known = rows.filter((row) => row.outlook !== null && row.outlook.status !== 'unknown');
  const needed = known.filter((row) => row.outlook?.status === 'at_risk' || row.outlook?.status === 'behind');
  return { needed: inOrderOfChance(needed, 'asc'), among: known.length };
}
