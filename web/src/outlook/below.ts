/** Whom the months ahead come from: pure rules about the server's division of a forecast. */
import type { Course } from '../api/types';

type Below = NonNullable<Course['below']>;

/** One line of the division; the last ones are what belongs to nobody shown, and the whole. */
export interface BelowRow {
  key: string;
  name: string;
  nodeId: string | null;
  next: string;
  sum: string;
  /** Part of the whole, 0 to 1; null when the whole is not above 0. */
  share: number | null;
  kind: 'child' | 'rest' | 'whole';
}

/** What is left when everybody shown has his part. */
export function restName(below: Below): string {
  return below.unseen ? 'Others, whom you do not see' : 'Nobody of them: left, or without an owner';
}

const add = (values: string[]): string =>
  (values.reduce((sum, value) => sum + Math.round(Number(value) * 10_000), 0) / 10_000).toString();

/** The largest first, then the rest where there is any, then the whole. */
export function belowRows(below: Below, whole: string): BelowRow[] {
  const total = Number(below.sum);
  const share = (value: string) => (total > 0 ? Number(value) / total : null);
  const rows: BelowRow[] = [...below.children]
    .sort((a, b) => Number(b.sum) - Number(a.sum) || a.node.name.localeCompare(b.node.name))
    .map((child) => ({
      key: child.node.id,
      name: child.node.name,
      nodeId: child.node.id,
      next: child.means[0] ?? '0',
      sum: child.sum,
      share: share(child.sum),
      kind: 'child',
    }));
  const rest = below.rest[0] ?? '0';
  if (Number(below.rest_sum) !== 0 || Number(rest) !== 0) {
    rows.push({
      key: 'rest',
      name: restName(below),
      nodeId: null,
      next: rest,
      sum: below.rest_sum,
      share: share(below.rest_sum),
      kind: 'rest',
    });
  }
  const next = add([...below.children.map((child) => child.means[0] ?? '0'), rest]);
  rows.push({
    key: 'whole',
    name: whole,
    nodeId: null,
    next,
    sum: below.sum,
    share: share(below.sum),
    kind: 'whole',
  });
  return rows;
}
