import { describe, expect, it } from 'vitest';
import type { Goal, Phrase } from '../api/types';
import { elapsedShare, goalBar } from './bar';
import { type Circles, goalFilter, goalParameters } from './filter';
import { blankGoal, changedFields, fieldsOf, forServer, isGiven, isSet, loosened, saidIn } from './input';
import { segments } from './phrases';
import { goalRows } from './tree';
import { demandText } from './words';

const phrase = (start: number, end: number, text: string, field = 'value'): Phrase => ({
  start,
  end,
  text,
  field,
  meaning: '',
});

describe('marked phrases', () => {
  const pieces = (text: string, phrases: Phrase[]) =>
    segments(text, phrases).map((piece) => (piece.phrase ? `[${piece.text}]` : piece.text));

  it('cut the text at each phrase, in the order of the text', () => {
    const text = 'Achieve $500k in revenue';
    expect(pieces(text, [phrase(17, 24, 'revenue', 'metric'), phrase(8, 13, '$500k')])).toEqual([
      'Achieve ',
      '[$500k]',
      ' in ',
      '[revenue]',
    ]);
    expect(pieces('', [])).toEqual([]);
  });

  it('count characters, not halves of them', () => {
    expect(pieces('🚴 sell 5 bikes', [phrase(7, 8, '5')])).toEqual(['🚴 sell ', '[5]', ' bikes']);
  });

  it('leave out what no longer stands there while somebody types on', () => {
    expect(pieces('Achieve $600k', [phrase(8, 13, '$500k')])).toEqual(['Achieve $600k']);
    expect(pieces('abc', [phrase(0, 2, 'ab'), phrase(1, 3, 'bc')])).toEqual(['[ab]', 'c']);
  });
});

describe('the fields of a goal', () => {
  const goal = blankGoal('team:1');

  it('go together as a sentence says them', () => {
    expect(fieldsOf('change.kind')).toContain('value');
    expect(fieldsOf('guards[0].value')).toEqual(['guards']);
    expect(fieldsOf('end')).toEqual(['start', 'end']);
    expect(saidIn([phrase(0, 1, 'at most', 'aim'), phrase(0, 1, '8 %')])).toEqual({ aim: 'at most 8 %' });
    expect(changedFields({ aim: '8 %', metric: 'x' }, { aim: '9 %', end: 'June' })).toEqual([
      'aim',
      'metric',
      'end',
    ]);
  });

  it('are set by the form each for itself; a currency is no amount', () => {
    expect(isSet({ currency: 'EUR' }, 'value')).toBe(false);
    expect(isSet({ currency: 'EUR' }, 'currency')).toBe(true);
    expect(isSet({ end: '2027-01-01' }, 'start')).toBe(true);
  });

  it('are known to be given or not', () => {
    expect(isGiven(goal, 'owner')).toBe(true);
    expect(isGiven(goal, 'value')).toBe(false);
    expect(isGiven({ ...goal, value: '0' }, 'value')).toBe(true);
    expect(isGiven({ ...goal, start: '2027-01-01' }, 'end')).toBe(false);
    expect(isGiven({ ...goal, checks: ['2027-01-01'] }, 'checks')).toBe(true);
  });

  it('say when a change makes a goal easier', () => {
    const before = { ...goal, metric: 'revenue', value: '500', end: '2027-04-01' };
    expect(loosened(before, { ...before, value: '600' })).toEqual([]);
    expect(loosened(before, { ...before, value: '400', end: '2027-05-01' })).toEqual([
      'the value falls',
      'the deadline moves out',
    ]);
    const limit = { ...before, aim: 'at_most' as const };
    expect(loosened(limit, { ...limit, value: '400' })).toEqual([]);
    expect(loosened(limit, { ...limit, value: '600' })).toEqual(['the limit rises']);
  });

  it('go to the server without empty rows, and without money where none is counted', () => {
    const sent = forServer(
      {
        ...goal,
        title: ' Ours ',
        actions: ['Call', ' ', ''],
        checks: ['2027-02-01', '', '2027-01-01', '2027-02-01'],
        guards: [{ metric: '', scope: [], aim: 'at_most', value: null, upper: null }],
        upper: '3',
        currency: 'USD',
        rates: 'plan',
      },
      false,
    );
    expect(sent).toMatchObject({
      title: 'Ours',
      actions: ['Call'],
      checks: ['2027-01-01', '2027-02-01'],
      guards: [],
      upper: null,
      currency: null,
      rates: '',
    });
  });

  it('are said in words', () => {
    expect(demandText({ aim: 'at_most', value: '0.08', upper: null }, 'share', null)).toBe('at most 8%');
    expect(demandText({ aim: 'between', value: '10', upper: '20' }, 'count', null)).toBe('between 10 and 20');
    expect(demandText({ aim: 'at_least', value: null, upper: null }, 'count', null)).toBe('no value yet');
  });
});

describe('the filter in the address', () => {
  const rep: Circles = { mine: 'person:1', team: 'team:2', company: 'company:acme' };

  it('starts with the own goals that live, and falls back where the address makes no sense', () => {
    expect(goalFilter({}, rep)).toMatchObject({ circle: 'mine', state: 'open' });
    expect(goalFilter({}, { company: 'company:acme' }).circle).toBe('company');
    expect(goalFilter({ of: 'mine', state: 'nonsense' }, { company: 'c' })).toMatchObject({
      circle: 'company',
      state: 'open',
    });
  });

  it('asks the server for the circle, or for one owner instead', () => {
    expect(goalParameters(goalFilter({}, rep), rep)).toMatchObject({ owner: 'person:1', under: undefined });
    expect(goalParameters(goalFilter({ of: 'team', state: 'closed' }, rep), rep)).toMatchObject({
      owner: undefined,
      under: 'team:2',
      state: 'closed',
    });
    expect(goalParameters(goalFilter({}, rep), rep).state).toBe('draft,proposed,accepted,active');
    expect(goalParameters(goalFilter({ state: 'all' }, rep), rep).state).toContain('withdrawn');
    expect(goalParameters(goalFilter({ of: 'team', owner: 'person:9' }, rep), rep)).toMatchObject({
      owner: 'person:9',
      under: undefined,
    });
    expect(goalParameters(goalFilter({ of: 'company', measure: 'churn' }, rep), rep).metric).toBe('churn');
  });
});

describe('the tree of goals', () => {
  const item = (id: string, parent: string | null): Goal =>
    ({ id, parent: parent === null ? null : { id: parent, title: '' } }) as Goal;
  const shown = (goals: Goal[], closed: string[] = []) =>
    goalRows(goals, new Set(closed)).map(
      ({ goal, depth, below }) => `${'-'.repeat(depth)}${goal.id}:${below}`,
    );

  it('puts parts under what they are a part of, whatever the order', () => {
    expect(shown([item('rep', 'team'), item('company', null), item('team', 'company')])).toEqual([
      'company:2',
      '-team:1',
      '--rep:0',
    ]);
  });

  it('counts what a closed branch hides', () => {
    const goals = [item('company', null), item('team', 'company'), item('rep', 'team')];
    expect(shown(goals, ['company'])).toEqual(['company:2']);
  });

  it('starts anew where the parent is not in the list, and survives a circle', () => {
    expect(shown([item('a', 'elsewhere')])).toEqual(['a:0']);
    expect(shown([item('a', 'b'), item('b', 'a')])).toEqual(['a:1', '-b:0']);
    expect(shown([item('a', 'a')])).toEqual(['a:0']);
  });
});

describe('the bar of a goal', () => {
  const of = (goal: object, standing: object, shape = 'sum', direction = 'higher') =>
    goalBar(
      {
        goal: { ...blankGoal(''), start: '2027-01-01', end: '2027-01-11', ...goal },
        standing: {
          actual: null,
          target: null,
          progress: null,
          attainment: null,
          met_steps: 0,
          due_steps: 0,
          owners: [],
          filling: null,
          ...standing,
        },
        metric_view: { shape, direction },
      } as unknown as Goal,
      '2027-01-05',
    );

  it('marks where a growing sum should stand', () => {
    expect(of({}, { attainment: '0.4' })).toMatchObject({ bar: 0.4, marker: 0.5, full: null, of: 'goal' });
    expect(elapsedShare('2027-01-01', '2027-01-11', '2026-01-01')).toBe(0);
    expect(elapsedShare('', '', '2026-01-01')).toBeNull();
  });

  it('measures a rate by its way from the start, and a sum by the goal', () => {
    const both = { progress: '0.23', attainment: '0.7' };
    expect(of({}, both, 'ratio')).toMatchObject({ bar: 0.23, marker: null, of: 'way' });
    expect(of({}, both)).toMatchObject({ bar: 0.7, of: 'goal' });
    expect(of({}, { progress: '-0.86' }, 'ratio')).toMatchObject({ bar: 0, share: -0.86 });
  });

  it('shows how much of a limit is used', () => {
    const used = { actual: '0.03', target: '0.08', attainment: '2.64' };
    expect(of({}, used, 'ratio', 'lower')).toMatchObject({ of: 'limit', share: 0.375, full: null });
    expect(of({ aim: 'at_most' }, { actual: '12', target: '8' })).toMatchObject({ bar: 1, full: 8 / 12 });
    expect(of({ aim: 'at_most' }, { actual: '12', target: '0' })).toBeNull();
    expect(of({ aim: 'between' }, { attainment: '0.5' })).toBeNull();
  });

  it('counts the periods that were met, and the people who reached it', () => {
    const periods = { met_steps: 3, due_steps: 4 };
    expect(of({ each: 'week' }, periods)).toMatchObject({ bar: 0.75, marker: null, met: 3, due: 4 });
    expect(of({ each: 'week' }, {})).toBeNull();
    const owners = [{}, {}, {}];
    const people = { ...periods, owners, attainment: '0.6667' };
    expect(of({ each: 'week' }, people)).toMatchObject({ of: 'people', met: 2, due: 3 });
  });

  it('shows the whole where the bar goes beyond it, and nothing without a number', () => {
    expect(of({}, { attainment: '1.6' })).toMatchObject({ bar: 1, full: 1 / 1.6 });
    expect(of({}, { attainment: '-0.2' })).toMatchObject({ bar: 0 });
    expect(of({}, {})).toBeNull();
  });

  it('shows nothing while it is being counted, also of a goal that each person has', () => {
    const owners = [{}, {}, {}];
    expect(of({}, { filling: '0.37', owners })).toBeNull();
    expect(of({ each: 'week' }, { filling: '0.37', met_steps: 3, due_steps: 4 })).toBeNull();
  });
});
