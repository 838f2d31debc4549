import { describe, expect, it } from 'vitest';
import type { MarketMonth } from '../api/types';
import { changeText, indexModel, indexRows } from './model';

const month = (at: string, value: string): MarketMonth => ({ month: at, value, known_on: '2026-02-10' });

describe('the market index', () => {
  it('has the latest month first, each against the year before', () => {
    const rows = indexRows([
      month('2025-01-01', '100'),
      month('2026-01-01', '95'),
      month('2025-12-01', '98'),
    ]);
    expect(rows.map((row) => row.month)).toEqual(['2026-01-01', '2025-12-01', '2025-01-01']);
    expect(rows.map((row) => changeText(row.change))).toEqual(['−5.0 %', '–', '–']);
  });
  it('is drawn from the earliest on', () => {
    const model = indexModel([month('2026-01-01', '95'), month('2025-01-01', '100')]);
    expect(model.csv.map((row) => row[0])).toEqual(['2025-01-01', '2026-01-01']);
    expect(model.start).toBe(1);
    expect(indexModel([]).start).toBe(0);
  });
});
