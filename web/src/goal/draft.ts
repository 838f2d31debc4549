/** What somebody has written in the goal builder and not yet saved: one state, changed only by these functions. */
import type { GoalInput, Question, Understanding } from '../api/types';
import { changedFields, fieldsOf, giveWay, isSet, type Overlay, type Said, saidIn } from './input';

export interface Draft {
  text: string;
  /** Whose words the text is: a text that the form wrote may be written again. */
  writer: 'person' | 'form';
  answers: Record<string, string>;
  /** Every question met so far, so that an answer can be seen and changed. */
  asked: Question[];
  overlay: Overlay;
  /** What the text said of each field when it was last understood; null before that. */
  said: Said | null;
}

export const emptyDraft: Draft = {
  text: '',
  writer: 'person',
  answers: {},
  asked: [],
  overlay: {},
  said: null,
};

export function isEmpty(draft: Draft): boolean {
  return draft.text.trim() === '' && Object.keys(draft.overlay).length === 0;
}

export function type(draft: Draft, text: string): Draft {
  if (text.trim() !== '') return { ...draft, text, writer: 'person' };
  // An empty sentence says nothing, so nothing that was asked about it stands either.
  return { ...draft, text, writer: 'person', answers: {}, asked: [], said: {} };
}

export function answer(draft: Draft, question: string, choice: string): Draft {
  const field = draft.asked.find((asked) => asked.id === question)?.field;
  const overlay = field === undefined ? draft.overlay : giveWay(draft.overlay, [field]);
  return { ...draft, overlay, answers: { ...draft.answers, [question]: choice } };
}

/**
 * The form says something. Words of a person stay as long as all they say still holds; otherwise the whole goal
 * moves into the overlay, and the text is written from it.
 */
export function edit(draft: Draft, goal: GoalInput, change: Overlay): Draft {
  const contradicts = Object.keys(change).some((field) => fieldsOf(field).some((f) => draft.said?.[f]));
  const byForm = draft.writer === 'form' || draft.text.trim() === '' || contradicts;
  if (!byForm) return { ...draft, overlay: { ...draft.overlay, ...change } };
  // The title that the server made of the sentence is no word of the form: it changes with the goal.
  const { sentence: _sentence, title: _title, ...whole } = goal;
  const { title } = draft.overlay;
  return { ...draft, writer: 'form', overlay: { ...whole, ...(title && { title }), ...change } };
}

/** The sentence follows the form. */
export function follow(draft: Draft, readback: string): Draft {
  return draft.writer === 'form' && readback !== '' && readback !== draft.text
    ? { ...draft, text: readback, answers: {}, asked: [] }
    : draft;
}

/** The server has understood the text as it stands now. */
export function heard(draft: Draft, understanding: Pick<Understanding, 'phrases' | 'questions'>): Draft {
  const said = saidIn(understanding.phrases);
  if (draft.writer === 'form') return { ...draft, said };
  const changed = draft.said === null ? [] : changedFields(draft.said, said);
  const stale = new Set(changed.flatMap(fieldsOf).map(String));
  const isStale = (question: Question) => fieldsOf(question.field).some((field) => stale.has(field));
  const met = new Map(understanding.questions.map((question) => [question.id, question]));
  const kept = draft.asked.filter((question) => !isStale(question) || met.has(question.id));
  const asked = [
    ...kept.map((question) => met.get(question.id) ?? question),
    ...understanding.questions.filter((question) => !kept.some((old) => old.id === question.id)),
  ];
  const staleIds = new Set(draft.asked.filter(isStale).map((question) => question.id));
  const answers = Object.fromEntries(Object.entries(draft.answers).filter(([id]) => !staleIds.has(id)));
  const next = { ...draft, said, asked, answers, overlay: giveWay(draft.overlay, changed) };
  return JSON.stringify(next) === JSON.stringify(draft) ? draft : next;
}

/** What to ask now, in the order of first asking: open questions, and answered ones that can be changed. */
export function questionsOf(draft: Draft, open: Question[]): Question[] {
  const openIds = new Set(open.map((question) => question.id));
  return draft.asked.filter(
    (question) =>
      (openIds.has(question.id) || draft.answers[question.id] !== undefined) &&
      !isSet(draft.overlay, question.field),
  );
}

const KEY = 'attain-goal-draft';

/** Unsaved words survive a reload of the page, in this tab only. */
export function loadDraft(): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Draft | null;
    return kept === null ? emptyDraft : { ...emptyDraft, ...kept };
  } catch {
    return emptyDraft;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    if (isEmpty(draft)) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Storage can be blocked or full; the page then works as before, without the memory.
  }
}
