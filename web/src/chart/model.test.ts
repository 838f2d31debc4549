import { describe, expect, it } from 'vitest';
import { type ChartModel, describePoint, moveCursor } from './model';

const model: ChartModel = {
  columns: ['Day', 'Actual', 'Plan'],
  rows: [['Jan 1', '$1', '$2']],
  csv: [],
  start: 0,
  option: () => ({}),
};

describe('the cursor of a chart', () => {
  it('says a point in words', () => {
    expect(describePoint(model, 0)).toBe('Jan 1: Actual $1, Plan $2');
    expect(describePoint(model, 9)).toBe('');
  });

  it('walks the points and stays inside', () => {
    expect(moveCursor('ArrowRight', 3, 10)).toBe(4);
    expect(moveCursor('ArrowLeft', 0, 10)).toBe(0);
    expect(moveCursor('PageUp', 0, 90)).toBe(9);
    expect(moveCursor('Home', 50, 90)).toBe(0);
    expect(moveCursor('End', 0, 90)).toBe(89);
    expect(moveCursor('Tab', 0, 90)).toBeNull();
  });
});
