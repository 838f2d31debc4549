import { describe, expect, it } from 'vitest';
import type { Plan } from './contract';
import { plan, row } from './fixture';
import { undoneWords, wayBack } from './undo';

const withRow = (index: number, change: object): Plan => ({
  ...plan,
  rows: plan.rows.map((line, at) => (at === index ? { ...line, ...change } : line)),
});
const ana = { node: 'person:ana', parent: 'team:t' };

describe('the way back', () => {
  it('writes the numbers, limits and bases that were there', () => {
    const basis = { history: null, potential: '9', capacity: null, tenure_from: null, leave: [] };
    const after = withRow(2, { cells: ['40.5', '2'], cap: '50', weight: '0.5', basis });
    expect(wayBack(plan, after)).toEqual({
      cells: [{ ...ana, period: '2027-02', value: '1' }],
      caps: [{ ...ana, value: null }],
      weights: [{ ...ana, value: null }],
      basis: [{ ...ana, potential: null }],
    });
  });

  it('restores the settings', () => {
    expect(wayBack(plan, { ...plan, name: 'Other', over: { team: '0.05' }, ramp: ['0'] })).toEqual({
      name: 'Plan',
      over: {},
      ramp: [],
    });
  });

  it('is none when nothing is different, locks aside', () => {
    expect(wayBack(plan, { ...plan, version: 2 })).toBeNull();
    expect(wayBack(plan, withRow(2, { locked: true }))).toBeNull();
  });

  it('is from the first proration, and not from one over another', () => {
    const once = withRow(2, { cells: ['20', '1'], full: ['40.5', null] });
    expect(wayBack(plan, once)).toEqual({ cells: [{ ...ana, period: '2027-01', value: '40.5' }] });
    const twice = withRow(2, { cells: ['10', '1'], full: ['40.5', null] });
    expect(wayBack(once, twice)).toContain('prorated');
  });

  it('does not take rows away', () => {
    expect(
      wayBack(plan, { ...plan, rows: [...plan.rows, row('person:eve', 'team:t', [null, null])] }),
    ).toContain('added stay');
  });

  it('is told in words', () => {
    expect(undoneWords({ cells: [{ ...ana, period: '2027-01', value: null }] })).toBe(
      'One cell is as before.',
    );
    expect(undoneWords({ caps: [] })).toBe('The last change is taken back.');
  });
});
