import { describe, expect, it } from 'vitest';
import type { Ends } from '../api/types';
import { endRows } from './ends';

const end = (name: string, actual: string, mean: string | null) => ({
  node: { id: `person:${name}`, name, kind: 'person', source_id: name },
  actual,
  mean,
});
const ends = {
  children: [end('Ana', '100.5', '200'), end('Ben', '50', '500.25'), end('Cy', '10', null)],
  rest: { node: null, actual: '5', mean: '99.75' },
  whole: { node: { id: 'team:1', name: 'East', kind: 'team', source_id: '1' }, actual: '165.5', mean: '800' },
  unseen: false,
} as unknown as Ends;

describe('whom an end comes from', () => {
  it('names the largest first, then what is left, then the whole', () => {
    const rows = endRows(ends, 'East');
    expect(rows.map((row) => row.kind)).toEqual(['child', 'child', 'child', 'rest', 'whole']);
    expect(rows.map((row) => row.ahead)).toEqual(['450.25', '99.5', null, '94.75', '634.5']);
    expect(rows[0]?.share).toBeCloseTo(0.6253);
  });
  it('has no rest where everything belongs to somebody', () => {
    const rest = { node: null, actual: '0', mean: '0' } as Ends['rest'];
    expect(endRows({ ...ends, rest }, 'East').some((row) => row.kind === 'rest')).toBe(false);
  });
  it('says when the rest holds people who are not shown', () => {
    expect(endRows({ ...ends, unseen: true }, 'East')[3]?.name).toContain('do not see');
  });
});
