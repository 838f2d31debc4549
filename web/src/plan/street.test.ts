import { describe, expect, it } from 'vitest';
import { addedRows, branchOf, carriedBelow, changedPeople } from './changes';
import type { Plan } from './contract';
import { toWire } from './decimal';
import { plan, row } from './fixture';
import { readRamp, settingsEdits } from './settings';
import { receivingKinds, streetSum } from './street';

const even: Plan = {
  ...plan,
  rows: [
    row('company:a', null, ['1000', null]),
    row('team:n', 'company:a', ['600', null], { depth: 1 }),
    row('person:ana', 'team:n', ['600', null], { depth: 2 }),
    row('team:s', 'company:a', ['400', null], { depth: 1 }),
    row('person:ben', 'team:s', ['400', null], { depth: 2 }),
  ],
};
const street = (of: Plan, overs: Record<string, bigint>) => toWire(streetSum(of, overs) ?? -1n);

describe('what people will carry', () => {
  it('is the plan times the over-assignment of every level', () => {
    expect(receivingKinds(even)).toEqual(['team', 'person']);
    expect(street(even, {})).toBe('1000');
    expect(street(even, { team: 300n, person: 500n })).toBe('1082');
  });

  it('is told in whole steps of the plan', () => {
    expect(street({ ...even, unit: '0.5' }, { team: 300n, person: 500n })).toBe('1081.5');
    expect(street({ ...even, unit: '100' }, { team: 300n, person: 500n })).toBe('1100');
  });

  it('a row’s own over-assignment goes before the plan’s, also 0', () => {
    const own = {
      ...even,
      rows: even.rows.map((line) => (line.node.id === 'team:n' ? { ...line, over: '0' } : line)),
    };
    expect(street(own, { person: 1000n })).toBe('1040');
  });

  it('counts heads while nothing is divided, and is nothing without a number', () => {
    const blank = even.rows.map((line, index) => (index === 0 ? line : { ...line, cells: [null, null] }));
    const own = blank.map((line) => (line.node.id === 'team:n' ? { ...line, over: '0.1' } : line));
    expect(street({ ...even, rows: own }, {})).toBe('1050');
    expect(
      streetSum({ ...even, rows: even.rows.map((line) => ({ ...line, cells: [null, null] })) }, {}),
    ).toBeNull();
  });

  it('who sees a part of the plan sees what that part will carry', () => {
    const seen = {
      ...even,
      rows: even.rows.slice(1, 3).map((line, index) => (index === 0 ? { ...line, parent: null } : line)),
    };
    expect(street(seen, { team: 1000n, person: 500n })).toBe('630');
  });
});

describe('what a change did', () => {
  const after: Plan = {
    ...even,
    rows: [
      ...even.rows.slice(0, 2),
      row('person:ana', 'team:n', ['100', null], { depth: 2 }),
      row('person:eve', 'team:n', [null, null], { depth: 2 }),
      ...even.rows.slice(3),
    ],
  };
  it('names people and their totals', () => {
    expect(changedPeople(even, after).map(({ row: { node }, from, to }) => [node.id, from, to])).toEqual([
      ['person:ana', 6_000_000n, 1_000_000n],
    ]);
    expect(addedRows(even, after).map((line) => line.node.id)).toEqual(['person:eve']);
    expect(addedRows(even, even)).toEqual([]);
  });
  it('sums a branch and nothing beside it', () => {
    const north = after.rows[1];
    const last = after.rows.at(-1);
    if (!north || !last) throw new Error('rows are missing');
    expect(branchOf(after, north).map((line) => line.node.id)).toEqual([
      'team:n',
      'person:ana',
      'person:eve',
    ]);
    expect(carriedBelow(after, north)).toBe(1_000_000n);
    expect(branchOf(after, last)).toEqual([last]);
  });
});

describe('settings', () => {
  const english = { decimal: '.', group: ',' };
  const form = { name: 'Plan', unit: '1', over: { team: '', person: '0' }, ramp: '' };
  it('send only what changed', () => {
    expect(settingsEdits(plan, form, english)).toEqual({ edits: {}, wrong: {} });
    const { edits } = settingsEdits(
      plan,
      { name: ' B ', unit: '100', over: { team: '2.5 %' }, ramp: '0  25 50' },
      english,
    );
    expect(edits).toEqual({ name: 'B', unit: '100', over: { team: '0.025' }, ramp: ['0', '0.25', '0.5'] });
  });
  it('say what is wrong with each field', () => {
    const { wrong } = settingsEdits(
      plan,
      { name: ' ', unit: '0', over: { team: 'x' }, ramp: '0 y' },
      english,
    );
    expect(Object.keys(wrong).toSorted()).toEqual(['name', 'ramp', 'team', 'unit']);
    expect(readRamp('', english)).toEqual({ ramp: [] });
  });
});
