import { describe, expect, it } from 'vitest';
import { belowRows, restName } from './below';

const node = (id: string, name: string) => ({ id, name, kind: 'person' }) as never;
const below = {
  children: [
    { node: node('person:a', 'Ana'), means: ['100.5', '99.5'], sum: '200' },
    { node: node('person:b', 'Ben'), means: ['250', '250'], sum: '500' },
  ],
  rest: ['49.5', '50.5'],
  rest_sum: '100',
  unseen: false,
  sum: '800',
};

describe('whom the months ahead come from', () => {
  it('names the largest first, then the rest, then the whole that they sum to', () => {
    const rows = belowRows(below, 'East');
    expect(rows.map((row) => row.name)).toEqual(['Ben', 'Ana', restName(below), 'East']);
    expect(rows.map((row) => row.next)).toEqual(['250', '100.5', '49.5', '400']);
    expect(rows.map((row) => row.share)).toEqual([0.625, 0.25, 0.125, 1]);
  });
  it('has no rest where everything belongs to somebody', () => {
    const rows = belowRows({ ...below, rest: ['0', '0'], rest_sum: '0' }, 'East');
    expect(rows.map((row) => row.kind)).toEqual(['child', 'child', 'whole']);
  });
  it('says when the rest holds people who are not shown', () => {
    expect(restName({ ...below, unseen: true })).toContain('do not see');
  });
  it('has no shares of nothing', () => {
    expect(belowRows({ ...below, sum: '0' }, 'East').every((row) => row.share === null)).toBe(true);
  });
});
