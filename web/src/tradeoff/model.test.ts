import { describe, expect, it } from 'vitest';
import type { Trade } from '../api/types';
import { bandName, frontierModel, ordered, xText, yText } from './model';

const person = { id: 'person:1', kind: 'person', source_id: '1', name: 'Ana' } as const;
const point = (x: string | null, y: string | null, edge: boolean) => ({
  person,
  month: null,
  x,
  y,
  cases: 9,
  edge,
  knee: false,
});
const trade = {
  kind: 'leads_quality',
  x: 'Leads',
  y: 'Qualified',
  y_share: true,
  points: [
    point('9', '0.2', true),
    point('3', '0.5', true),
    point('4', '0.1', false),
    point(null, '0.3', false),
  ],
} as unknown as Trade;

describe('trade-offs', () => {
  it('orders points by x and leaves out what has none', () => {
    expect(ordered(trade).map(({ x }) => x)).toEqual(['3', '4', '9']);
  });

  it('tells each point, and whether it is on the edge', () => {
    const model = frontierModel(trade);
    expect(model.rows[0]).toEqual(['Ana', '3', '50%', 'yes']);
    expect(model.csv[1]).toEqual(['Ana', '4', '0.1', 'no']);
  });

  it('writes values in their units', () => {
    expect(xText({ kind: 'discount_csat' }, '0.071')).toBe('7.1%');
    expect(yText({ y_share: false }, '3.25')).toBe('3.3');
    expect(bandName({ from: '0.2', to: '1', returned: 0, all: 3 })).toBe('20% and more');
    expect(bandName({ from: '0.05', to: '0.1', returned: 0, all: 3 })).toBe('5% to 10%');
  });
});
