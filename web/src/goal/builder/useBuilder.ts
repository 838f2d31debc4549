import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSession } from '../../access/session';
import type { Check, GoalInput, Question, Understanding } from '../../api/types';
import { useMetric } from '../../metric/queries';
import { personNodeId } from '../../org/home';
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
} from '../draft';
import { blankGoal, forServer, isGiven, type Overlay } from '../input';
import { checkQuery, understandQuery } from '../queries';

/** Short enough to feel that it follows, long enough that not every letter is asked about. */
const TYPING_PAUSE_MS = 250;

export interface Builder {
  draft: Draft;
  goal: GoalInput;
  understanding: Understanding | undefined;
  /** What the goal would mean, of the whole goal: sentence and form together. */
  advice: Check | undefined;
  questions: Question[];
  missing: Understanding['missing'];
  /** Nothing is open any more: it can be proposed. */
  isReady: boolean;
  /** An answer is on its way; the old one stays in sight. */
  isThinking: boolean;
  error: unknown;
  write: (text: string) => void;
  choose: (question: string, choice: string) => void;
  change: (overlay: Overlay) => void;
  reset: () => void;
}

/** The goal that somebody is writing, as a sentence and as a form at once. */
export function useBuilder(given: Overlay): Builder {
  const session = useSession();
  const [draft, setDraft] = useState(() => {
    const kept = loadDraft();
    return { ...kept, overlay: { ...kept.overlay, ...given } };
  });
  useEffect(() => keepDraft(draft), [draft]);

  const [text] = useDebouncedValue(draft.text, TYPING_PAUSE_MS);
  const understand = useQuery(
    understandQuery({ text, answers: draft.answers, owner: draft.overlay.owner ?? null }),
  );
  const isBlank = draft.text.trim() === '';
  const understanding = isBlank ? undefined : understand.data;
  const isHeard = !isBlank && text === draft.text && understand.isSuccess && !understand.isPlaceholderData;
  useEffect(() => {
    if (isHeard && understanding) setDraft((old) => (old.text === text ? heard(old, understanding) : old));
  }, [isHeard, understanding, text]);

  const goal = useMemo<GoalInput>(
    () => ({
      ...(understanding?.goal ?? blankGoal(personNodeId(session) ?? session.organisation.node_id)),
      ...draft.overlay,
      sentence: draft.writer === 'person' ? draft.text : '',
    }),
    [understanding, draft.overlay, draft.writer, draft.text, session],
  );

  const isFormed = Object.keys(draft.overlay).length > 0 && goal.metric !== '';
  const countsMoney = useMetric(goal.metric)?.unit === 'money';
  const asked = useMemo(() => forServer(goal, countsMoney), [goal, countsMoney]);
  const [settled] = useDebouncedValue(asked, TYPING_PAUSE_MS);
  const check = useQuery({ ...checkQuery(settled), enabled: isFormed });
  const isChecked = isFormed && settled === asked && check.isSuccess && !check.isPlaceholderData;
  const readback = check.data?.readback ?? '';
  useEffect(() => {
    if (isChecked) setDraft((old) => follow(old, readback));
  }, [isChecked, readback]);

  const advice = isFormed ? check.data : understanding;
  const questions = questionsOf(draft, understanding?.questions ?? []);
  const missing = understanding?.missing.filter((item) => !isGiven(goal, item.field)) ?? [];
  const isOpen = (question: Question) => draft.answers[question.id] === undefined;
  const isSettled = isFormed ? isChecked : isHeard;
  return {
    draft,
    goal,
    understanding,
    advice,
    questions,
    missing,
    isReady:
      isSettled &&
      goal.metric !== '' &&
      advice?.problems.length === 0 &&
      missing.length === 0 &&
      !questions.some(isOpen),
    isThinking: (!isBlank && !isHeard) || (isFormed && !isChecked),
    error: understand.error ?? (isFormed ? check.error : null),
    write: useCallback((next) => setDraft((old) => type(old, next)), []),
    choose: useCallback((question, choice) => setDraft((old) => answer(old, question, choice)), []),
    change: (overlay) => setDraft((old) => edit(old, goal, overlay)),
    reset: useCallback(() => setDraft(emptyDraft), []),
  };
}
