import type { Goal } from '../api/types';

export interface GoalRow {
  goal: Goal;
  depth: number;
  /** How many goals of the list stand below this one, at any depth. */
  below: number;
}

type Item = Pick<Goal, 'id' | 'parent'>;

/**
 * Goals in the order objective, then those that are a part of it, and so on down. A goal whose parent is not in
 * the list is a beginning of its own; goals that name each other in a circle are each shown once.
 */
export function goalRows(goals: Goal[], closed: ReadonlySet<string> = new Set()): GoalRow[] {
  const byId = new Map(goals.map((goal) => [goal.id, goal]));
  const children = new Map<string, Goal[]>();
  const roots: Goal[] = [];
  for (const goal of goals) {
    const parent = parentOf(goal, byId);
    if (parent === null) roots.push(goal);
    else children.set(parent, [...(children.get(parent) ?? []), goal]);
  }
  const rows: GoalRow[] = [];
  const seen = new Set<string>();
  const walk = (goal: Goal, depth: number, isShown: boolean): number => {
    if (seen.has(goal.id)) return 0;
    seen.add(goal.id);
    const row: GoalRow = { goal, depth, below: 0 };
    if (isShown) rows.push(row);
    for (const child of children.get(goal.id) ?? [])
      row.below += walk(child, depth + 1, isShown && !closed.has(goal.id));
    return row.below + 1;
  };
  for (const goal of roots) walk(goal, 0, true);
  for (const goal of goals) if (!seen.has(goal.id)) walk(goal, 0, true);
  return rows;
}

function parentOf(goal: Item, byId: ReadonlyMap<string, Item>): string | null {
  const id = goal.parent?.id;
  return id !== undefined && id !== goal.id && byId.has(id) ? id : null;
}
