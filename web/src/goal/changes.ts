/** What somebody changed in a goal, from one version to the next, in words. */
import type { Goal, GoalEvent, GoalInput, GoalVersion, Metric } from '../api/types';
import { format } from '../format';
import { EACH, goalDemand, lastDay, RATES } from './words';

export interface FieldChange {
  field: string;
  from: string;
  to: string;
}

const NOTHING = 'nothing';

/** Each field with how it reads; what reads the same has not changed for a reader. */
const READERS: [name: string, read: (goal: GoalInput, metric: Metric, currency: string | null) => string][] =
  [
    ['Title', (goal) => goal.title],
    ['Owner', (goal) => goal.owner + (goal.each_owner ? ', each person' : '')],
    ['Metric', (goal) => goal.metric],
    ['Only of', (goal) => goal.scope.join(', ')],
    ['Value', (goal, metric, currency) => goalDemand({ ...goal, each: '' }, metric, currency)],
    ['Counted over', (goal) => EACH.find((item) => item.value === goal.each)?.label ?? goal.each],
    ['First day', (goal) => (goal.start === '' ? '' : format.day(goal.start))],
    ['Last day', (goal) => (goal.end === '' ? '' : format.day(lastDay(goal.end)))],
    ['Currency', (goal) => goal.currency ?? ''],
    ['Rates', (goal) => RATES.find((item) => item.value === goal.rates)?.label ?? goal.rates],
    ['Part of', (goal) => goal.parent ?? ''],
    [
      'Guardrails',
      (goal) => goal.guards.map((guard) => `${guard.metric} ${guard.aim} ${guard.value}`).join(', '),
    ],
    ['Why', (goal) => goal.why],
    ['Actions', (goal) => goal.actions.join('; ')],
    ['Days to look at it', (goal) => goal.checks.map((day) => format.day(day)).join(', ')],
  ];

export function changesBetween(
  before: GoalInput,
  after: GoalInput,
  metric: Metric,
  currency: string | null,
): FieldChange[] {
  return READERS.flatMap(([field, read]) => {
    const [from, to] = [read(before, metric, currency), read(after, metric, currency)];
    return from === to ? [] : [{ field, from: from || NOTHING, to: to || NOTHING }];
  });
}

export interface Entry {
  event: GoalEvent;
  /** What the event changed; empty for a move. */
  changes: FieldChange[];
  version: GoalVersion | undefined;
}

/** The events of a goal, the latest first, each edit with what it changed. */
export function historyOf(goal: Goal): Entry[] {
  const byNumber = new Map(goal.versions.map((version) => [version.version, version]));
  const seen = new Set<number>();
  const { metric_view, standing } = goal;
  return [...goal.history]
    .reverse()
    .map((event) => {
      const version = byNumber.get(event.version);
      const before = byNumber.get(event.version - 1);
      const isEdit = version !== undefined && before !== undefined && !seen.has(event.version);
      seen.add(event.version);
      const changes = isEdit ? changesBetween(before.goal, version.goal, metric_view, standing.currency) : [];
      return { event, changes, version: isEdit ? version : undefined };
    })
    .reverse();
}
