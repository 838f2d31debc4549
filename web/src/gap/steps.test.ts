import { expect, test } from 'vitest';
import type { Gap, GapChain } from '../api/types';
import { axisStart, divisions, negated, stepsModel, way } from './steps';

const steps = way(
  { name: 'Plan to date', value: '1000' },
  [
    { name: 'Leads', value: '-300.5' },
    { name: 'Conversion', value: '0' },
    { name: 'Size', value: '100.5', usual: true },
  ],
  { name: 'Actual', value: '800' },
);

test('the columns go from the plan to the actual, and parts that add nothing are left out', () => {
  expect(steps.map(({ name, kind, from, to }) => [name, kind, from, to])).toEqual([
    ['Plan to date', 'total', 0, 1000],
    ['Leads', 'less', 1000, 699.5],
    ['Size', 'more', 699.5, 800],
    ['Actual', 'total', 0, 800],
  ]);
});

test('a number is turned round as text, to its last digit', () => {
  expect(['12345678901234.5678', '-0.0001', '0', '-0.0000'].map(negated)).toEqual([
    '-12345678901234.5678',
    '0.0001',
    '0',
    '-0.0000',
  ]);
});

test('the axis is cut only where the parts would be too thin to see', () => {
  expect(axisStart(steps)).toBe(100);
  const large = way({ name: 'a', value: '100' }, [{ name: 'b', value: '-60' }], { name: 'c', value: '40' });
  expect(axisStart(large)).toBe(0);
  const below = way({ name: 'a', value: '10' }, [{ name: 'b', value: '-20' }], { name: 'c', value: '-10' });
  expect(axisStart(below)).toBe(0);
  const same = way({ name: 'a', value: '10' }, [], { name: 'c', value: '10' });
  expect(axisStart(same)).toBeLessThan(10);
});

test('what is within normal variation says so in the table too', () => {
  const { rows } = stepsModel(steps, { unit: 'money', currency: 'EUR' });
  expect(rows.map((row) => row[2])).toEqual(['', '', 'within normal variation', '']);
});

test('each chain is a choice of its own, and one without factors is none', () => {
  const factor = { name: 'Cycle', effect: '-50', variation: 'unusual' } as GapChain['factors'][number];
  const chain = (key: GapChain['key'], metric: string, factors = [factor]) =>
    ({ key, metric, plan: '300', actual: '250', factors }) as GapChain;
  const gap = {
    figures: { metric: 'revenue' },
    basis: 'to_date',
    planned: '1000',
    counted: '950',
    chains: [
      chain('own', 'revenue'),
      chain('new_deals', 'deals_won_value', []),
      chain('velocity', 'deals_won_value'),
    ],
    bridge: null,
    dimensions: [],
  } as unknown as Gap;
  expect(
    divisions(gap).map(({ key, label, steps }) => [key, label, steps[0]?.name, steps[0]?.value]),
  ).toEqual([
    ['own', 'Factors', 'Plan to date', '1000'],
    ['velocity', 'Pipeline velocity', 'As planned', '300'],
  ]);
});
