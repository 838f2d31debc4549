import { describe, expect, it } from 'vitest';
import type { Calibration } from '../api/types';
import { light } from '../app/palette';
import { brierWords, calibrationModel, filledBins, rangeSentence, skillWords } from './calibration';
import { calibration } from './fixture';

describe('how good the chances were', () => {
  it('puts each bin beside what happened, with its interval', () => {
    const model = calibrationModel(calibration);
    expect(model.columns).toEqual(['We said', 'How often', 'On average', 'Came true', 'If right', 'Fits']);
    expect(model.rows[0]).toEqual(['10% to 20%', '12', '15%', '25% (3)', '0% to 42%', 'yes']);
    expect(model.rows[1]).toEqual(['70% to 80%', '40', '73%', '45% (18)', '58% to 85%', 'no']);
    expect(model.csv[0]).toEqual(['0.1', '0.2', '12', '3', '0.15', '0.25', '0', '0.42', 'yes']);
  });

  it('draws a dot and its interval for each bin, the diagonal being what was said', () => {
    const option = calibrationModel(calibration).option(light, 800) as {
      series: { name: string; data: unknown[]; markLine?: { data: { coord: number[] }[][] } }[];
    };
    const [said, happened] = option.series;
    expect(said?.data).toEqual([0.15, 0.73]);
    expect(happened?.data).toMatchObject([{ value: 0.25 }, { value: 0.45 }]);
    expect(happened?.markLine?.data.map((pair) => pair.map((end) => end.coord))).toEqual([
      [
        [0, 0],
        [0, 0.42],
      ],
      [
        [1, 0.58],
        [1, 0.85],
      ],
    ]);
  });

  it('says ranges in cases', () => {
    const [range] = calibration.ranges;
    if (!range) throw new Error('the fixture has a range');
    expect(rangeSentence(range)).toBe(
      'What was to hold in 8 of 10 cases held in 33 of 40 (83%); so few cases allow for 68% to 91%.',
    );
    expect(rangeSentence({ ...range, level: 95 })).toContain('19 of 20 cases');
    expect(rangeSentence({ ...range, level: 70 })).toContain('70% of the cases');
  });

  it('says skill as a part of the errors', () => {
    expect(skillWords('0.2')).toBe('a fifth better');
    expect(skillWords('-0.07')).toBe('7% worse');
    expect(skillWords('0.001')).toBe('as good');
    expect(skillWords(null)).toBeNull();
    expect(brierWords('0.182')).toBe('0.18');
  });

  it('has no row where nothing came true or failed yet', () => {
    const none: Calibration = {
      ...calibration,
      bins: [],
      ranges: [],
      by_past: [],
      words: [],
      why: 'Nothing ended yet.',
    };
    expect(calibrationModel(none).rows).toEqual([]);
    const [first] = calibration.bins;
    if (!first) throw new Error('the fixture has a bin');
    expect(filledBins({ bins: [{ ...first, count: 0, hits: 0 }, first] })).toEqual([first]);
  });
});
