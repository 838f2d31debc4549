import { describe, expect, it } from 'vitest';
import {
  chanceWords,
  fitting,
  keyOf,
  SCREENS,
  screensOf,
  secondsOf,
  staleMinutes,
  staleness,
  withoutKey,
} from './wall';

describe('what the address says', () => {
  it('names screens in their order, each once', () => {
    expect(screensOf('top,team,top')).toEqual(['top', 'team']);
    expect(screensOf('nonsense')).toEqual([...SCREENS]);
    expect(screensOf(undefined)).toEqual([...SCREENS]);
  });
  it('says how long each stays', () => {
    expect(['20s', '1m', '45', '1s', '99m', 'x', undefined].map(secondsOf)).toEqual([
      20, 60, 45, 5, 600, 20, 20,
    ]);
  });
  it('says after how many minutes numbers are old', () => {
    expect(['1', '0', '99999', 'x', undefined].map(staleMinutes)).toEqual([1, 1, 5, 5, 5]);
  });
});

describe('a key', () => {
  it('is read after # first, and leaves the address', () => {
    expect(keyOf('#key=attain_wall_x', '?every=10s')).toBe('attain_wall_x');
    expect(keyOf('', '?key=attain_wall_y')).toBe('attain_wall_y');
    expect(keyOf('#screen', '')).toBeNull();
    expect(withoutKey('/wall', '?every=10s&key=attain_wall_y')).toBe('/wall?every=10s#screen');
    expect(withoutKey('/wall', '')).toBe('/wall#screen');
  });
});

describe('what is stale', () => {
  const now = 1_000_000;
  const fresh = { heard: now - 1000, lostAt: null, madeAt: now - 1000 };
  it('is nothing while the server is heard and the numbers are new', () => {
    expect(staleness(fresh, now, 5)).toBeNull();
  });
  it('is a line that broke, after a moment', () => {
    expect(staleness({ ...fresh, lostAt: now - 1000 }, now, 5)).toBeNull();
    expect(staleness({ ...fresh, lostAt: now - 6000 }, now, 5)).toBe('line');
  });
  it('is a server that went silent without a word', () => {
    expect(staleness({ ...fresh, heard: now - 60_000 }, now, 5)).toBe('line');
  });
  it('is a number that is older than asked for', () => {
    expect(staleness({ ...fresh, madeAt: now - 5 * 60_000 }, now, 5)).toBe('numbers');
    expect(staleness({ ...fresh, madeAt: null }, now, 5)).toBeNull();
  });
});

describe('words and room', () => {
  it('says a chance in words', () => {
    expect(['0.99', '0.9', '0.7', '0.5', '0.2', '0.1', null].map(chanceWords)).toEqual([
      'Almost certain to make it',
      'Very likely to make it',
      'Likely to make it',
      'It can go either way',
      'It needs more to make it',
      'It needs much more to make it',
      'Not foreseen yet',
    ]);
  });
  it('leaves no name without a place', () => {
    expect(fitting(['a', 'b', 'c'], 3)).toEqual({ shown: ['a', 'b', 'c'], more: 0 });
    expect(fitting(['a', 'b', 'c', 'd'], 3)).toEqual({ shown: ['a', 'b'], more: 2 });
  });
});
