import type { Calibration } from '../api/types';

/** An answer for tests, as the server gives it. */
export const calibration: Calibration = {
  subjects: 52,
  projections: 640,
  again: 0,
  since: '2026-01-05',
  brier: '0.182',
  skill: '0.2',
  pace_skill: '0.25',
  crps: '0.06',
  pace_crps: '0.09',
  bins: [
    {
      from: '0.1',
      to: '0.2',
      count: 12,
      hits: 3,
      said: '0.15',
      happened: '0.25',
      low: '0',
      high: '0.42',
      within: true,
    },
    {
      from: '0.7',
      to: '0.8',
      count: 40,
      hits: 18,
      said: '0.73',
      happened: '0.45',
      low: '0.58',
      high: '0.85',
      within: false,
    },
  ],
  ranges: [{ level: 80, count: 40, inside: 33, share: '0.825', low: '0.68', high: '0.91' }],
  by_past: [
    { past: '0.3', count: 20, brier: '0.2', skill: '0.1', pace_skill: '0.3' },
    { past: '0.7', count: 20, brier: '0.12', skill: '0.4', pace_skill: null },
  ],
  words: ['Of 40 times we said about 73%, 18 came true.', 'Of 12 times we said about 15%, 3 came true.'],
  why: '',
};
