import { describe, expect, it } from 'vitest';
import type { Scorecard, ScorecardCard, ScorecardLine, ScorecardTrend } from '../api/types';
import { trendModel } from './chart';
import { bars, placed } from './draw';
import {
  changeText,
  folded,
  givenSentence,
  isOver,
  lineTexts,
  mainLine,
  memberFoot,
  negated,
  scoreNote,
  scoreText,
  statusLine,
  statusNote,
  trendSentences,
} from './words';

const line = (change: Partial<ScorecardLine>): ScorecardLine => ({
  key: 'k',
  kind: 'target',
  goal: '',
  metric: 'revenue',
  name: 'Revenue',
  unit: 'money',
  currency: 'EUR',
  lower: false,
  start: '2026-10-01',
  end: '2026-11-01',
  factor: '1',
  share: '1',
  target: '100',
  actual: '90',
  attainment: '0.9',
  gap: '10',
  expected: null,
  pace: null,
  status: 'missed',
  chance: null,
  finish: null,
  p10: null,
  p90: null,
  why: '',
  ...change,
});

const card = (change: Partial<ScorecardCard>): ScorecardCard => ({
  node: { id: 'person:1', kind: 'person', name: 'Ana', title: 'Seller' },
  period: { id: '2026-10', label: 'October 2026', kind: 'month', start: '2026-10-01', end: '2026-11-01' },
  as_of: '2026-11-04',
  over: true,
  score: { value: '0.9', lines: 1, equal: true, so_far: false, left_out: 0 },
  lines: [line({})],
  drivers: [],
  awards: [],
  proposals: [],
  notes: [],
  ...change,
});

describe('texts', () => {
  it('writes a score of 1 as 100, and none as none', () => {
    expect(scoreText('1.3091')).toBe('131');
    expect(scoreText('0')).toBe('0');
    expect(scoreText(null)).toBeNull();
  });

  it('says what is missing with a minus, and a cushion with a plus', () => {
    expect(lineTexts(line({})).gap).toBe('−€10');
    expect(lineTexts(line({ gap: '-10' })).gap).toBe('+€10');
    expect(negated('0')).toBe('0');
    expect(negated('-0.5')).toBe('0.5');
  });

  it('says nothing where there is nothing', () => {
    const texts = lineTexts(line({ target: null, actual: null, attainment: null, gap: null, share: null }));
    expect(Object.values(texts).filter((text) => text !== null)).toEqual([
      'Revenue',
      'Oct 1, 2026 – Oct 31, 2026',
    ]);
  });

  it('takes the status from the target that was set, never from a part of it', () => {
    const part = line({ key: 'p', kind: 'part', status: 'unknown' });
    const quarter = line({ key: 'q', end: '2027-01-01', status: 'at_risk', chance: '0.43' });
    const both = card({ lines: [part, quarter] });
    expect(mainLine(both)?.key).toBe('p');
    expect(statusLine(both)?.key).toBe('q');
    expect(statusNote(both)).toBe('Of the target Oct 1, 2026 – Dec 31, 2026, chance 43%');
    expect(statusNote(card({}))).toBe('The period is over.');
    expect(statusNote(card({ lines: [] }))).toBe('There is no target.');
  });

  it('is over on its last day, and leaves goals that run on below where there are many', () => {
    expect(isOver(line({}), { as_of: '2026-10-31' })).toBe(true);
    expect(isOver(line({}), { as_of: '2026-10-30' })).toBe(false);
    const goals = Array.from({ length: 8 }, (_, at) => line({ key: String(at), kind: 'goal', share: null }));
    expect(folded(goals)).toEqual([goals, []]);
    const [first, rest] = folded([line({}), ...goals]);
    expect([first.length, rest.length]).toEqual([1, 8]);
  });

  it('says what the score is of', () => {
    expect(scoreNote(card({}))).toBe('100 is all that was asked for; of 1 target or goal');
    expect(
      scoreNote(card({ score: { value: '1', lines: 2, equal: false, so_far: true, left_out: 1 } })),
    ).toBe(
      '100 is all that was asked for; of 2 targets and goals, by their weights; 1 without data left out; so far',
    );
  });

  it('writes a change with its sign, and none beyond ten times as much', () => {
    expect(changeText('0.125')).toBe('+13%');
    expect(changeText('-0.5608')).toBe('−56%');
    expect(changeText('0.001')).toBe('0%');
    expect(changeText('16.46')).toBe('>+900%');
    expect(changeText(null)).toBeNull();
  });

  it('says what was given and what is another now', () => {
    const view: Scorecard = {
      card: card({}),
      given: { as_of: '2026-11-04', made_at: '2026-11-04T06:00:00Z', score: '0.9' },
      score_now: '0.8',
      changes: [{ key: 'k', name: 'Revenue', what: 'actual', before: '90', after: '80' }],
      previous: '',
      next: '',
    };
    expect(givenSentence(view)).toBe(
      'As given, by what was known on Nov 4, 2026. Since then 1 number changed: score 90 as given, 80 as known now.',
    );
    expect(givenSentence({ ...view, changes: [], card: card({ as_of: '2026-11-09' }) })).toContain(
      'As known now',
    );
    expect(givenSentence({ ...view, given: null })).toContain('nobody was given it yet');
  });

  it('shows what makes rows and total agree, and nothing that is 0', () => {
    const members = {
      metric: 'revenue',
      name: 'Revenue',
      unit: 'money',
      currency: 'EUR',
      rows: [],
      rest: '5',
      late: '0',
      total: '12',
    };
    expect(memberFoot(members).map(({ name }) => name)).toEqual(['Others, or nobody', 'All of it']);
    expect(memberFoot({ ...members, total: null })).toEqual([]);
  });
});

const trend: ScorecardTrend = {
  metric: 'revenue',
  name: 'Revenue',
  unit: 'money',
  currency: 'EUR',
  lower: false,
  per_day: true,
  elapsed: 5,
  same: false,
  people: 7,
  change_year: '0.1',
  change_last: null,
  variation: 'usual',
  points: [
    {
      period: {
        id: '2026-09',
        label: 'September 2026',
        kind: 'month',
        start: '2026-09-01',
        end: '2026-10-01',
      },
      until: '2026-09-08',
      days: 5,
      value: '100',
      value_now: '50',
      per_day: '20',
      per_day_now: '10',
    },
    {
      period: { id: '2026-10', label: 'October 2026', kind: 'month', start: '2026-10-01', end: '2026-11-01' },
      until: '2026-10-08',
      days: 5,
      value: null,
      value_now: null,
      per_day: null,
      per_day_now: null,
    },
  ],
};

describe('trend', () => {
  it('says how many days are compared, and of whom', () => {
    const text = trendSentences(trend, 'October 2026').join(' ');
    expect(text).toContain('the first 5 working days');
    expect(text).toContain('the 7 people who belong to it now');
    expect(text).toContain('a year before: +10%');
    expect(text).not.toContain('the period before');
  });

  it('compares the people of now, and has what the node brought beside it', () => {
    const { columns, rows, csv } = trendModel(trend);
    expect(columns).toEqual([
      'Period',
      'Per working day',
      'Working days',
      'In all',
      'In all, by the people of now',
    ]);
    expect(rows).toEqual([
      ['September 2026', '€10', '5', '€100', '€50'],
      ['October 2026', '–', '5', '–', '–'],
    ]);
    expect(csv[0]).toEqual(['2026-09', '10', '5', '100', '50']);
  });
});

describe('drawing', () => {
  it('keeps every bar in its box, on the zero line', () => {
    const { bars: list, zero } = bars([10, -5, null, 0], 400, 150);
    expect(list[2]).toBeNull();
    for (const bar of list) {
      if (!bar) continue;
      expect(bar.x).toBeGreaterThanOrEqual(0);
      expect(bar.x + bar.width).toBeLessThanOrEqual(400);
      expect(bar.y).toBeGreaterThanOrEqual(0);
      expect(bar.y + bar.height).toBeLessThanOrEqual(150);
    }
    expect(zero).toBe(100);
    expect(list[0]).toMatchObject({ y: 0, height: 100 });
    expect(list[1]).toMatchObject({ y: 100, height: 50 });
    expect(bars([], 400, 150).bars).toEqual([]);
    expect(bars([0, 0], 400, 150).bars[0]?.height).toBe(0);
  });

  it('places a value against the middle half, within the line', () => {
    const at = placed(10, 20, 30);
    if (!at) throw new Error('it has a place');
    expect(at.own).toBeLessThan(at.low);
    expect(at.low).toBeLessThan(at.high);
    expect(Math.min(at.own, at.low)).toBeGreaterThan(0);
    expect(at.high).toBeLessThan(1);
    expect(placed(1, null, null)).toBeNull();
    expect(placed(5, 5, 5)?.own).toBe(0.5);
  });
});
