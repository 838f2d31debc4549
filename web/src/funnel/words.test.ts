import { describe, expect, it } from 'vitest';
import type { Funnel, FunnelStep } from '../api/types';
import { answer, mixWords, rateNote, speedName } from './words';

const rate = { some: 20, all: 100, value: '0.2', low: '0.1334', high: '0.2888', shrunk: null };
const step = {
  from: 'Demo',
  to: 'Proposal',
  rate,
  before: { ...rate, value: '0.3' },
  peers: '0.5',
  missed: { deals: '2.183', worth: '36094.1', from: 'peers' },
} as FunnelStep;
const node = { name: 'Italy' } as Funnel['node'];

describe('the funnel in words', () => {
  it('names the step that costs most, and what it is held against', () => {
    const text = answer({ steps: [step], worst: 0, currency: 'EUR', node });
    expect(text).toContain('From Demo to Proposal: 20% come through, against 50% of others of its kind');
    expect(text).toContain('2.2 won deals less');
    const before = { ...step, missed: { ...step.missed, from: 'before' } } as FunnelStep;
    expect(answer({ steps: [before], worst: 0, currency: 'EUR', node })).toContain(
      'against 30% of the same months',
    );
  });

  it('says that nothing stands out, and that there is nothing', () => {
    expect(answer({ steps: [step], worst: null, currency: 'EUR', node })).toMatch(/^No step stands out/);
    expect(answer({ steps: [], worst: null, currency: 'EUR', node })).toMatch(/^No leads or opportunities/);
  });

  it('says how sure a rate is', () => {
    expect(rateNote(rate)).toBe('20 of 100; surely 13% to 29%');
    expect(rateNote({ ...rate, all: 0, value: null })).toBe('nothing to make it of');
  });

  it('names times to an answer', () => {
    const band = (from: number, to: number | null, never = false) =>
      speedName({ from, to, never, rate } as Funnel['speeds'][number]);
    expect([band(0, 0), band(1, 1), band(2, 3), band(8, null), band(0, null, true)]).toEqual([
      'On the same day',
      'On the next day',
      'After 2 to 3 days',
      'After 8 days or more',
      'Not answered yet',
    ]);
  });

  it('sets the adjusted rate beside the raw one', () => {
    const won = { window: 105, rate, before: rate, adjusted: '0.25', against: 'normal' } as Funnel['won'];
    expect(mixWords(won)).toContain('25% instead of 20%');
    expect(mixWords({ ...won, adjusted: null })).toBeNull();
  });
});
