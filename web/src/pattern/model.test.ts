import { describe, expect, it } from 'vitest';
import { chanceWords, changeModel, costWords, lifeWord, moveWords } from './model';

describe('a finding in words', () => {
  it('says what it costs, and what it brings', () => {
    expect(costWords({ monthly: '-99259.1' }, 'EUR')).toMatch(/^about .*99.* less a month$/);
    expect(costWords({ monthly: '53109' }, 'EUR')).toMatch(/^about .* more a month$/);
    expect(costWords({ monthly: null }, 'EUR')).toBeNull();
  });

  it('says how rarely chance alone does it', () => {
    expect(chanceWords('0')).toBe('less than 1 in 1,000');
    expect(chanceWords('0.0034')).toBe('1 in 294');
    expect(chanceWords(null)).toBe('');
  });

  it('says by which part something moved', () => {
    expect([moveWords('-0.472'), moveWords('0.65')]).toEqual(['\u221247%', '+65%']);
  });

  it('names lives', () => {
    expect([lifeWord('dying'), lifeWord('')]).toEqual(['Dying', '']);
  });

  it('sets each month beside its earlier share', () => {
    const model = changeModel(
      { since: '2026-05-01', points: [{ month: '2026-05-01', value: '10', expected: '30' }] },
      'EUR',
    );
    expect(model.csv).toEqual([['2026-05-01', '10', '30']]);
    expect(model.rows[0]?.[0]).toBe('May 2026');
  });
});
