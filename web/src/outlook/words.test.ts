import { describe, expect, it } from 'vitest';
import type { BriefOutlook, DealOutlook } from '../api/types';
import {
  aimShort,
  chanceShort,
  chanceText,
  decidedBy,
  type Held,
  isForeseen,
  landsText,
  rangeText,
  statusLook,
  statusSentence,
} from './words';

const money = { unit: 'money', currency: 'USD' } as const;
const held: Held = { ...money, aim: 'at_least', target: '4500000', over: false };
const brief: BriefOutlook = {
  status: 'behind',
  chance: '0.29',
  mean: '4100000',
  p10: '3800000',
  p50: '4100000',
  p90: '4400000',
  as_of: '2026-11-22',
  made_at: '2026-11-22T10:00:00Z',
};

describe('the words of an outlook', () => {
  it('say the chance, what of, and how wide it is', () => {
    expect(statusSentence(brief, held)).toBe(
      '29% chance to reach the target of $4.5M: between $3.8M and $4.4M in 8 of 10 cases.',
    );
    expect(landsText(brief, money)).toBe('Lands at about $4.1M: between $3.8M and $4.4M in 8 of 10 cases.');
  });

  it('say on which side the target is met', () => {
    const share = { unit: 'share', currency: null } as const;
    const at = { ...brief, p10: null, p90: null };
    expect(statusSentence(at, { ...share, aim: 'at_most', target: '0.08', over: false })).toBe(
      '29% chance to stay within 8%.',
    );
    expect(statusSentence(at, { ...share, aim: 'between', target: '0.3', upper: '0.4', over: false })).toBe(
      '29% chance to stay between 30% and 40%.',
    );
  });

  it('say for what each value holds', () => {
    const each = { ...held, unit: 'count', currency: null, target: '135', per: ' each month' } as const;
    const said = { ...brief, mean: '130', p10: null, p90: null };
    expect(statusSentence(said, each)).toBe('29% chance to reach the target of 135 each month.');
    expect(landsText(said, each)).toBe('Lands at about 130 each month; its range is not known.');
  });

  it('take a narrower range where the data cannot say the usual one', () => {
    const at = (...levels: number[]) => levels.map((level) => ({ level, value: String(level * 100) }));
    const none = { p10: null, p90: null };
    expect(rangeText({ ...none, quantiles: at(25, 50, 75) }, money)).toBe(
      'between $2.5K and $7.5K in half of the cases',
    );
    expect(rangeText({ ...none, quantiles: at(20, 25, 75, 80) }, money)).toBe(
      'between $2K and $8K in 6 of 10 cases',
    );
    expect(rangeText({ ...none, quantiles: at(45, 50, 55) }, money)).toBeNull();
  });

  it('never say that something is certain', () => {
    expect(chanceText('0')).toBe('less than 1%');
    expect(chanceText('0.9961')).toBe('more than 99%');
    expect(chanceText('0.99')).toBe('99%');
    expect(chanceShort('0.0001')).toBe('<1%');
    expect(chanceShort('1')).toBe('>99%');
  });

  it('say only as much of the range as the data can', () => {
    expect(rangeText({ p10: '1000', p90: null }, money)).toBe('at least $1K in 9 of 10 cases');
    expect(rangeText({ p10: null, p90: '1000' }, money)).toBe('at most $1K in 9 of 10 cases');
    expect(rangeText({ p10: null, p90: null }, money)).toBeNull();
    expect(landsText({ ...brief, p10: null, p90: null }, money)).toBe(
      'Lands at about $4.1M; its range is not known.',
    );
    expect(landsText({ ...brief, mean: null }, money)).toBe('');
  });

  it('say no chance of what is over or has no target', () => {
    expect(statusSentence({ ...brief, status: 'missed', chance: '0' }, { ...held, over: true })).toBe(
      'The time is over and the target was not reached.',
    );
    expect(statusSentence({ ...brief, status: 'unknown', chance: '1' }, { ...held, target: null })).toContain(
      'not known',
    );
  });

  it('say of what is reached already whether it stays so', () => {
    expect(statusSentence({ ...brief, status: 'achieved', p10: null, p90: null }, held)).toBe(
      '29% chance that it stays so.',
    );
    expect(aimShort({ status: 'achieved' }, held)).toBe('that it stays so');
    expect(aimShort({ status: 'behind' }, held)).toBe('to reach it');
  });

  it('have no word where nothing was foreseen', () => {
    expect(isForeseen(brief)).toBe(true);
    expect(isForeseen({ ...brief, status: 'unknown', as_of: null })).toBe(false);
    expect(isForeseen({ ...brief, status: 'missed', as_of: null })).toBe(true);
  });

  it('keep the verdict back while an achieved target can be lost again', () => {
    expect(statusLook('achieved', false)).toMatchObject({ word: 'Achieved so far', tone: 'neutral' });
    expect(statusLook('achieved', true)).toMatchObject({ word: 'Achieved', tone: 'good' });
    expect(statusLook('met_with_breach', true)).toMatchObject({ word: 'Met with breach', tone: 'warn' });
  });
});

describe('what decides', () => {
  const deal = (name: string, won: string | null, lost: string | null): DealOutlook => ({
    id: name,
    name,
    stage: 'Demo',
    owner: null,
    amount: '1000',
    chance: '0.5',
    with: won,
    without: lost,
  });

  it('is the deal that moves the chance most, not the largest', () => {
    expect(decidedBy([deal('Large', '0.6', '0.55'), deal('Needed', '0.7', '0.4')])).toBe(
      'If “Needed” is won, the chance is 70%; if not, 40%.',
    );
  });

  it('is none where the chance reads alike with and without each', () => {
    expect(decidedBy([deal('Extra', '0.9999', '0.998')])).toBe(
      'No single one decides it: won or not, the chance is more than 99%.',
    );
  });

  it('is not known without a chance', () => {
    expect(decidedBy([deal('Any', null, null)])).toBeNull();
  });
});
