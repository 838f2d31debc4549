import { describe, expect, it } from 'vitest';
import { habit, intervalText, metricOf, weight } from './words';

describe('words of the forecast', () => {
  it('names a habit only when calls are off by more than 3 %', () => {
    expect([habit('0.12'), habit('-0.04'), habit('0.03'), habit('-0.01'), habit(null)]).toEqual([
      'too high',
      'too low',
      'balanced',
      'balanced',
      '',
    ]);
  });

  it('says an interval with its level and what it rests on, or nothing', () => {
    const interval = { level: '0.8', low: '90', middle: '100', high: '110', own: 3, all: 12, why: '' };
    expect(intervalText(interval, (value) => `$${value}`)).toEqual({
      range: '$90 to $110',
      basis: '80% of such calls ended within (12 calls, 3 its own)',
    });
    expect(intervalText({ ...interval, low: null, high: null }, String)).toBeNull();
  });

  it('weighs a change without what is omitted', () => {
    expect(weight({ closed: '10', commit: '-4', best_case: '0', pipeline: '1', omitted: '99' })).toBe(7);
  });

  it('falls back to revenue for metrics that opportunities say nothing of', () => {
    expect([metricOf('margin'), metricOf('deals_won_value')]).toEqual(['revenue', 'deals_won_value']);
  });
});
