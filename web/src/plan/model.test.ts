import { describe, expect, it } from 'vitest';
import { parseEntry } from './decimal';
import { plan, row } from './fixture';
import { gapOf, inverse, makeGrid, moved, paste, visibleRows, withEdit } from './model';

const english = { decimal: '.', group: ',' };
const read = (text: string) => parseEntry(text, english);

describe('totals while typing', () => {
  it('add the leaves exactly, and a row without a value passes on what is below it', () => {
    const grid = makeGrid(plan);
    expect(grid.leaves).toEqual([999_999n, 10_000n]);
    expect(grid.rows[1]?.below).toEqual([405_000n, 10_000n]);
    expect(grid.rows[0]?.below).toEqual([999_999n, 10_000n]);
    expect(gapOf(grid.rows[0]?.cells[0] ?? null, grid.rows[0]?.below[0] ?? null)).toBe(-1n);
  });

  it('follow an edit, and null is not 0', () => {
    const edit = { node: 'person:ben', parent: 'team:t', period: '2027-01', value: '0.0001' };
    const grid = makeGrid(plan, [edit]);
    expect(gapOf(grid.rows[0]?.cells[0] ?? null, grid.rows[0]?.below[0] ?? null)).toBe(0n);
    expect(grid.rows[3]?.pending).toEqual([true, false]);
    expect(makeGrid(plan, [{ ...edit, value: null }]).rows[3]?.cells[0]).toBeNull();
    expect(inverse(plan, [edit])).toEqual([{ ...edit, value: null }]);
  });

  it('a parent with its own number counts with that number above', () => {
    const grid = makeGrid(plan, [{ node: 'team:t', parent: 'company:a', period: '2027-01', value: '50' }]);
    expect(grid.rows[0]?.below[0]).toBe(1_094_999n);
  });
});

describe('an edit while typing', () => {
  it.each([
    ['person:ben', 'team:t', '0.0001'],
    ['person:ben', 'team:t', null],
    ['person:ana', 'team:t', null],
    ['person:cem', 'company:a', '7'],
    ['team:t', 'company:a', '50'],
    ['company:a', null, null],
  ])('of %s under %s to %s gives what a grid made anew gives', (node, parent, value) => {
    for (const period of ['2027-01', '2027-02']) {
      const edit = { node, parent, period, value };
      expect(withEdit(plan, makeGrid(plan), edit)).toEqual(makeGrid(plan, [edit]));
    }
  });

  it('leaves the lines that do not change as they are', () => {
    const before = makeGrid(plan);
    const after = withEdit(plan, before, {
      node: 'person:ben',
      parent: 'team:t',
      period: '2027-01',
      value: '1',
    });
    expect(after.rows.map((line, index) => line === before.rows[index])).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('keys', () => {
  it.each([
    ['ArrowDown', false, { row: 2, column: 1 }],
    ['ArrowUp', true, { row: 0, column: 1 }],
    ['End', true, { row: 4, column: 1 }],
    ['Home', false, { row: 1, column: 0 }],
    ['PageDown', false, { row: 4, column: 1 }],
    ['ArrowRight', false, { row: 1, column: 1 }],
  ])('%s', (key, control, want) => {
    expect(moved({ row: 1, column: 1 }, key, control, 5, 2)).toEqual(want);
  });
  it('other keys do not move', () => {
    expect(moved({ row: 1, column: 1 }, 'a', false, 5, 2)).toBeNull();
  });
});

describe('a paste', () => {
  it('goes down and right, and names what it leaves', () => {
    const got = paste(plan, makeGrid(plan).rows, { row: 3, column: 0 }, [['1,000', '2'], ['3'], ['4']], read);
    expect(got.edits).toEqual([
      { node: 'person:ben', parent: 'team:t', period: '2027-01', value: '1000' },
      { node: 'person:ben', parent: 'team:t', period: '2027-02', value: '2' },
    ]);
    expect(got.refused).toHaveLength(2);
  });
  it('takes nothing when a value cannot be read', () => {
    const got = paste(plan, makeGrid(plan).rows, { row: 2, column: 0 }, [['1', 'x']], read);
    expect(got.edits).toEqual([]);
    expect(got.refused[0]).toContain('ana, 2027-02');
  });
});

it('who changes team has a row in each, and an edit is of one of them', () => {
  const twice = { ...plan, rows: [...plan.rows, row('person:ana', 'company:a', ['1', null])] };
  const edit = { node: 'person:ana', parent: 'company:a', period: '2027-01', value: '2' };
  expect(makeGrid(twice, [edit]).rows.map(({ cells }) => cells[0])).toEqual([
    1_000_000n,
    null,
    405_000n,
    null,
    594_999n,
    20_000n,
  ]);
});

it('folded rows hide everything below them', () => {
  const ids = visibleRows(makeGrid(plan), new Set(['team:t'])).map(({ row }) => row.node.id);
  expect(ids).toEqual(['company:a', 'team:t', 'person:cem']);
});

it('a grid of 500 people and 12 months is made anew within a frame or two', () => {
  const rows = [row('company:a', null, Array(12).fill('100'))];
  for (let i = 0; i < 500; i++) rows.push(row(`person:${i}`, 'company:a', Array(12).fill('1234.56')));
  const big = {
    ...plan,
    periods: Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, label: '', start: '', end: '' })),
    rows,
  };
  const grid = makeGrid(big, [{ node: 'person:7', parent: 'company:a', period: '3', value: '1' }]);
  expect(grid.leaves[3]).toBe(500n * 12_345_600n - 12_345_600n + 10_000n);
});
