import { type BasisEdit, type Plan, type PlanEdits, type PlanRow, type RowKey, rowKey } from './contract';

/** The way back from a change; a text says why there is none. */
export type Undo = PlanEdits | string;

const keyOf = (row: PlanRow): RowKey => ({ node: row.node.id, parent: row.parent });

const LIMITS = [
  ['floor', 'floors'],
  ['cap', 'caps'],
  ['weight', 'weights'],
  ['over', 'overs'],
] as const;
const BASES = ['history', 'potential', 'capacity', 'tenure_from', 'leave'] as const;

/**
 * What leads from a plan back to the one before a change; null when nothing is different. Locks are left out: the key
 * that locks unlocks as well.
 */
export function wayBack(before: Plan, after: Plan): Undo | null {
  const rows = new Map(before.rows.map((row) => [rowKey(row), row]));
  const edits: Required<Pick<PlanEdits, 'cells' | 'floors' | 'caps' | 'weights' | 'overs' | 'basis'>> = {
    cells: [],
    floors: [],
    caps: [],
    weights: [],
    overs: [],
    basis: [],
  };
  for (const now of after.rows) {
    const was = rows.get(rowKey(now));
    if (!was) return 'Rows that were added stay. Give somebody the weight 0 to leave him out of dividing.';
    if (was === now) continue;
    for (const [column, value] of was.cells.entries()) {
      if (value === (now.cells[column] ?? null)) continue;
      if ((was.full[column] ?? null) !== null)
        return `${was.node.name} had numbers that were prorated, and typed back they would count as full ones. Mend what the change was about, and prorate again.`;
      edits.cells.push({ ...keyOf(was), period: after.periods[column]?.id ?? '', value });
    }
    for (const [field, list] of LIMITS)
      if (was[field] !== now[field]) edits[list].push({ ...keyOf(was), value: was[field] });
    const basis = basisBack(was, now);
    if (basis) edits.basis.push(basis);
  }
  const back: PlanEdits = { ...settingsBack(before, after) };
  for (const [list, entries] of Object.entries(edits))
    if (entries.length > 0) Object.assign(back, { [list]: entries });
  return Object.keys(back).length > 0 ? back : null;
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function basisBack(was: PlanRow, now: PlanRow): BasisEdit | null {
  const changed = BASES.filter((field) => !equal(was.basis[field], now.basis[field]));
  if (changed.length === 0) return null;
  return { ...keyOf(was), ...Object.fromEntries(changed.map((field) => [field, was.basis[field]])) };
}

function settingsBack(before: Plan, after: Plan): PlanEdits {
  const back: PlanEdits = {};
  if (before.name !== after.name) back.name = before.name;
  if (before.unit !== after.unit) back.unit = before.unit;
  if (!equal(before.over, after.over)) back.over = before.over;
  if (!equal(before.ramp, after.ramp)) back.ramp = before.ramp;
  return back;
}

/** What was taken back, for a message. */
export function undoneWords(edits: PlanEdits): string {
  const cells = edits.cells?.length ?? 0;
  if (cells === 1) return 'One cell is as before.';
  if (cells > 1) return `${cells} cells are as before.`;
  return 'The last change is taken back.';
}
