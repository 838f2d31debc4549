import { type CellEdit, type Plan, type PlanRow, rowKey } from './contract';
import { fromWire, toWire } from './decimal';

/** One row with everything that follows from its cells and those below it. */
export interface GridRow {
  row: PlanRow;
  cells: (bigint | null)[];
  /** Σ of the row's own cells; null when none is set. */
  total: bigint | null;
  /** Per period: Σ of the children that have a value; null without any. */
  below: (bigint | null)[];
  belowTotal: bigint | null;
  /** Edited here and not on the server yet. */
  pending: boolean[];
}

export interface Grid {
  rows: GridRow[];
  /** The index of a row by its key. */
  byKey: Map<string, number>;
  /** Σ of the leaves, per period and in total. */
  leaves: (bigint | null)[];
  leavesTotal: bigint | null;
}

const plus = (a: bigint | null, b: bigint | null): bigint | null => (a === null ? b : b === null ? a : a + b);

export const sum = (values: (bigint | null)[]): bigint | null => values.reduce(plus, null);

const editKey = (edit: Pick<CellEdit, 'node' | 'parent' | 'period'>): string =>
  `${edit.node}\n${edit.parent ?? ''}\n${edit.period}`;

/** The edits by cell; the last one of a cell wins. */
export function editMap(edits: CellEdit[]): Map<string, string | null> {
  return new Map(edits.map((edit) => [editKey(edit), edit.value]));
}

/**
 * The grid as it would be with edits that the server does not have yet. Rows come parents first, so one walk backwards
 * adds every row to its parent.
 */
export function makeGrid(plan: Plan, edits: CellEdit[] = []): Grid {
  const changed = editMap(edits);
  const byKey = new Map(plan.rows.map((row, index) => [rowKey(row), index]));
  const branches = new Map(plan.rows.flatMap((row, index) => (row.leaf ? [] : [[row.node.id, index]])));
  const columns = plan.periods.length;
  const empty = (): (bigint | null)[] => Array<bigint | null>(columns).fill(null);
  const rows: GridRow[] = plan.rows.map((row) => {
    const pending = Array<boolean>(columns).fill(false);
    const cells = row.cells.map((text, column) => {
      const key = editKey({ node: row.node.id, parent: row.parent, period: plan.periods[column]?.id ?? '' });
      const edit = changed.size > 0 ? changed.get(key) : undefined;
      if (edit !== undefined) pending[column] = true;
      const value = edit === undefined ? text : edit;
      return value === null ? null : fromWire(value);
    });
    return { row, cells, total: sum(cells), below: empty(), belowTotal: null, pending };
  });
  const leaves = empty();
  for (const line of rows.toReversed()) {
    const parent = line.row.parent === null ? undefined : rows[branches.get(line.row.parent) ?? -1];
    line.belowTotal = sum(line.below);
    for (let column = 0; column < columns; column++) {
      const value = line.cells[column] ?? null;
      // A row without a value of its own passes on what stands below it.
      const carried = value ?? line.below[column] ?? null;
      if (parent) parent.below[column] = plus(parent.below[column] ?? null, carried);
      if (line.row.leaf) leaves[column] = plus(leaves[column] ?? null, value);
    }
  }
  return { rows, byKey, leaves, leavesTotal: sum(leaves) };
}

/**
 * The grid with one more edit, for every key that is typed: only the lines that change are made anew, so that the
 * others need not be drawn again.
 */
export function withEdit(plan: Plan, grid: Grid, edit: CellEdit): Grid {
  const column = plan.periods.findIndex((period) => period.id === edit.period);
  const start = grid.byKey.get(`${edit.node}\n${edit.parent ?? ''}`);
  if (column < 0 || start === undefined) return grid;
  const branches = new Map(plan.rows.flatMap((row, index) => (row.leaf ? [] : [[row.node.id, index]])));
  const rows = grid.rows.slice();
  const touch = (index: number, change: Partial<GridRow>): void => {
    const line = rows[index];
    if (line) rows[index] = { ...line, ...change };
  };
  const put = <T>(list: T[], value: T): T[] => list.map((was, at) => (at === column ? value : was));

  const line = rows[start] as GridRow;
  const cells = put(line.cells, edit.value === null ? null : fromWire(edit.value));
  touch(start, { cells, total: sum(cells), pending: put(line.pending, true) });
  for (let at = start; at >= 0; ) {
    const parent = rows[at]?.row.parent ?? null;
    const above = parent === null ? undefined : branches.get(parent);
    if (above === undefined) break;
    const carried = rows.reduce<bigint | null>(
      (total, { row, cells: own, below }) =>
        row.parent === parent ? plus(total, own[column] ?? below[column] ?? null) : total,
      null,
    );
    const below = put(rows[above]?.below ?? [], carried);
    touch(above, { below, belowTotal: sum(below) });
    at = above;
  }
  const leaves = put(
    grid.leaves,
    rows.reduce<bigint | null>(
      (total, { row, cells: own }) => (row.leaf ? plus(total, own[column] ?? null) : total),
      null,
    ),
  );
  return { rows, byKey: grid.byKey, leaves, leavesTotal: sum(leaves) };
}

/** What the parts lack (negative) or hold too much (positive) of a number; null when there is nothing to compare. */
export function gapOf(own: bigint | null, below: bigint | null): bigint | null {
  return own === null || below === null ? null : below - own;
}

/** A place in the grid. */
export interface Place {
  row: number;
  column: number;
}

const PAGE = 10;

/** Where a key leads from a place, or null when the key does not move. */
export function moved(
  from: Place,
  key: string,
  withControl: boolean,
  rows: number,
  columns: number,
): Place | null {
  const clamp = (place: Place): Place => ({
    row: Math.min(Math.max(place.row, 0), rows - 1),
    column: Math.min(Math.max(place.column, 0), columns - 1),
  });
  const step = (row: number, column: number) => clamp({ row: from.row + row, column: from.column + column });
  switch (key) {
    case 'ArrowUp':
      return withControl ? clamp({ ...from, row: 0 }) : step(-1, 0);
    case 'ArrowDown':
      return withControl ? clamp({ ...from, row: rows - 1 }) : step(1, 0);
    case 'ArrowLeft':
      return withControl ? clamp({ ...from, column: 0 }) : step(0, -1);
    case 'ArrowRight':
      return withControl ? clamp({ ...from, column: columns - 1 }) : step(0, 1);
    case 'Home':
      return clamp(withControl ? { row: 0, column: 0 } : { ...from, column: 0 });
    case 'End':
      return clamp(withControl ? { row: rows - 1, column: columns - 1 } : { ...from, column: columns - 1 });
    case 'PageUp':
      return step(-PAGE, 0);
    case 'PageDown':
      return step(PAGE, 0);
    default:
      return null;
  }
}

export interface Pasted {
  edits: CellEdit[];
  /** Cells that were not taken, with the reason. */
  refused: string[];
}

/**
 * Lays a block of values over the grid from a place on. Locked cells, and cells beyond the edge, are named and left;
 * nothing is taken when any value cannot be read, because half a paste is worse than none.
 */
export function paste(
  plan: Plan,
  shown: GridRow[],
  from: Place,
  cells: string[][],
  read: (
    text: string,
  ) => { kind: 'value'; value: bigint } | { kind: 'none' } | { kind: 'wrong'; message: string },
): Pasted {
  const edits: CellEdit[] = [];
  const refused: string[] = [];
  let unreadable = false;
  cells.forEach((line, down) => {
    line.forEach((text, right) => {
      const target = shown[from.row + down];
      const period = plan.periods[from.column + right];
      if (!target || !period) {
        if (text.trim() !== '') refused.push(`“${text.trim()}” lies beyond the edge of the grid`);
        return;
      }
      const where = `${target.row.node.name}, ${period.label}`;
      const entry = read(text);
      if (entry.kind === 'wrong') {
        unreadable = true;
        refused.push(`${where}: ${entry.message}`);
      } else if (target.row.locked || target.row.locks[from.column + right]) {
        refused.push(`${where} is locked and stays as it is`);
      } else {
        edits.push({
          node: target.row.node.id,
          parent: target.row.parent,
          period: period.id,
          value: entry.kind === 'none' ? null : toWire(entry.value),
        });
      }
    });
  });
  return unreadable ? { edits: [], refused } : { edits, refused };
}

/** The edits that undo edits: what the cells hold now. */
export function inverse(plan: Plan, edits: CellEdit[]): CellEdit[] {
  const columns = new Map(plan.periods.map((period, index) => [period.id, index]));
  const rows = new Map(plan.rows.map((row) => [rowKey(row), row]));
  return edits.map((edit) => ({
    ...edit,
    value: rows.get(`${edit.node}\n${edit.parent ?? ''}`)?.cells[columns.get(edit.period) ?? -1] ?? null,
  }));
}

/** The rows that stand under none of the folded ones. */
export function visibleRows(grid: Grid, folded: ReadonlySet<string>): GridRow[] {
  if (folded.size === 0) return grid.rows;
  const hidden = new Set<string>();
  return grid.rows.filter(({ row }) => {
    const under = row.parent !== null && (folded.has(row.parent) || hidden.has(row.parent));
    if (under) hidden.add(row.node.id);
    return !under;
  });
}
