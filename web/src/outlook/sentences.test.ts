import { describe, expect, it } from 'vitest';
import type { AheadMonth, BriefOutlook, Pipeline } from '../api/types';
import {
  coverageSentences,
  neededSentences,
  paceSentences,
  saidSentence,
  shareWord,
  skillSentence,
} from './sentences';

const money = { unit: 'money', currency: 'USD' } as const;
const pipeline: Pipeline = {
  open: 254,
  closing: 173,
  amount: '2397438.72',
  coverage: '1.0887',
  needed: '4166373',
  win_rate: '0.064',
  latest: '2026-11-05',
  passed: true,
};

describe('the sentences below the chart', () => {
  it('say what each part must bring', () => {
    const part = { p10: null, p50: null, p90: null, deals: 0 };
    const parts = [
      { ...part, kind: 'won', mean: '500', needed: null },
      { ...part, kind: 'rest', mean: '120', needed: '300' },
    ];
    expect(neededSentences({ parts, mean: '620', target: '800' }, money)).toEqual([
      'Still to come: $300 would be needed, $120 is expected.',
    ]);
    expect(neededSentences({ parts, mean: '820', target: '800' }, money)).toEqual([]);
    expect(neededSentences({ parts, mean: '820', target: null }, money)).toEqual([]);
  });

  it('say whether the pipeline is enough and new ones can help', () => {
    expect(coverageSentences(pipeline, money)).toEqual([
      '173 of 254 open opportunities are expected to close in time, with $2.4M: that covers what is missing 1.09 times.',
      '$4.2M of new opportunities would be needed today to close what the others leave: 6.4% of what is created now is won in time.',
      'The last day on which a new opportunity had a fair chance to be won in time was Nov 5, 2026.',
    ]);
  });

  it('leave out what nothing can be said of', () => {
    const some = { ...pipeline, coverage: null, needed: null, latest: null };
    expect(coverageSentences(some, money)).toEqual([
      '173 of 254 open opportunities are expected to close in time, with $2.4M.',
    ]);
    expect(coverageSentences({ ...pipeline, passed: false, latest: '2026-12-05' }, money)[2]).toContain(
      'has a fair chance to be won in time is Dec 5, 2026',
    );
  });

  it('count few opportunities as one would', () => {
    const few = { ...pipeline, needed: null, latest: null, coverage: null, amount: '1000' };
    expect(coverageSentences({ ...few, open: 1, closing: 1 }, money)).toEqual([
      'The one open opportunity is expected to close in time, with $1K.',
    ]);
    expect(coverageSentences({ ...few, open: 4, closing: 0 }, money)).toEqual([
      'None of the 4 open opportunities is expected to close in time.',
    ]);
  });

  it('say how the chance moved from three days on', () => {
    const day = (as_of: string, chance: string | null) => ({ as_of, chance }) as BriefOutlook;
    const two = [day('2026-11-20', '0.21'), day('2026-11-22', '0.13')];
    expect(saidSentence(two)).toBeNull();
    expect(saidSentence([...two, day('2026-11-23', null)])).toBeNull();
    expect(saidSentence([...two, day('2026-11-23', '0.1')])).toBe('21% on Nov 20, 10% on Nov 23');
  });
});

describe('how good a forecast of months is', () => {
  const month = (mean: string, naive: string) => ({ mean, naive }) as AheadMonth;

  it('is said as a part of the errors', () => {
    expect(skillSentence({ skill: '0.2', origins: 6, ahead: [month('1', '2')] })).toBe(
      'Its errors are a fifth smaller than those of repeating the same month of the year before, tried at 6 earlier moments.',
    );
  });

  it('says that it is no better, and what is shown then', () => {
    expect(skillSentence({ skill: '-0.3337', origins: 14, ahead: [month('1', '2')] })).toBe(
      'It was no better than repeating the same month of the year before (the thin line): its errors were a third larger, tried at 14 earlier moments.',
    );
    expect(skillSentence({ skill: '0', origins: 1, ahead: [month('2', '2')] })).toBe(
      'Nothing was better than repeating the same month of the year before, tried at 1 earlier moment; so that is what is shown.',
    );
  });

  it('says that it was not tried, and nothing where there is no forecast', () => {
    expect(skillSentence({ skill: null, origins: 0, ahead: [month('1', '2')] })).toContain(
      'could not be tried',
    );
    expect(skillSentence({ skill: null, origins: 0, ahead: [] })).toBe('');
  });

  it('uses words for plain parts and numbers for the others', () => {
    expect([0.2, 0.25, 0.33, 0.4, 0.5, 0.57, 0.6, 0.07].map(shareWord)).toEqual([
      'a fifth',
      'a quarter',
      'a third',
      'two fifths',
      'half',
      '57%',
      'three fifths',
      '7%',
    ]);
  });
});

describe('the pace on a curve', () => {
  const pace = {
    curve: 'historic' as const,
    declared: null,
    share: '0.52',
    expected: '520',
    gap: '-100',
    index: '0.81',
    required: '23.2',
    difficulty: '2.1',
    projection: '807.7',
  };
  const worth = { unit: 'count' as const, currency: null };
  it('is held against how such periods fill up', () => {
    expect(paceSentences({ pace }, worth)).toEqual([
      'As earlier periods of its kind filled up, 52% of the target would be there by now: 520. It is 100 less.',
      'Each working day that is left has to bring 2.10 times what one brought so far.',
    ]);
  });
  it('says more, or just that', () => {
    expect(paceSentences({ pace: { ...pace, gap: '30', difficulty: null } }, worth)[0]).toContain('30 more.');
    expect(paceSentences({ pace: { ...pace, gap: '0' } }, worth)[0]).toContain('just that.');
  });
  it('is silent where there is none', () => {
    expect(paceSentences({ pace: null }, worth)).toEqual([]);
  });
  it('names the declared curve, and says when the history does not support it', () => {
    const byDays = paceSentences({ pace: { ...pace, curve: 'calendar', declared: 'calendar' } }, worth);
    expect(byDays[0]).toMatch(/^By calendar days, /);
    expect(byDays.join(' ')).not.toContain('declared curve');
    expect(
      paceSentences({ pace: { ...pace, curve: 'working_days', declared: 'historic' } }, worth)[1],
    ).toContain('The declared curve is how earlier periods filled up');
  });
});
