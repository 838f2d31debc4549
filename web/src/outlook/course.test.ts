import { describe, expect, it } from 'vitest';
import type { AheadMonth, Course } from '../api/types';
import { light } from '../app/palette';
import { courseModel, courseOption, coursePoints, hasBand } from './course';

const month = (start: string, values: Partial<AheadMonth>): AheadMonth => ({
  start,
  end: '',
  mean: null,
  p10: null,
  p50: null,
  p90: null,
  p2_5: null,
  p97_5: null,
  naive: null,
  ...values,
});
const course: Course = {
  past: [
    { start: '2026-08-01', end: '2026-09-01', value: '100' },
    { start: '2026-09-01', end: '2026-10-01', value: null },
    { start: '2026-10-01', end: '2026-11-01', value: '80' },
  ],
  ahead: [
    month('2026-11-01', { mean: '90', p10: '60', p90: '130', naive: '70' }),
    month('2026-12-01', { mean: '120', naive: '110' }),
  ],
  method: 'blend',
  why: '',
  skill: null,
  origins: 0,
  outliers: ['2026-08-01'],
  market: null,
  below: null,
};
const money = { unit: 'money', currency: 'USD' } as const;
interface Series {
  name: string;
  data: (number | null)[];
  lineStyle: { type?: unknown; width?: number };
}
const seriesOf = (of: Course) => courseOption(coursePoints(of), money, light, 1000).series as Series[];
const named = (of: Course, name: string) => seriesOf(of).find((series) => series.name === name);

describe('the months of a metric', () => {
  it('are a solid past and a dotted forecast that begins where the past ends', () => {
    expect(named(course, 'Actual')?.data).toEqual([100, null, 80, null, null]);
    expect(named(course, 'Actual')?.lineStyle.type).toBeUndefined();
    expect(named(course, 'Forecast')?.data).toEqual([null, null, 80, 90, 120]);
    expect(named(course, 'Forecast')?.lineStyle.type).toEqual([1.5, 4]);
    expect(named(course, 'As a year before')?.data).toEqual([null, null, null, 70, 110]);
  });

  it('have a band only where the history can say one, and mark what was not learned from', () => {
    expect(named(course, '80 low')?.data).toEqual([null, null, 80, 60, null]);
    expect(named(course, '80 %')?.data).toEqual([null, null, 0, 70, null]);
    expect(named(course, '95 %')).toBeUndefined();
    expect([hasBand(course, 80), hasBand(course, 95)]).toEqual([true, false]);
    expect(named(course, 'Exceptions')?.data).toEqual([100, null, null, null, null]);
  });

  it('say the same in a table, which starts at the first month ahead', () => {
    const model = courseModel(course, money);
    expect(model.columns).toEqual(['Month', 'Actual', 'Forecast', '8 of 10 cases', 'As a year before']);
    expect(model.rows[0]).toEqual(['Aug 2026', '$100 (an exception)', '–', '–', '–']);
    expect(model.rows[3]).toEqual(['Nov 2026', '–', '$90', '$60 to $130', '$70']);
    expect(model.csv[3]).toEqual(['2026-11-01', '', '90', '60 to 130', '70']);
    expect(model.start).toBe(3);
    expect(new Set(model.rows.map((row) => row.length))).toEqual(new Set([5]));
    expect(new Set(model.csv.map((row) => row.length))).toEqual(new Set([5]));
  });

  it('name both bands where both can be said', () => {
    const wide = {
      ...course,
      ahead: [month('2026-11-01', { mean: '90', p10: '60', p90: '130', p2_5: '40', p97_5: '190' })],
    };
    expect(courseModel(wide, money).columns[4]).toBe('19 of 20 cases');
    expect(courseModel(wide, money).rows[3]?.[4]).toBe('$40 to $190');
    expect(named(wide, '95 %')?.data).toEqual([null, null, 0, 150]);
  });

  it('begin three years back', () => {
    const past = Array.from({ length: 60 }, (_, at) => ({ start: `m${at}`, end: '', value: '1' }));
    expect(coursePoints({ ...course, past, ahead: [] })).toHaveLength(36);
  });
});
