import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Everything in the address that changes what the page shows. All values are plain text, so links can be read. */
const NAMES = [
  'metric',
  'period',
  'as_of',
  'sort',
  'order',
  'q',
  'by',
  'split',
  'curve',
  'receipt',
  'token',
  'next',
  'under',
  'of',
  'state',
  'owner',
  'measure',
  'parent',
  'policy',
  'since',
  'basis',
  'node',
  'every',
  'screens',
  'theme',
  'stale',
  'version',
  'all',
] as const;

export type Search = { [name in (typeof NAMES)[number]]?: string };

/** These stay when one goes to another page. */
export const KEPT: (keyof Search)[] = ['metric', 'period', 'as_of', 'policy'];

export function validateSearch(raw: Record<string, unknown>): Search {
  const out: Search = {};
  for (const name of NAMES) {
    const value = raw[name];
    if (typeof value === 'string' && value !== '') out[name] = value;
  }
  return out;
}

/** The router would read `period=2014` as a number and write quotes around text; plain text stays plain here. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') parameters.set(name, value);
  }
  // These are legal in a query, and a link such as ?receipt=person:275~revenue can then be read aloud.
  const query = parameters.toString().replaceAll('%3A', ':').replaceAll('%7E', '~');
  return query ? `?${query}` : '';
}

/** Reads the search of the current page, and changes parts of it without leaving the page. */
export function useSearchState(): [Search, (change: Search, options?: { replace?: boolean }) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (next: Search, options: { replace?: boolean } = {}) => {
      navigate({
        to: '.',
        search: (previous: Search) => ({ ...previous, ...next }),
        replace: options.replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}
