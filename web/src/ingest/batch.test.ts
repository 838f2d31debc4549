import { describe, expect, it } from 'vitest';
import type { Batch } from '../api/types';
import { progressOf, progressText, stateWord, tookText } from './batch';

const batch = (change: Partial<Batch>) =>
  ({ state: 'running', dry_run: false, rows_read: 500, rows_total: 1000, rate: 250, ...change }) as Batch;

describe('a batch in words', () => {
  it('says how far it is, or that nobody knows', () => {
    expect(progressOf(batch({}))).toBe(0.5);
    expect(progressOf(batch({ rows_total: null, bytes_read: 30, bytes_total: 120 }))).toBe(0.25);
    expect(progressOf(batch({ rows_total: null, bytes_total: 0 }))).toBeNull();
    expect(progressText(batch({}))).toBe('500 of 1,000 rows, 250 a second');
    expect(progressText(batch({ rows_total: null, rate: 0 }))).toBe('500 rows');
  });

  it('marks a dry run', () => {
    expect(stateWord(batch({ state: 'done', dry_run: true }))).toBe('Done (dry run)');
  });

  it('knows how long it took', () => {
    expect(tookText(batch({}))).toBeNull();
    const times = { started_at: '2014-01-31T10:00:00Z', finished_at: '2014-01-31T10:00:04Z' };
    expect(tookText(batch(times))).toBe('4 s');
  });
});
