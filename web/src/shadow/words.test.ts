import { describe, expect, it } from 'vitest';
import type { ShadowMatch, ShadowSum } from '../api/types';
import { shown, verdict } from './words';

const sum = (reason: ShadowSum['reason'], count: number): ShadowSum => ({
  reason,
  says: reason,
  count,
  difference: '0',
});

const match = (reason: ShadowMatch['reason']): ShadowMatch => ({
  reason,
  why: '',
  by: '',
  line: null,
  deal: null,
  difference: '0',
});

describe('verdict', () => {
  it('says how many are the same and how many differ', () => {
    expect(verdict([])).toBe('There is no deal on either side.');
    expect(verdict([sum('same', 1)])).toBe('The one deal is the same on both sides.');
    expect(verdict([sum('same', 4)])).toBe('All 4 deals are the same on both sides.');
    expect(verdict([sum('same', 1), sum('split', 1)])).toBe('1 is the same, 1 deal differs.');
    expect(verdict([sum('unknown', 2), sum('missing', 3)])).toBe('None is the same, 5 deals differ.');
  });
});

describe('shown', () => {
  const all = [match('same'), match('split'), match('missing')];
  it('leaves out what is alike until it is asked for', () => {
    expect(shown(all, '').map((m) => m.reason)).toEqual(['split', 'missing']);
    expect(shown(all, 'all')).toHaveLength(3);
    expect(shown(all, 'same').map((m) => m.reason)).toEqual(['same']);
  });
});
