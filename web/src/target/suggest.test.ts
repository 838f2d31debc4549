import { describe, expect, it } from 'vitest';
import type { Metric, Suggestion, SuggestionList } from '../api/types';
import {
  blendedFrom,
  blendReason,
  chanceWords,
  offered,
  placeOn,
  reasonOf,
  sayIn,
  scaleOf,
  scopedMetric,
  stretchReason,
  whyNone,
} from './suggest';

const item = (
  block: Suggestion['block'],
  value: string,
  low: string | null = null,
  high: string | null = null,
) => ({
  block,
  value,
  low,
  high,
  text: 'The level of the last twelve months, with the season.',
  facts: ['36 months of history.', 'It was off by 9 %.'],
});

const list: SuggestionList = {
  items: [
    item('last_year', '3600.25'),
    item('history', '4200.5', '3000', '5400'),
    item('capacity', '3900'),
    item('top_down', '6000'),
  ],
  ask: null,
  blend: '3900.25',
  spread_low: '3600.25',
  spread_high: '6000',
  gap: '2099.75',
  stretch: [],
  notes: [],
};
const { full, rough } = sayIn('money', 'EUR');

describe('what evidence suggests', () => {
  it('says a chance in words', () => {
    expect(['0.7', '0.5', '0.3', '0.02', '0.99'].map(chanceWords)).toEqual([
      'in about 7 of 10 cases',
      'as likely as not',
      'in about 3 of 10 cases',
      'in fewer than 1 of 10 cases',
      'in more than 9 of 10 cases',
    ]);
  });

  it('offers round numbers, and keeps what is small', () => {
    expect(offered('4196673.21', 'money')).toBe('4196673');
    expect(offered('12.346', 'money')).toBe('12.35');
    expect(offered('12.5', 'quantity')).toBe('12.5');
    expect(offered('12.5', 'count')).toBe('13');
    expect(offered('0.2345', 'share')).toBe('0.2345');
  });

  it('says what the button fills in', () => {
    expect([full('4196673.21'), full('12.346'), rough('4196673.21')]).toEqual([
      '€4,196,673',
      '€12.35',
      '€4.2M',
    ]);
  });

  it('puts all of them on one scale', () => {
    const scale = scaleOf(list);
    expect(scale).toEqual({ from: 3000, to: 6000 });
    expect([placeOn(scale, '3000'), placeOn(scale, '4500'), placeOn(scale, '6000')]).toEqual([0, 0.5, 1]);
    expect(placeOn({ from: 5, to: 5 }, '5')).toBe(0.5);
  });

  it('gives a reason that names the evidence', () => {
    expect(reasonOf(list.items[1] as Suggestion, full)).toBe(
      'History suggests €4,201: the level of the last twelve months, with the season. 36 months of history. It was off by 9 %.',
    );
    expect(blendedFrom(list)).toBe('last year, history and capacity');
    expect(blendReason(list, full)).toBe(
      'The mean of last year, history and capacity: €3,900. They reach from €3,600 to €6,000.',
    );
    expect(stretchReason({ name: 'commit', chance: '0.7', value: '3500', uplift: null }, full)).toBe(
      'The level “commit” of the history: €3,500, reached in about 7 of 10 cases.',
    );
  });

  it('is not asked for where there can be none', () => {
    const metric = (shape: Metric['shape']) => ({ shape, name: 'Win rate' }) as Metric;
    expect(whyNone(metric('sum'), '2027-01-01')).toBeNull();
    expect(whyNone(undefined, '2027-01-01')).toBeNull();
    expect(whyNone(metric('ratio'), '2027-01-01')).toContain('Win rate does not');
    expect(whyNone(metric('sum'), null)).toContain('no end');
  });

  it('is asked for over the scope of a goal', () => {
    expect(scopedMetric('revenue', [])).toBe('revenue');
    expect(scopedMetric('revenue', ['product:a|b%', 'segment:smb'])).toBe(
      'revenue|product:a%7Cb%25|segment:smb',
    );
  });
});
