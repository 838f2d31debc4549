import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch, validateSearch } from './search';

describe('the search of the address', () => {
  it('keeps a year as text', () => {
    expect(validateSearch(parseSearch('?period=2014'))).toEqual({ period: '2014' });
  });

  it('writes links that can be read', () => {
    expect(stringifySearch({ period: '2013-11-30..2014-03-01', receipt: 'person:275~revenue' })).toBe(
      '?period=2013-11-30..2014-03-01&receipt=person:275~revenue',
    );
  });

  it('drops empty values and names it does not know', () => {
    expect(validateSearch({ q: '', unknown: 'x', sort: 'gap' })).toEqual({ sort: 'gap' });
    expect(stringifySearch({ q: undefined, sort: 'gap' })).toBe('?sort=gap');
  });

  it('survives signs that have a meaning in an address', () => {
    const search = { q: 'A & B = 100%' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });
});
