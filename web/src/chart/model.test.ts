import { describe, expect, it } from 'vitest';
import { type ChartModel, describePoint, moveCursor, nearestPoint } from './model';

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

describe('nearestPoint', () => {
  const rows = [['a'], ['b'], ['c']];
  it('counts points where they have no places of their own', () => {
    expect([-1, 0.6, 9].map((at) => nearestPoint({ rows }, at))).toEqual([0, 1, 2]);
  });
  it('finds the nearest of their places', () => {
    expect([0, 14, 90].map((at) => nearestPoint({ rows, places: [5, 10, 40] }, at))).toEqual([0, 1, 2]);
  });
});
