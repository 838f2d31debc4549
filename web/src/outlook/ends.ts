/** Whom an end comes from: pure rules about the server's division of it. */
import type { Ends } from '../api/types';

export interface EndRow {
  key: string;
  name: string;
  nodeId: string | null;
  actual: string;
  /** Still to come; null when it is not known where it ends. */
  ahead: string | null;
  mean: string | null;
  /** Part of the whole, 0 to 1; null when that is not above 0 or not known. */
  share: number | null;
  kind: 'child' | 'rest' | 'whole';
}

const minus = (a: string, b: string): string =>
  ((Math.round(Number(a) * 10_000) - Math.round(Number(b) * 10_000)) / 10_000).toString();

/** The largest first, then what is left, then the whole that they sum to. */
export function endRows(ends: Ends, whole: string): EndRow[] {
  const total = Number(ends.whole?.mean ?? 0);
  const row = (key: string, name: string, nodeId: string | null, end: NonNullable<Ends['rest']>): EndRow => ({
    key,
    name,
    nodeId,
    actual: end.actual,
    ahead: end.mean === null ? null : minus(end.mean, end.actual),
    mean: end.mean,
    share: end.mean === null || total <= 0 ? null : Number(end.mean) / total,
    kind: nodeId === null ? 'rest' : 'child',
  });
  const rows = ends.children
    .map((end) => row(end.node?.id ?? '', end.node?.name ?? '', end.node?.id ?? null, end))
    .sort((a, b) => Number(b.mean ?? 0) - Number(a.mean ?? 0) || a.name.localeCompare(b.name));
  const { rest } = ends;
  if (rest && (Number(rest.actual) !== 0 || Number(rest.mean ?? 0) !== 0)) {
    const name = ends.unseen ? 'Others, whom you do not see' : 'None of them: left, moved, or nobody’s';
    rows.push(row('rest', name, null, rest));
  }
  if (ends.whole) rows.push({ ...row('whole', whole, null, ends.whole), kind: 'whole' });
  return rows;
}
