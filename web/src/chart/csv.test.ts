import { describe, expect, it } from 'vitest';
import { csvCell, toCsv } from './csv';

describe('CSV', () => {
  it.each(['=1+1', '+cmd', '@SUM(A1)', '-2+3', '\t=1'])(
    'makes %j text, so that no spreadsheet runs it',
    (value) => {
      expect(csvCell(value).replaceAll('"', '').startsWith("'")).toBe(true);
    },
  );

  it('leaves negative numbers numbers', () => {
    expect(csvCell('-12.5')).toBe('-12.5');
  });

  it('quotes commas, quotes and line ends', () => {
    expect(toCsv(['Name', 'Note'], [['Doe, Jane', 'said "yes"']])).toBe(
      'Name,Note\r\n"Doe, Jane","said ""yes"""',
    );
  });
});
