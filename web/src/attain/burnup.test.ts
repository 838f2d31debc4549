import { describe, expect, it } from 'vitest';
import type { Burnup } from '../api/types';
import { light } from '../app/palette';
import { dayChartOption, deviation, isLine, labelEvery, lastActual, valueExtent } from '../chart/dayChart';
import { describePoint } from '../chart/model';
import { burnupChart, burnupModel, isCumulative } from './burnup';

const burnup: Burnup = {
  curve: 'calendar',
  figures: {
    node: { id: 'person:275', kind: 'person', source_id: '275', name: 'Michael Blythe' },
    metric: 'revenue',
    unit: 'money',
    currency: 'USD',
    period: { id: 'x', label: 'x', kind: 'custom', start: '2014-01-01', end: '2014-01-05', status: 'open' },
    as_of: '2014-01-02',
    target: '400.0000',
    target_source: 'own',
    target_note: '',
    actual: '150.0000',
    filling: null,
    covered: null,
    attainment: '0.375',
    gap: '250.0000',
    pace: [],
    unconverted: [],
    late: [],
    closed: null,
    notes: [],
    rank: null,
    masked: false,
    direction: 'higher',
    policy: 'latest',
    rates: 'deal_date',
    currency_effect: null,
    outlook: null,
  },
  points: [
    { day: '2014-01-01', value: '90', actual: '90', plan: '100' },
    { day: '2014-01-02', value: '60', actual: '150', plan: '200' },
    { day: '2014-01-03', value: null, actual: null, plan: '300' },
    { day: '2014-01-04', value: null, actual: null, plan: '400' },
  ],
};

type Series = {
  name: string;
  data: unknown[];
  lineStyle: { type?: unknown };
  markLine: { data: { yAxis?: number }[] };
};
const optionOf = (b: Burnup, cumulative = true) =>
  dayChartOption(burnupChart(b, cumulative, 'Today'), light, 1000);
const seriesOf = (b: Burnup, cumulative = true) => optionOf(b, cumulative).series as Series[];

describe('the burn-up chart', () => {
  it('draws actual solid, plan dashed, and a strip of the differences', () => {
    const [actual, plan, strip] = seriesOf(burnup);
    expect(actual?.data).toEqual([90, 150, null, null]);
    expect(actual?.lineStyle.type).toBeUndefined();
    expect(plan?.lineStyle.type).toEqual([6, 4]);
    expect(strip?.data.slice(2)).toEqual([null, null]);
    expect(strip?.data[1]).toMatchObject({ value: -50, itemStyle: { color: light.below } });
  });

  it('marks target and today', () => {
    const marks = seriesOf(burnup)[0]?.markLine.data;
    expect(marks).toHaveLength(2);
    expect(marks?.[0]?.yAxis).toBe(400);
    expect(marks?.[1]).toMatchObject({ xAxis: 1 });
  });

  it('shows only the actual when there is no target', () => {
    const none: Burnup = {
      ...burnup,
      figures: { ...burnup.figures, target: null },
      points: burnup.points.map((point) => ({ ...point, plan: null })),
    };
    expect(seriesOf(none)).toHaveLength(1);
    expect(burnupModel(none).columns).toEqual(['Day', 'Actual', 'On this day']);
  });

  it('draws a rate without a strip, where it moves', () => {
    const flat = { ...burnup, points: burnup.points.map((point) => ({ ...point, plan: '0.9' })) };
    expect(burnupModel(flat, false).columns).toEqual(['Day', 'Actual']);
    expect(burnupModel(flat).columns).toContain('Plan');
    expect(isLine(burnup.points)).toBe(true);
    expect(isLine(burnup.points.slice(1))).toBe(false);
    const rate: Burnup = {
      ...burnup,
      figures: { ...burnup.figures, unit: 'share', direction: 'lower', target: '0.9' },
    };
    expect(seriesOf(rate, false).map((series) => series.name)).toEqual(['Actual', 'Plan']);
    expect(burnupModel(rate, false).columns).toEqual(['Day', 'Actual', 'Plan', 'Difference']);
    const chart = burnupChart(rate, false, 'Today');
    expect(chart.marks).toEqual([{ value: '0.9', label: 'At most' }]);
    const [low, high] = valueExtent(chart, { min: 0.8, max: 0.88 });
    expect(low).toBeCloseTo(0.785);
    expect(high).toBeCloseTo(0.915);
    expect(valueExtent(chart, { min: 0.02, max: 0.5 })[0]).toBe(0);
    expect(valueExtent({ ...chart, cumulative: true }, { min: 0.8, max: 0.88 })[0]).toBe(0);
    expect(isCumulative({ shape: 'ratio' })).toBe(false);
    expect(isCumulative(undefined)).toBe(true);
  });

  it('tells the same in table, CSV and words', () => {
    const model = burnupModel(burnup);
    expect(model.start).toBe(1);
    expect(model.csv[1]).toEqual(['2014-01-02', '150', '200', '-50.0000', '60']);
    expect(describePoint(model, 1)).toContain('Actual $150, Plan $200, Difference \u2212$50');
    expect(model.rows[2]?.[1]).toBe('–');
  });

  it('knows the end of the actuals and how many labels fit', () => {
    expect(lastActual(burnup.points)).toBe(1);
    expect(deviation({ day: 'x', value: null, actual: null, plan: '3' })).toBeNull();
    expect(labelEvery(92, 1000)).toBe(10);
    expect(labelEvery(4, 1000)).toBe(1);
  });
});
