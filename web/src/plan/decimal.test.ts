import { describe, expect, it } from 'vitest';
import { clipboardCells, fromWire, parseEntry, separatorsOf, toWire } from './decimal';

const english = { decimal: '.', group: ',' };
const german = { decimal: ',', group: '.' };

describe('the wire', () => {
  it.each(['0', '1', '1234.5', '0.0001', '-3.25', '922337203685477.5807'])('keeps %s', (text) => {
    expect(toWire(fromWire(text))).toBe(text);
  });
});

describe('what people type', () => {
  it.each([
    ['1200', english, 12_000_000n],
    ['1,200.50', english, 12_005_000n],
    ['€ 1.200,50', german, 12_005_000n],
    ['1.5k', english, 15_000_000n],
    ['2m', english, 20_000_000_000n],
    ['12 000', english, 120_000_000n],
    ['0', english, 0n],
  ])('reads %s', (text, separators, value) => {
    expect(parseEntry(text, separators)).toEqual({ kind: 'value', value });
  });

  it.each(['', '  ', '–'])('reads "%s" as no target', (text) => {
    expect(parseEntry(text, english)).toEqual({ kind: 'none' });
  });

  it.each([
    ['abc', english],
    ['1.2.3', english],
    ['1.200.5', english],
    ['1,20', english], // a German 1.2?
    ['1.20', german],
    ['-5', english],
    ['0.00001', english],
  ])('does not guess %s', (text, separators) => {
    expect(parseEntry(text, separators).kind).toBe('wrong');
  });
});

it('knows the separators of a locale', () => {
  expect(separatorsOf('en-US')).toEqual(english);
  expect(separatorsOf('de-DE')).toEqual(german);
});

it('divides a clipboard into cells', () => {
  expect(clipboardCells('1\t2\r\n3\t\r\n')).toEqual([
    ['1', '2'],
    ['3', ''],
  ]);
});
