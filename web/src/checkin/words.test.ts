import { expect, test } from 'vitest';
import type { AgendaLine, NodeRef } from '../api/types';
import { formerOf, linesOf, nextOf, openFirst, progressOf, stateOf } from './words';

test('a section keeps the order of its lines', () => {
  const line = (section: string, text: string) => ({ section, text }) as AgendaLine;
  const lines = [line('changed', 'b'), line('risk', 'x'), line('changed', 'a')];
  expect(linesOf(lines, 'changed').map((l) => l.text)).toEqual(['b', 'a']);
  expect(linesOf(lines, 'recognition')).toEqual([]);
});

test('a date that has passed is late, and no rhythm is no date', () => {
  expect(nextOf({ next: '2026-11-10' }, '2026-11-11')).toMatchObject({ late: true });
  expect(nextOf({ next: '2026-11-11' }, '2026-11-11')).toEqual({ text: 'today', late: false });
  expect(nextOf({ next: '2026-11-12' }, '2026-11-11')?.late).toBe(false);
  expect(nextOf({ next: null }, '2026-11-11')).toBeNull();
});

test('what is overdue comes first, what is settled last', () => {
  const list = [
    { state: 'done', due: '2026-11-01' },
    { state: 'open', due: '2026-11-20' },
    { state: 'open', due: '2026-11-12' },
    { state: 'overdue', due: '2026-11-05' },
  ] as const;
  expect(openFirst(list).map((c) => c.due)).toEqual(['2026-11-05', '2026-11-12', '2026-11-20', '2026-11-01']);
});

test('a number says how far it is, and nothing known is not 0', () => {
  const c = { metric: 'demos', metric_name: 'Demos', unit: 'count', value: '10', measured: '6' };
  expect(progressOf(c, 'EUR')).toBe('Demos: 6 of 10');
  expect(progressOf({ ...c, measured: null }, 'EUR')).toBe('Demos: nothing known yet of 10');
  expect(progressOf({ ...c, metric: '', value: null }, 'EUR')).toBeNull();
});

test('a verdict never goes by colour alone', () => {
  for (const state of ['open', 'overdue', 'done', 'missed', 'dropped'] as const) {
    expect(stateOf({ state }).word).toBe(state);
  }
});

test('former managers are those who led the reader, and lead him no more', () => {
  const who = (id: string) => ({ id, name: id }) as NodeRef;
  const history = [
    { with: who('person:now'), leads: false, shared: false },
    { with: who('person:then'), leads: false, shared: false },
    { with: who('person:then'), leads: false, shared: false },
    { with: who('person:report'), leads: true, shared: false },
    { with: who('person:shared'), leads: false, shared: true },
  ];
  expect(formerOf(history, 'person:now').map((person) => person.id)).toEqual(['person:then']);
});
