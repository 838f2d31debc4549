import { describe, expect, it } from 'vitest';
import { addDays, createFormatter, parseAmount, sentence, typedAmount, unitMark } from './format';

const en = createFormatter('en-US');
const de = createFormatter('de-DE');

describe('amounts', () => {
  it('is compact in tiles, without a trailing .0', () => {
    expect(en.amount('24612004.4', 'money', 'USD', { compact: true })).toBe('$24.6M');
    expect(en.amount('24000000', 'money', 'USD', { compact: true })).toBe('$24M');
    expect(en.amount('0', 'money', 'USD', { compact: true })).toBe('$0');
    expect(en.amount('1250', 'count', null, { compact: true })).toBe('1.3K');
  });

  it('is whole in tables and has cents in receipts', () => {
    expect(en.amount('22584.6955', 'money', 'USD')).toBe('$22,585');
    expect(en.amount('22584.6955', 'money', 'USD', { exact: true })).toBe('$22,584.70');
    expect(en.amount('1234', 'count', null)).toBe('1,234');
  });

  it('writes U+2212 and an explicit plus on differences', () => {
    expect(en.amount('-866800', 'money', 'USD', { compact: true })).toBe('\u2212$866.8K');
    expect(en.amount('866800', 'money', 'USD', { compact: true, signed: true })).toBe('+$866.8K');
    expect(en.amount('-0.2', 'money', 'USD', { signed: true })).toBe('$0');
  });

  it('follows the locale', () => {
    expect(de.amount('22584.6955', 'money', 'EUR', { exact: true })).toBe('22.584,70\u00a0€');
    expect(de.amount('24612004', 'money', 'EUR', { compact: true })).toBe('24,6\u00a0Mio.\u00a0€');
  });
});

describe('ratios', () => {
  it('shows attainment as whole percent', () => {
    expect(en.percent('0.8066')).toBe('81%');
    expect(en.percent('1.2049')).toBe('120%');
    expect(en.percent('-0.03')).toBe('\u22123%');
  });

  it('shows a difference of percentages in points', () => {
    expect(en.points('0.05')).toBe('+5 pp');
    expect(en.points('-0.12')).toBe('\u221212 pp');
  });

  it('shows an index with two digits', () => {
    expect(en.index('0.9666')).toBe('0.97');
  });
});

describe('units', () => {
  it('shows a share in per cent and a difference of shares in points', () => {
    expect(en.amount('0.25', 'share', null)).toBe('25%');
    expect(en.amount('0.17314', 'share', null, { compact: true })).toBe('17.3%');
    expect(en.amount('0.17314', 'share', null, { exact: true })).toBe('17.31%');
    expect(en.amount('0.025', 'share', null, { difference: true })).toBe('2.5 pp');
    expect(en.amount('-0.025', 'share', null, { signed: true })).toBe('\u22122.5 pp');
  });

  it('shows times in days, and a score as it is', () => {
    expect(en.amount('41.53', 'days', null)).toBe('41.5 days');
    expect(en.amount('1', 'days', null)).toBe('1 day');
    expect(en.amount('-12', 'points', null)).toBe('\u221212');
    expect(en.amount('4.25', 'points', null, { signed: true })).toBe('+4.3');
  });

  it('keeps the fraction of a small quantity, such as a coverage', () => {
    expect(en.amount('2.35', 'quantity', null)).toBe('2.4');
    expect(en.amount('12345.6', 'quantity', null)).toBe('12,346');
    expect(en.amount('2.35', 'quantity', null, { exact: true })).toBe('2.35');
  });
});

describe('typed numbers', () => {
  it('takes digits, groups and a point, and nothing that could be meant otherwise', () => {
    expect(parseAmount('1,500', 'count')).toBe('1500');
    expect(parseAmount(' 1 500.50 ', 'money')).toBe('1500.5');
    expect(parseAmount('\u22123', 'points')).toBe('-3');
    expect(parseAmount('1,5', 'money')).toBeNull();
    expect(parseAmount('1.2.3', 'money')).toBeNull();
    expect(parseAmount('', 'money')).toBeNull();
    expect(parseAmount('12k', 'money')).toBeNull();
  });

  it('takes shares in per cent, exactly', () => {
    expect(parseAmount('25', 'share')).toBe('0.25');
    expect(parseAmount('7.5 %', 'share')).toBe('0.075');
    expect(parseAmount('102', 'share')).toBe('1.02');
    expect(parseAmount('-0', 'share')).toBe('0');
    expect(parseAmount('0.07', 'share')).toBe('0.0007');
  });

  it('writes a value as it would be typed', () => {
    expect(typedAmount('0.2500', 'share')).toBe('25');
    expect(typedAmount('-0.1', 'share')).toBe('-10');
    expect(typedAmount('500000.0000', 'money')).toBe('500000');
    expect(typedAmount('0', 'count')).toBe('0');
    expect(typedAmount(null, 'money')).toBe('');
    for (const typed of ['0.01', '33.33', '100', '250']) {
      expect(typedAmount(parseAmount(typed, 'share'), 'share')).toBe(typed);
    }
  });

  it('says what a field is counted in', () => {
    expect(unitMark('money', 'EUR')).toBe('EUR');
    expect(unitMark('share', null)).toBe('%');
    expect(unitMark('count', null)).toBe('');
  });
});

describe('days', () => {
  it('never shifts a day by the time zone of the browser', () => {
    expect(en.day('2014-01-31')).toBe('Jan 31, 2014');
    expect(createFormatter('en-GB').day('2014-01-31')).toBe('31 Jan 2014');
  });

  it('shows the last day that counts, because the end is exclusive', () => {
    expect(en.dayRange('2013-11-30', '2014-03-01')).toBe('Nov 30, 2013 – Feb 28, 2014');
    expect(en.dayRange('2014-03-01', null)).toBe('from Mar 1, 2014');
  });

  it('knows that the first of all days means always', () => {
    expect(en.knownOn('0001-01-01')).toBe('from the beginning');
    expect(en.knownOn('2014-01-31')).toBe('known on Jan 31, 2014');
  });

  it('adds days across months and leap years', () => {
    expect(addDays('2012-02-28', 1)).toBe('2012-02-29');
    expect(addDays('2014-03-01', -1)).toBe('2014-02-28');
  });
});

describe('instants', () => {
  it('shows the instant in the time zone of the organisation', () => {
    expect(en.instant('2014-02-01T02:30:00Z', 'America/Los_Angeles')).toContain('Jan 31, 2014');
  });

  it('shows durations in seconds, then minutes', () => {
    expect(en.duration(4200)).toBe('4 s');
    expect(en.duration(125000)).toBe('2 min 5 s');
  });
});

describe('sentences', () => {
  it('makes one of a fragment', () => {
    expect(sentence('the target for the period')).toBe('The target for the period.');
    expect(sentence('Nobody set one.')).toBe('Nobody set one.');
    expect(sentence('')).toBe('');
  });
});
