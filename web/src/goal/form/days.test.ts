import { describe, expect, it } from 'vitest';
import { addMonths, suggestedChecks } from './days';

describe('days of a goal', () => {
  it('stays within shorter months', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2027-11-15', 3)).toBe('2028-02-15');
  });

  it('looks at a goal each month, and halfway at a short one', () => {
    expect(suggestedChecks('2027-01-01', '2027-04-01')).toEqual(['2027-02-01', '2027-03-01']);
    expect(suggestedChecks('2027-01-01', '2027-01-15')).toEqual(['2027-01-08']);
    expect(suggestedChecks('2027-01-01', '2027-01-02')).toEqual([]);
    expect(suggestedChecks('', '2027-01-02')).toEqual([]);
  });
});
