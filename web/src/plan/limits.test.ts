import { describe, expect, it } from 'vitest';
import { row } from './fixture';
import { limitsEdits, limitsErrors, limitsForm } from './limits';

const german = { decimal: ',', group: '.' };
const basis = {
  history: '1000.5',
  potential: null,
  capacity: null,
  tenure_from: '2027-03-01',
  leave: [{ start: '2027-04-01', end: '2027-05-01' }],
};
const ana = row('person:ana', 'team:t', ['1'], { floor: '10', over: '0.05', basis });

describe('the limits of a row', () => {
  it('are shown as they would be typed; the last day of an absence is a day away', () => {
    const form = limitsForm(ana, german);
    expect(form).toMatchObject({
      floor: '10',
      cap: '',
      over: '5',
      history: '1000,5',
      tenure_from: '2027-03-01',
    });
    expect(form.leave).toEqual([{ first: '2027-04-01', last: '2027-04-30' }]);
    expect(limitsEdits(ana, form, german)).toEqual({ edits: {}, wrong: {} });
  });

  it('send only what changed', () => {
    const form = { ...limitsForm(ana, german), floor: '', cap: '2.000,5', weight: '0', capacity: '3k' };
    const key = { node: 'person:ana', parent: 'team:t' };
    expect(limitsEdits(ana, form, german).edits).toEqual({
      floors: [{ ...key, value: null }],
      caps: [{ ...key, value: '2000.5' }],
      weights: [{ ...key, value: '0' }],
      basis: [{ ...key, capacity: '3000' }],
    });
  });

  it('an empty absence is none, and a half one is named', () => {
    const form = limitsForm(ana, german);
    const at = (leave: { first: string; last: string }[]) => limitsEdits(ana, { ...form, leave }, german);
    expect(at([{ first: '', last: '' }]).edits.basis).toEqual([
      { node: 'person:ana', parent: 'team:t', leave: [] },
    ]);
    for (const days of [
      { first: '2027-01-01', last: '' },
      { first: '2027-01-02', last: '2027-01-01' },
    ])
      expect(at([days]).wrong.leave).toContain('first and the last day');
    expect(at([{ first: '2027-12-31', last: '2027-12-31' }]).edits.basis?.[0]?.leave).toEqual([
      { start: '2027-12-31', end: '2028-01-01' },
    ]);
  });

  it('say at the field what is no number, and what the server refused', () => {
    const form = { ...limitsForm(ana, german), cap: 'much', over: '5,123' };
    const { wrong } = limitsEdits(ana, form, german);
    expect(Object.keys(wrong)).toEqual(['cap', 'over']);
    expect(limitsErrors({ 'floors[0]': 'a', leave: 'b', 'cells[0]': 'c' })).toEqual({
      floor: 'a',
      leave: 'b',
    });
  });
});
