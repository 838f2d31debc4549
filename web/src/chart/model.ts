import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from '../app/palette';

/** What a chart is: a pure function of its data. The `<Chart>` wrapper draws it and makes it accessible. */
export interface ChartModel {
  /** Head of "View as table" and of the CSV. */
  columns: string[];
  /** One row of formatted texts per point, the first being its name. */
  rows: string[][];
  /** The same rows as plain values, for the CSV. */
  csv: string[][];
  /** Where the points stand on an axis of values, ascending; without them they stand at 0, 1, 2 and so on. */
  places?: number[];
  /** The point where the keyboard starts. */
  start: number;
  option: (palette: Palette, width: number) => EChartsCoreOption;
}

/** One point in words: "Jan 31, 2014: Actual $2.1M, Plan $2.3M, Difference −$0.2M". */
export function describePoint(model: ChartModel, index: number): string {
  const row = model.rows[index];
  if (!row) return '';
  const parts = row.slice(1).map((text, at) => `${model.columns[at + 1]} ${text}`);
  return `${row[0]}: ${parts.join(', ')}`;
}

/** The point that stands nearest to a place on the axis. */
export function nearestPoint({ places, rows }: Pick<ChartModel, 'places' | 'rows'>, at: number): number {
  if (!places) return Math.min(rows.length - 1, Math.max(0, Math.round(at)));
  return places.reduce(
    (best, place, index) => (Math.abs(place - at) < Math.abs((places[best] ?? place) - at) ? index : best),
    0,
  );
}

/** Where a key press moves the cursor; null when the key is not for the chart. */
export function moveCursor(key: string, index: number, count: number): number | null {
  const page = Math.max(1, Math.round(count / 10));
  const moves: Record<string, number> = {
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    PageUp: index + page,
    PageDown: index - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}
