import { describe, expect, it } from 'vitest';
import type { Metric } from '../api/types';
import { groupMetrics, metricMatches } from './groups';
import { firstParameters, listedMetric, readParameters, writeParameters } from './parameters';

const metric = (id: string, more: Partial<Metric> = {}): Metric =>
  ({
    id,
    name: id,
    definition: '',
    formula: '',
    custom: false,
    pattern: null,
    parameters: [],
    ...more,
  }) as Metric;

describe('the list of metrics', () => {
  it('groups what belongs together, each metric once, and loses none', () => {
    const all = ['win_rate', 'revenue', 'conversion', 'x_bikes', 'something_new'].map((id) =>
      metric(id, { custom: id.startsWith('x_') }),
    );
    expect(groupMetrics(all).map(({ group, items }) => [group, items.map((item) => item.id)])).toEqual([
      ['Sales', ['revenue']],
      ['Deals and pipeline', ['win_rate']],
      ['Leads and conversion', ['conversion']],
      ['Defined here', ['x_bikes']],
      ['More', ['something_new']],
    ]);
  });

  it('finds by every word, wherever it stands', () => {
    const retention = metric('retention', { name: 'Customer retention', definition: 'Kept ÷ had' });
    expect(metricMatches(retention, 'kept customer')).toBe(true);
    expect(metricMatches(retention, 'kept revenue')).toBe(false);
  });
});

describe('parameters', () => {
  const choice = (value: string) => ({ value, label: value });
  const conversion = metric('conversion', {
    pattern: 'conversion:{from}>{to}',
    parameters: [
      { name: 'from', label: 'from', choices: [choice('lead'), choice('qualified')] },
      { name: 'to', label: 'to', choices: [choice('qualified'), choice('won')] },
    ],
  });
  const typed = metric('activities_of_type', {
    pattern: 'activities:{type}',
    parameters: [{ name: 'type', label: 'type', choices: [choice('call'), choice('demo')] }],
  });

  it('reads and writes ids by the pattern of the server', () => {
    expect(readParameters(conversion, 'conversion:lead>Proposal sent')).toEqual({
      from: 'lead',
      to: 'Proposal sent',
    });
    expect(readParameters(conversion, 'conversion_period:lead>won')).toBeNull();
    expect(readParameters(metric('revenue'), 'revenue')).toBeNull();
    for (const id of ['conversion:lead>won', 'conversion:qualified>won@90']) {
      expect(writeParameters(conversion, readParameters(conversion, id) ?? {})).toBe(id);
    }
    expect(writeParameters(typed, {})).toBeNull();
    expect(writeParameters(metric('revenue'), {})).toBe('revenue');
  });

  it('finds the listed metric behind an id, past its scope', () => {
    const all = [metric('revenue'), metric('activities'), typed, conversion];
    expect(listedMetric(all, 'activities:demo')?.id).toBe('activities_of_type');
    expect(listedMetric(all, 'activities')?.id).toBe('activities');
    expect(listedMetric(all, 'conversion:lead>won@90|segment:smb')?.id).toBe('conversion');
    expect(listedMetric(all, 'revenue|product:12')?.id).toBe('revenue');
    expect(listedMetric(all, 'nothing')).toBeUndefined();
  });

  it('starts with the widest reading', () => {
    expect(writeParameters(conversion, firstParameters(conversion))).toBe('conversion:lead>won');
  });
});
