import { expect, test } from 'vitest';
import type { Contest, ContestLine } from '../api/types';
import {
  barScale,
  barWidth,
  firstDays,
  guardWords,
  missing,
  prizeWords,
  progressOf,
  stateWords,
} from './words';

const contest = (prize: Partial<Contest['prize']>, measure: Contest['measure'] = 'attainment') => ({
  prize: {
    to: 'reach',
    places: 0,
    threshold: '1.05',
    amount: '500',
    pot: false,
    ...prize,
  } as Contest['prize'],
  measure,
  currency: 'EUR',
});

test('who wins what is one sentence', () => {
  expect(prizeWords(contest({}))).toBe('Everybody who reaches 105% of the own target wins €500.');
  expect(prizeWords(contest({ pot: true }, 'improvement'))).toBe(
    'Everybody who reaches 105% of the own usual shares €500.',
  );
  expect(prizeWords(contest({ to: 'top', places: 3, threshold: '0' }))).toBe(
    'The first 3 places win €500 each; who ties shares.',
  );
  expect(prizeWords(contest({ to: 'top', places: 1, threshold: '0.9' }))).toBe(
    'The first place wins €500; who ties shares it, from 90% of the own target on.',
  );
  expect(prizeWords(contest({ to: 'team', pot: true }))).toBe(
    'When all together reach 105% of the own target, everybody shares €500.',
  );
  expect(prizeWords(contest({ threshold: '0.8' }, 'surprise'))).toContain('80th percentile');
});

test('a guardrail says that a breach is private', () => {
  const guard = {
    metric: 'discount',
    metric_name: 'Average discount',
    unit: 'share',
    aim: 'at_most',
    value: '0.15',
  };
  expect(guardWords(guard as Contest['guards'][number], 'EUR')).toMatch(
    /^Average discount at most 15%; .*only the person/,
  );
});

test('a contest that was started may not have begun, or wait for its end', () => {
  const at = (today: string) =>
    stateWords({ state: 'running', start: '2026-02-01', end: '2026-03-01', today });
  expect(at('2026-01-31')).toBe('starts soon');
  expect(at('2026-02-01')).toBe('running');
  expect(at('2026-02-28')).toBe('running');
  expect(at('2026-03-01')).toBe('over, not ended');
  expect(stateWords({ state: 'draft', start: '2026-02-01', end: '2026-03-01', today: '2026-03-01' })).toBe(
    'draft',
  );
});

const line = (value: string | null, reference: string | null) => ({ value, reference }) as ContestLine;

test('what is missing is there only below a threshold', () => {
  expect(missing(line('100', '100'), contest({}))?.value).toBeCloseTo(5);
  expect(missing(line('105', '100'), contest({}))).toBeNull();
  expect(missing(line(null, '100'), contest({}))).toBeNull();
  expect(missing(line('1', '100'), contest({ to: 'top' }))).toBeNull();
});

test('bars keep within the scale, and 100 % always fits', () => {
  expect(barScale(['0.4', null])).toBe(1);
  expect(barScale(['0.4', '2.5'])).toBe(2.5);
  expect(barWidth('0.5', 2)).toBe('25.00%');
  expect(barWidth(null, 2)).toBe('0.00%');
  expect(barWidth('-1', 2)).toBe('0.00%');
  expect(barWidth('9', 2)).toBe('100.00%');
});

test('while it runs people are held against the days that are over', () => {
  const both = { attainment: '0.5', to_date: '1.1' } as ContestLine;
  expect(progressOf(both, { standing: { final: false } as never })).toBe('1.1');
  expect(progressOf(both, { standing: { final: true } as never })).toBe('0.5');
});

test('a new contest begins tomorrow, for four weeks', () => {
  expect(firstDays('2026-12-31')).toEqual({ start: '2027-01-01', end: '2027-01-29' });
});
