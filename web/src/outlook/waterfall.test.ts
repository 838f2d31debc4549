import { describe, expect, it } from 'vitest';
import type { Outlook } from '../api/types';
import { light } from '../app/palette';
import { landingModel, landingSteps, partName } from './waterfall';

const part = (kind: string, mean: string, needed: string | null = null) => ({
  kind,
  mean,
  p10: '1',
  p50: mean,
  p90: '2',
  needed,
  deals: 0,
});
const outlook = {
  parts: [part('rest', '-20'), part('open', '300', '420'), part('won', '500'), part('new', '100', '220')],
  mean: '880',
  p10: '700',
  p90: '1050',
  target: '1000',
  upper: null,
  aim: 'at_least',
  method: 'both',
} as Pick<Outlook, 'parts' | 'mean' | 'p10' | 'p90' | 'target' | 'upper' | 'aim' | 'method'>;
const money = { unit: 'money', currency: 'USD' } as const;

describe('the finish as a waterfall', () => {
  it('goes from what is closed over each part to where it lands, the gap and the target', () => {
    expect(landingSteps(outlook).map(({ name, kind, from, to }) => [name, kind, from, to])).toEqual([
      ['Closed', 'won', 0, 500],
      ['Open opportunities', 'expected', 500, 800],
      ['Opportunities to come', 'expected', 800, 900],
      ['Without an opportunity', 'expected', 900, 880],
      ['Lands at', 'total', 0, 880],
      ['Gap', 'gap', 880, 1000],
      ['Target', 'target', 0, 1000],
    ]);
  });

  it('names what is above the target a cushion, and of a limit what is too much', () => {
    expect(landingSteps({ ...outlook, target: '800' })[5]).toMatchObject({
      name: 'Cushion',
      value: '80.0000',
    });
    expect(landingSteps({ ...outlook, target: '800', aim: 'at_most' })[5]).toMatchObject({
      name: 'Too much',
      kind: 'gap',
    });
    expect(landingSteps({ ...outlook, target: '900', aim: 'at_most' })[5]).toMatchObject({ name: 'Room' });
  });

  it('ends where it lands when there is no target, or two', () => {
    expect(landingSteps({ ...outlook, target: null }).at(-1)?.name).toBe('Lands at');
    expect(landingSteps({ ...outlook, aim: 'between', upper: '1200' }).at(-1)?.name).toBe('Lands at');
    expect(landingSteps({ ...outlook, mean: null })).toHaveLength(4);
  });

  it('is only where it ended and what was missing, once the time is over', () => {
    const steps = landingSteps({ ...outlook, method: 'certain' });
    expect(steps.map(({ name, kind, low }) => [name, kind, low])).toEqual([
      ['Ended at', 'won', null],
      ['Gap', 'gap', null],
      ['Target', 'target', null],
    ]);
  });

  it('says amounts, ranges and what is needed in its table', () => {
    const model = landingModel(outlook, money);
    expect(model.rows[0]).toEqual(['Closed', '$500', '–', '–']);
    expect(model.rows[1]).toEqual(['Open opportunities', '$300', '$1 to $2', '$420']);
    expect(model.rows[3]?.[1]).toBe('−$20');
    expect(model.rows[4]).toEqual(['Lands at', '$880', '$700 to $1,050', '–']);
    expect(model.csv[1]).toEqual(['Open opportunities', '300', '1 to 2', '420']);
    expect(model.start).toBe(4);
  });

  it('draws each column between its ends, and the range through where it lands', () => {
    const option = landingModel(outlook, money).option(light, 1000) as {
      series: { data: unknown[]; markLine?: { data: { coord: number[] }[][] } }[];
    };
    expect(option.series[0]?.data).toEqual([0, 500, 800, 880, 0, 880, 0]);
    expect(option.series[1]?.data.map((item) => (item as { value: number }).value)).toEqual([
      500, 300, 100, 20, 880, 120, 1000,
    ]);
    const coords = option.series[0]?.markLine?.data.map((pair) => pair.map((end) => end.coord));
    expect(coords).toContainEqual([
      [4, 700],
      [4, 1050],
    ]);
  });

  it('calls all that comes “still to come” where there are no opportunities', () => {
    expect(partName('rest', false)).toBe('Still to come');
    expect(partName('rest', true)).toBe('Without an opportunity');
  });
});
