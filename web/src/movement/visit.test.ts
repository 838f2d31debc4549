import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from './visit';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

test('the last visit is the one before today, however often the page is opened today', () => {
  expect(visit('person:1', '2026-11-20')).toBeNull();
  expect(visit('person:1', '2026-11-22')).toBe('2026-11-20');
  expect(visit('person:1', '2026-11-22')).toBe('2026-11-20');
  expect(visit('person:2', '2026-11-22')).toBeNull();
});

test('without storage there is no last visit', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(visit('person:1', '2026-11-22')).toBeNull();
});
