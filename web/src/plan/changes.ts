import { type Plan, type PlanRow, rowKey } from './contract';
import { fromWire } from './decimal';
import { sum } from './model';

/** What a row has in all periods; null when it has nothing in any. */
export function totalOf(row: PlanRow): bigint | null {
  return sum(row.cells.map((text) => (text === null ? null : fromWire(text))));
}

export interface TotalChange {
  row: PlanRow;
  from: bigint | null;
  to: bigint | null;
}

/** The people whose numbers differ between two states of a plan, in the order of the rows. */
export function changedPeople(before: Plan, after: Plan): TotalChange[] {
  const rows = new Map(before.rows.map((row) => [rowKey(row), row]));
  return after.rows.flatMap((row) => {
    const was = rows.get(rowKey(row));
    const same = was?.cells.every((value, column) => value === (row.cells[column] ?? null));
    if (!row.leaf || !was || same) return [];
    return [{ row, from: totalOf(was), to: totalOf(row) }];
  });
}

/** The rows that are in a plan now and were not before. */
export function addedRows(before: Plan, after: Plan): PlanRow[] {
  const known = new Set(before.rows.map(rowKey));
  return after.rows.filter((row) => !known.has(rowKey(row)));
}

/** The rows at and below one, as the grid orders them: everything that follows and is deeper. */
export function branchOf(plan: Plan, top: PlanRow): PlanRow[] {
  const start = plan.rows.findIndex((row) => rowKey(row) === rowKey(top));
  const end = plan.rows.findIndex((row, index) => index > start && row.depth <= top.depth);
  return plan.rows.slice(start, end < 0 ? undefined : end);
}

/** What the people at or below a row carry together. */
export function carriedBelow(plan: Plan, top: PlanRow): bigint | null {
  return sum(
    branchOf(plan, top)
      .filter((row) => row.leaf)
      .map(totalOf),
  );
}
