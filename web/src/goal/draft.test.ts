import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Phrase, Question } from '../api/types';
import {
  answer,
  type Draft,
  edit,
  emptyDraft,
  follow,
  heard,
  keepDraft,
  loadDraft,
  questionsOf,
  type,
} from './draft';
import { blankGoal } from './input';

const phrase = (field: string, text: string): Phrase => ({ start: 0, end: 0, field, text, meaning: '' });
const question = (id: string, field: string): Question => ({ id, field, text: id, why: '', choices: [] });
const typed = (text: string, phrases: Phrase[], questions: Question[] = []): Draft =>
  heard(type(emptyDraft, text), { phrases, questions });
const company = blankGoal('company:acme');

describe('sentence and form', () => {
  it('keeps a person’s words when the form only adds to them', () => {
    const draft = typed('Achieve $500,000', [phrase('value', '$500,000')]);
    const next = edit(draft, { ...company, value: '500000' }, { end: '2027-04-01' });
    expect(next.text).toBe('Achieve $500,000');
    expect(next.writer).toBe('person');
    expect(next.overlay).toEqual({ end: '2027-04-01' });
    expect(follow(next, 'Something else.').text).toBe('Achieve $500,000');
  });

  it('writes the sentence anew when the form says something else', () => {
    const draft = typed('Achieve $500,000', [phrase('value', '$500,000')]);
    const next = edit(draft, { ...company, metric: 'revenue', value: '500000' }, { value: '600000' });
    expect(next.writer).toBe('form');
    expect(next.overlay).toMatchObject({ metric: 'revenue', value: '600000', owner: 'company:acme' });
    expect(next.overlay).not.toHaveProperty('sentence');
    expect(follow(next, 'Revenue of $600,000.').text).toBe('Revenue of $600,000.');
  });

  it('writes the sentence for those who use the form alone', () => {
    const next = edit(emptyDraft, company, { metric: 'revenue' });
    expect(follow(next, 'Acme: revenue.').text).toBe('Acme: revenue.');
  });

  it('lets what is typed later win over the form, and only that', () => {
    const draft = typed('Achieve $500,000', [phrase('value', '$500,000')]);
    const formed = edit(draft, company, { end: '2027-04-01', start: '2027-01-01', why: 'Growth' });
    const next = heard(type(formed, 'Achieve $500,000 by June'), {
      phrases: [phrase('value', '$500,000'), phrase('end', 'by June')],
      questions: [],
    });
    expect(next.overlay).toEqual({ why: 'Growth' });
  });

  it('takes back what was struck out of a sentence that the form wrote', () => {
    const formed = edit(emptyDraft, { ...company, each: 'month', value: '300' }, { metric: 'leads' });
    const written = heard(follow(formed, 'Leads of 300 each month.'), {
      phrases: [phrase('metric', 'Leads'), phrase('value', '300'), phrase('each', 'each month')],
      questions: [],
    });
    expect(written.overlay).toMatchObject({ each: 'month', value: '300', metric: 'leads' });
    const next = heard(type(written, 'Leads of 300.'), {
      phrases: [phrase('metric', 'Leads'), phrase('value', '300')],
      questions: [],
    });
    expect(next.overlay).not.toHaveProperty('each');
    expect(next.overlay).toMatchObject({ value: '300', metric: 'leads' });
  });

  it('keeps a title that somebody wrote, and not one that was made of the sentence', () => {
    expect(edit(emptyDraft, { ...company, title: 'Made' }, { why: 'x' }).overlay.title).toBeUndefined();
    const named = edit(emptyDraft, company, { title: 'Ours' });
    expect(edit(named, { ...company, title: 'Ours' }, { why: 'x' }).overlay.title).toBe('Ours');
  });
});

describe('questions', () => {
  const kind = question('change.kind', 'change.kind');
  const each = question('each', 'each');

  it('stay where they were when they are answered, so that an arrow key does not make them go', () => {
    const draft = typed('Retention by 10 %', [phrase('change', 'by 10 %')], [kind, each]);
    const answered = answer(draft, 'change.kind', 'points');
    const next = heard(answered, { phrases: [phrase('change', 'by 10 %')], questions: [each] });
    expect(next.answers).toEqual({ 'change.kind': 'points' });
    expect(questionsOf(next, [each]).map(({ id }) => id)).toEqual(['change.kind', 'each']);
  });

  it('are asked again when the words that they were about change', () => {
    const draft = answer(
      typed('Retention by 10 %', [phrase('change', 'by 10 %')], [kind]),
      'change.kind',
      'points',
    );
    const next = heard(type(draft, 'Retention by 12 %'), {
      phrases: [phrase('change', 'by 12 %')],
      questions: [],
    });
    expect(next.answers).toEqual({});
    expect(questionsOf(next, [])).toEqual([]);
  });

  it('are not asked about what the form has settled', () => {
    const draft = typed('Retention by 10 %', [phrase('change', 'by 10 %')], [kind, each]);
    const formed: Draft = { ...draft, overlay: { each: 'month' } };
    expect(questionsOf(formed, [kind, each]).map(({ id }) => id)).toEqual(['change.kind']);
    expect(answer(formed, 'each', 'total').overlay).toEqual({});
  });

  it('change nothing when nothing new was heard', () => {
    const draft = typed('Retention', [phrase('metric', 'Retention')]);
    expect(heard(draft, { phrases: [phrase('metric', 'Retention')], questions: [] })).toBe(draft);
  });
});

describe('the memory of the tab', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('gives back what was not saved, and forgets an empty draft', () => {
    const draft = edit(type(emptyDraft, 'Achieve'), company, { why: 'Growth' });
    keepDraft(draft);
    expect(loadDraft()).toEqual(draft);
    keepDraft(emptyDraft);
    expect(loadDraft()).toBe(emptyDraft);
  });

  it('does without storage', () => {
    vi.stubGlobal('sessionStorage', undefined);
    keepDraft(type(emptyDraft, 'x'));
    expect(loadDraft()).toBe(emptyDraft);
  });
});
