import { describe, expect, it } from 'vitest';
import type { BriefOutlook, Figures, Home, HomeDecision, HomePerson, HomeWork } from '../api/types';
import {
  answerOf,
  chanceMoved,
  dataSentence,
  decisionOf,
  helpSentence,
  landingsOf,
  likelyWord,
  type Moved,
  movedSentence,
  planText,
  reasonText,
  stepOf,
  weekText,
  workText,
} from './words';

const figures = (change: object = {}): Figures =>
  ({
    node: { id: 'person:1', name: 'Ana' },
    unit: 'money',
    currency: 'EUR',
    direction: 'higher',
    target: '116000',
    actual: '36000',
    gap: '80000',
    period: { label: 'Q4 2026', status: 'open' },
    outlook: {
      status: 'at_risk',
      chance: '0.335',
      mean: '104000',
      p10: '85000',
      p50: '104000',
      p90: '123000',
      as_of: '2026-11-22',
      made_at: null,
    },
    ...change,
  }) as unknown as Figures;

describe('the answer', () => {
  it('says the chance in a word and a number, and where it lands', () => {
    expect(answerOf(figures())).toEqual({
      answer: 'Perhaps: 34% chance to reach the target of €116K.',
      lands: 'Lands at about €104K: between €85K and €123K in 8 of 10 cases.',
    });
  });

  it('uses the borders of the statuses', () => {
    expect(['0.85', '0.6', '0.3', '0.29'].map(likelyWord)).toEqual([
      'Very likely',
      'Likely',
      'Perhaps',
      'Unlikely',
    ]);
  });

  it('says that there is no target, and no foresight', () => {
    expect(answerOf(figures({ target: null })).answer).toContain('no target for Q4 2026');
    expect(answerOf(figures({ outlook: null })).answer).toBe('Nothing was foreseen for it yet.');
    const over = answerOf(
      figures({ period: { label: 'Q3', status: 'closed' }, outlook: { status: 'missed', chance: '0' } }),
    );
    expect(over).toEqual({ answer: 'The time is over and the target was not reached.', lands: '' });
  });
});

const share = (aim: string, done: string, left: string) => ({ aim, done, left });
const work = (change: object = {}) =>
  ({
    metric: { name: 'Demos' },
    week: share('20', '8', '12'),
    today: share('4', '0', '4'),
    whole: share('60', '28', '32'),
    ...change,
  }) as unknown as HomeWork;

describe('what to do', () => {
  it('counts what is left of the week and the day', () => {
    expect(workText(work())).toBe('Demos: 8 of 20 done this week, 12 left; 4 left today.');
    expect(workText(work({ today: share('4', '4', '0') }))).toBe(
      'Demos: 8 of 20 done this week, 12 left; today is done.',
    );
    expect(workText(work({ week: share('20', '20', '0'), today: share('0', '0', '0') }))).toBe(
      'Demos: 20 of 20 done this week, nothing left.',
    );
    expect(workText(work({ whole: share('60', '61', '0') }))).toBe('Demos: all 60 are done.');
  });

  it('says how much of the week is left', () => {
    const week = (left: number) => weekText({ start: '2026-11-16', end: '2026-11-23', left });
    expect(week(0)).toBe('Nov 16, 2026 – Nov 22, 2026: no working day is left of the week.');
    expect(week(1)).toContain('one working day is left');
  });

  it('offers a plan only where there is one', () => {
    const plan = (state: string) => ({ state, gap: '10758.69', short: '2000' }) as NonNullable<Home['plan']>;
    expect(planText(plan('feasible'), 'EUR')).toBe(
      '€10.8K is missing in the middle case, and can still be caught up.',
    );
    expect(planText(plan('out_of_reach'), 'EUR')).toContain('€2K of it is out of reach');
    expect(planText(plan('no_gap'), 'EUR')).toBeNull();
  });

  it('says why somebody needs help, and the next step', () => {
    const person = { stuck: 2, stuck_worth: '9000', currency: 'EUR', check_in: '2026-11-18' };
    expect(reasonText('stuck', person)).toBe('2 deals stand still (€9K)');
    expect(reasonText('checkin', person)).toBe('check-in was due on Nov 18');
    expect(stepOf({ next: 'talk', weakest: 'win_rate' })).toEqual({
      text: 'Talk about win rate',
      to: '/act/$nodeId',
    });
    expect(stepOf({ next: '', weakest: '' })).toBeNull();
  });

  it('counts who needs help', () => {
    const people = [{ node: { name: 'Nora' } }] as HomePerson[];
    expect(helpSentence({ people, people_all: 46, people_need: 34 })).toBe('34 of 46 need help; first Nora.');
    expect(helpSentence({ people, people_all: 2, people_need: 0 })).toContain('None of 2');
    expect(helpSentence({ people: [], people_all: 0, people_need: 0 })).toContain('Nobody');
  });
});

describe('what waits and what changed', () => {
  const decision = (change: object) =>
    decisionOf(
      {
        kind: 'target',
        node: { id: 'team:1', name: 'East' },
        what: '',
        title: '',
        count: 0,
        amount: null,
        chance: null,
        ...change,
      } as unknown as HomeDecision,
      'EUR',
    );

  it('leads to where it is decided', () => {
    expect(decision({ chance: '0.03', amount: '2445438' })).toEqual({
      text: 'Can East still make it?',
      note: '3% chance, €2.4M missing: change the plan, or the target.',
      to: '/why/$nodeId',
      params: { nodeId: 'team:1' },
    });
    expect(decision({ kind: 'quarantine', count: 1, title: 'crm', what: 'b1' }).text).toBe(
      '1 row from crm could not be used',
    );
    expect(decision({ kind: 'pattern', title: 'Italy falls', amount: '-99259' }).note).toBe(
      '−€99.3K a month.',
    );
    expect(decision({ kind: 'call', count: 5 }).text).toBe('5 forecasts have not been given');
  });

  const moved = (change: object) =>
    ({
      since: '2026-11-15',
      before: '100000',
      after: '387000',
      pieces: [{ cause: 'new', value: '287000', count: 3 }],
      chance: null,
      ...change,
    }) as unknown as Moved;

  it('says by how much, and most of it why', () => {
    expect(movedSentence(moved({}), figures())).toBe(
      '€287K more than on Nov 15, 2026, all of it: new since.',
    );
    expect(movedSentence(moved({ after: '100000', pieces: [] }), figures())).toBe(
      'It is as it was on Nov 15, 2026.',
    );
    const two = moved({
      after: '90000',
      pieces: [
        { cause: 'new', value: '5000' },
        { cause: 'refund', value: '-15000' },
      ],
    });
    expect(movedSentence(two, figures())).toBe('€10K less than on Nov 15, 2026, most of it: refunds.');
  });

  it('compares the chance in points with what was said by then', () => {
    const said = [
      { chance: '0.25', as_of: '2026-11-14' },
      { chance: '0.4', as_of: '2026-11-20' },
    ] as BriefOutlook[];
    expect(chanceMoved(said, '2026-11-15', '0.335')).toBe(
      'It was 25% on Nov 14, so the chance rose by 9 points.',
    );
    expect(chanceMoved(said, '2026-11-01', '0.3')).toBeNull();
    expect(chanceMoved(said, '2026-11-15', null)).toBeNull();
  });

  it('says whether the data can be trusted', () => {
    const data = { last: '2026-11-22T10:00:00Z', source: 'crm', silent: 0, failed: 0, quarantined: 0 };
    expect(dataSentence(data)).toContain('no row waits');
    expect(dataSentence({ ...data, silent: 1, quarantined: 3 })).toBe(
      'Not wholly: 1 source is silent, 3 rows wait in quarantine.',
    );
  });
});

describe('where each lands', () => {
  it('is on one scale, inside its width, with the target at the same place', () => {
    const rows = landingsOf([
      figures(),
      figures({ outlook: { mean: '500000', p10: null, p90: null } }),
      figures({ target: null }),
    ]);
    expect(rows[2]).toBeNull();
    for (const row of rows) {
      if (row === null) continue;
      expect(row.low).toBeLessThanOrEqual(row.mean);
      expect(row.high).toBeLessThanOrEqual(1);
      expect(row.target).toBeCloseTo(0.5);
    }
  });
});
