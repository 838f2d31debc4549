import { describe, expect, it } from 'vitest';
import type { Period } from '../api/types';
import { groupPeriods } from './group';

const period = (id: string, kind: Period['kind']): Period => ({
  id,
  kind,
  label: id,
  start: '2014-01-01',
  end: null,
  status: 'open',
});

describe('the list of periods', () => {
  it('groups by kind in the order of the server, each period once', () => {
    const groups = groupPeriods([period('a', 'custom'), period('2014', 'year'), period('a', 'custom')], 'a');
    expect(groups.map((group) => group.group)).toEqual(['Target periods', 'Fiscal years']);
    expect(groups[0]?.items).toHaveLength(1);
  });

  it('lists a period that only the address names', () => {
    expect(groupPeriods([], '2014-W07')[0]?.items[0]?.value).toBe('2014-W07');
    expect(groupPeriods([], '')).toEqual([]);
  });
});
