import { describe, expect, it } from 'vitest';
import type { LeaderOwn } from './queries';
import { boardNote, ownSentences, rangeText, valueText } from './words';

const own: LeaderOwn = {
  node: { id: 'person:1', kind: 'person', source_id: '1', name: 'Ana' },
  value: '0.45',
  attainment: '0.45',
  band: 3,
  out: '',
  status: 'at_risk',
  above: 2,
  level: 1,
  below: 1,
  step: { up: '0.207', amount: '18630', band: 2, unit: 'money' },
};

describe('where one stands', () => {
  it('says place and distance', () => {
    expect(ownSentences(own, 'attainment', 'EUR')).toEqual([
      'You have 45% of the target.',
      '2 are clearly ahead, 1 is level, 1 is clearly behind.',
      'About 21 pp of the target (€18,630) more to come into band 2.',
    ]);
  });
  it('says when nobody is ahead', () => {
    expect(ownSentences({ ...own, above: 0, band: 1, step: null }, 'teamwork', 'EUR')).toEqual([
      'Your team has 45% of the target.',
      'Nobody is clearly ahead.',
    ]);
  });
  it('tells nothing of others where nothing is shown', () => {
    expect(
      ownSentences({ ...own, above: null, level: null, below: null, step: null }, 'attainment', 'EUR'),
    ).toHaveLength(1);
  });
  it('says why somebody is not compared', () => {
    expect(ownSentences({ ...own, value: null, out: 'not_whole' }, 'attainment', 'EUR')).toEqual([
      'You are not compared: not there for the whole period.',
    ]);
  });
});

describe('a band', () => {
  it('reaches from the lowest to the highest', () => {
    expect(rangeText('attainment', { low: '0.8847', high: '1.0551' })).toBe('88% to 106%');
    expect(rangeText('attainment', { low: '0.8847', high: '0.8847' })).toBe('88%');
  });
  it('is told in points for improvement', () => {
    expect(valueText('improvement', '-0.1')).toContain('−10');
  });
  it('says why there is none', () => {
    expect(boardNote({ why: '', close: true, leading: false, display: 'named', bands: [] })).toContain(
      'Too close',
    );
    expect(boardNote({ why: 'few', close: false, leading: false, display: 'named', bands: [] })).toBe('few');
    expect(boardNote({ why: '', close: false, leading: false, display: 'off', bands: [] })).toContain(
      'does not show',
    );
  });
});
