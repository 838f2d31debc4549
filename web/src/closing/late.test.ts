import { describe, expect, it } from 'vitest';
import type { Figures, Late } from '../api/types';
import { closedNotes, lateAmount } from './late';

const january = {
  id: '2026-01',
  label: 'January 2026',
  kind: 'month',
  start: '2026-01-01',
  end: '2026-02-01',
  status: 'closed',
} as const;
const late: Late = { period: january, value: '-1200', numerator: '-1200', denominator: '0' };
const figures = { unit: 'money', currency: 'EUR', late: [], closed: null } as unknown as Figures;

describe('late changes', () => {
  it('name the period that they come from, with their sign', () => {
    const [note] = closedNotes({ ...figures, late: [late] });
    expect(note).toContain('Late changes from January 2026: −€1,200.00.');
  });

  it('show both sides of a ratio', () => {
    expect(lateAmount({ ...late, value: null, denominator: '-1' }, figures)).toBe('−1,200 of −1');
  });

  it('are told of a closed period too, where they do not count', () => {
    const closed = { as_of: '2026-02-04', on: '2026-02-05', since: [late] };
    const notes = closedNotes({ ...figures, closed });
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('as known on');
    expect(notes[1]).toContain('−€1,200.00 became known of January 2026');
  });

  it('are nothing where nothing is closed', () => {
    expect(closedNotes(figures)).toEqual([]);
  });
});
