import { describe, expect, it } from 'vitest';
import type { Goal, Metric } from '../api/types';
import { changesBetween, historyOf } from './changes';
import { blankGoal } from './input';
import { inOrder, lifeOf } from './moves';

const metric = { unit: 'money', direction: 'higher' } as Metric;
const first = { ...blankGoal('person:1'), value: '500000', start: '2027-01-01', end: '2027-04-01' };

describe('the history of a goal', () => {
  it('says what a version changed, in words', () => {
    expect(changesBetween(first, { ...first, value: '450000', end: '2027-05-01' }, metric, 'USD')).toEqual([
      { field: 'Value', from: 'at least $500,000', to: 'at least $450,000' },
      { field: 'Last day', from: 'Mar 31, 2027', to: 'Apr 30, 2027' },
    ]);
    expect(changesBetween(first, { ...first, why: 'Growth' }, metric, 'USD')).toEqual([
      { field: 'Why', from: 'nothing', to: 'Growth' },
    ]);
    expect(changesBetween(first, { ...first, aim: 'at_least' }, metric, 'USD')).toEqual([]);
  });

  it('puts the changes beside the event that made them, and only there', () => {
    const event = (what: string, version: number) => ({ what, version, at: what });
    const goal = {
      metric_view: metric,
      standing: { currency: 'USD' },
      versions: [
        { version: 1, goal: first },
        { version: 2, goal: { ...first, value: '450000' } },
      ],
      history: [event('accepted', 2), event('changed', 2), event('proposed', 1), event('drafted', 1)],
    } as unknown as Goal;
    expect(historyOf(goal).map((entry) => [entry.event.what, entry.changes.length])).toEqual([
      ['accepted', 0],
      ['changed', 1],
      ['proposed', 0],
      ['drafted', 0],
    ]);
  });
});

describe('the life of a goal', () => {
  it('offers what one most likely wants first, and what cannot be undone last', () => {
    expect(inOrder(['withdrawn', 'draft', 'accepted'])).toEqual(['accepted', 'draft', 'withdrawn']);
  });

  it('knows what is behind', () => {
    const life = lifeOf('accepted').map((step) => (step.isNow ? 'now' : step.isPast ? 'past' : 'ahead'));
    expect(life).toEqual(['past', 'past', 'now', 'ahead', 'ahead']);
  });
});
