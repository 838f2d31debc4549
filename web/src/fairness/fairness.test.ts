import { describe, expect, it } from 'vitest';
import type { Fairness } from '../api/types';
import { binsOf, spreadModel } from './chart';
import { answer, giniWords, paddingWords } from './words';

const row = (name: string, attainment: string | null) => ({ node: { name }, attainment });
const report = (change: Partial<Fairness>): Fairness =>
  ({
    enough: true,
    over: false,
    chances: 6,
    chance_min: '0.12',
    chance_max: '0.9',
    at_or_above: '0.5',
    ...change,
  }) as Fairness;

describe('how attainment is spread', () => {
  it('puts each into the step that his percent is in, and the far ones together', () => {
    const bins = binsOf([
      row('a', '0.1'),
      row('b', '0.4999'),
      row('c', '0.5'),
      row('d', '0.9999'),
      row('e', '1'),
      row('f', '1.5'),
      row('g', '7'),
      row('h', null),
    ]);
    const named = bins.filter((bin) => bin.names.length > 0).map((bin) => [bin.name, bin.names.join('')]);
    expect(named).toEqual([
      ['below 50 %', 'ab'],
      ['50–59 %', 'c'],
      ['90–99 %', 'd'],
      ['100–109 %', 'e'],
      ['150 % or more', 'fg'],
    ]);
  });
  it('starts the keyboard where somebody is', () => {
    expect(spreadModel([row('a', '1.02')]).rows[spreadModel([row('a', '1.02')]).start]).toEqual([
      '100–109 %',
      '1',
      'a',
    ]);
    expect(spreadModel([]).start).toBe(0);
  });
});

describe('the words', () => {
  it('says how far the chances lie apart', () => {
    expect(answer(report({ chance_min: '0.62' }))).toContain('28 points apart');
    expect(answer(report({}))).toBe('');
  });
  it('says nothing of too few', () => {
    expect(answer(report({ enough: false }))).toBe('');
  });
  it('goes by what was reached when the period is over', () => {
    expect(answer(report({ over: true, chance_min: null, chance_max: null, chances: 0 }))).toContain(
      'reached',
    );
  });
  it('writes what is handed on', () => {
    expect(paddingWords('0.0512')).toBe('+5 %');
    expect(paddingWords('-0.1')).toBe('−10 %');
    expect(paddingWords('0.001')).toBe('as received');
    expect(giniWords(null)).toBe('–');
    expect(giniWords('0.2444')).toContain('some spread');
  });
});
