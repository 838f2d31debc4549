import { describe, expect, it } from 'vitest';
import type { Figures } from '../api/types';
import { bulletOf, bulletScale } from './bullet';

const figures = (attainment: string | null, share?: string) =>
  ({ attainment, pace: share ? [{ share }] : [] }) as unknown as Figures;

describe('the bullet bar', () => {
  it('gives all rows of a table one scale, bounded against outliers', () => {
    expect(bulletScale([figures('0.4'), figures(null)])).toBe(1);
    expect(bulletScale([figures('0.4'), figures('1.5')])).toBe(1.5);
    expect(bulletScale([figures('9.9')])).toBe(2);
  });

  it('places bar, expectation and 100 % on that scale', () => {
    expect(bulletOf(figures('1.2', '0.5'), 2)).toEqual({ bar: 0.6, marker: 0.25, full: 0.5 });
    expect(bulletOf(figures('0.5'), 1)).toEqual({ bar: 0.5, marker: null, full: null });
    expect(bulletOf(figures('-0.5'), 1)?.bar).toBe(0);
  });

  it('is empty without a target', () => {
    expect(bulletOf(figures(null), 1)).toBeNull();
  });
});
