import type { Plan, PlanRow } from './contract';
import { fromWire, UNIT } from './decimal';
import { makeGrid } from './model';

/** Over-assignment by the kind of those who receive, in 1/10,000. */
export type Overs = Record<string, bigint>;

/** The kinds that receive something from a row above them, in the order of the grid: a field of the settings for each. */
export function receivingKinds(plan: Plan): string[] {
  return [...new Set(plan.rows.filter((row) => row.parent !== null).map((row) => row.kind))];
}

/** How much more the rows below a row hold than the row: its own over-assignment, else the plan's for their kind. */
export function overOf(row: PlanRow, children: PlanRow[], overs: Overs): bigint {
  if (row.over !== null) return fromWire(row.over);
  // Where teams and people stand side by side, the teams' holds; the server says the same.
  const kind = (children.find((child) => child.kind !== 'person') ?? children[0])?.kind;
  return (kind && overs[kind]) || 0n;
}

/**
 * What people carry together once the topmost numbers are divided again with these over-assignments; null when there is
 * no number to divide. A number reaches each branch in proportion to what the branch has now, or where nothing is
 * divided yet, to the number of its people.
 */
export function streetSum(plan: Plan, overs: Overs): bigint | null {
  const grid = makeGrid(plan);
  const below = new Map<string, number[]>();
  const people: bigint[] = plan.rows.map((row) => (row.leaf ? 1n : 0n));
  const place = new Map(plan.rows.flatMap((row, index) => (row.leaf ? [] : [[row.node.id, index]])));
  for (let index = plan.rows.length - 1; index >= 0; index--) {
    const parent = plan.rows[index]?.parent ?? null;
    const at = parent === null ? undefined : place.get(parent);
    if (parent === null || at === undefined) continue;
    below.set(parent, [index, ...(below.get(parent) ?? [])]);
    people[at] = (people[at] ?? 0n) + (people[index] ?? 0n);
  }
  const held = (index: number) => grid.rows[index]?.total ?? grid.rows[index]?.belowTotal ?? null;

  const carried = (index: number, value: bigint): bigint => {
    const row = plan.rows[index];
    const children = row && !row.leaf ? (below.get(row.node.id) ?? []) : [];
    if (!row || children.length === 0) return value;
    const rows = children.flatMap((child) => plan.rows[child] ?? []);
    const more = (value * (UNIT + overOf(row, rows, overs))) / UNIT;
    const divided = children.some((child) => (held(child) ?? 0n) > 0n);
    const weights = children.map((child) => (divided ? (held(child) ?? 0n) : (people[child] ?? 0n)));
    const all = weights.reduce((a, b) => a + b, 0n);
    if (all === 0n) return more;
    return children.reduce(
      (total, child, n) => total + carried(child, (more * (weights[n] ?? 0n)) / all),
      0n,
    );
  };

  let street: bigint | null = null;
  for (const [index, row] of plan.rows.entries()) {
    const value = held(index);
    if (row.parent !== null && place.has(row.parent)) continue;
    if (value !== null) street = (street ?? 0n) + carried(index, value);
  }
  return street === null ? null : rounded(street, fromWire(plan.unit));
}

/** To whole steps of the plan, since the targets will be. */
function rounded(value: bigint, unit: bigint): bigint {
  return unit > 0n ? ((value + unit / 2n) / unit) * unit : value;
}
