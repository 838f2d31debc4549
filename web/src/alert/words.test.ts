import { describe, expect, it } from 'vitest';
import type { Alert } from '../api/types';
import { bellCount, bellLabel, byDay, dayOf, linkParts } from './words';

const at = (id: string, made_at: string) => ({ id, made_at }) as Alert;

describe('the bell', () => {
  it('says in words what its number shows', () => {
    expect([0, 1, 7].map(bellLabel)).toEqual([
      'Alerts: nothing new',
      'Alerts: 1 is new',
      'Alerts: 7 are new',
    ]);
  });
  it('shows a number that fits', () => {
    expect([1, 99, 100, 12000].map(bellCount)).toEqual(['1', '99', '99+', '99+']);
  });
});

describe('a link of the server', () => {
  it('is a path and a query', () => {
    expect(linkParts('/n/person:7?metric=revenue&period=2026-Q4')).toEqual({
      to: '/n/person:7',
      search: { metric: 'revenue', period: '2026-Q4' },
    });
    expect(linkParts('/goals/1')).toEqual({ to: '/goals/1', search: {} });
  });
});

describe('alerts by day', () => {
  it('goes by the day of the organisation, not of the browser', () => {
    expect(dayOf('2026-11-21T23:30:00Z', 'Europe/Brussels')).toBe('2026-11-22');
    expect(dayOf('2026-11-21T23:30:00Z', 'America/New_York')).toBe('2026-11-21');
  });
  it('keeps the order and puts neighbours together', () => {
    const list = [
      at('c', '2026-11-22T09:00:00Z'),
      at('b', '2026-11-22T08:00:00Z'),
      at('a', '2026-11-20T08:00:00Z'),
    ];
    expect(byDay(list, 'UTC').map((d) => [d.day, d.alerts.map((a) => a.id).join('')])).toEqual([
      ['2026-11-22', 'cb'],
      ['2026-11-20', 'a'],
    ]);
    expect(byDay([], 'UTC')).toEqual([]);
  });
});
