/** What a goal demands, as the form, the sentence and the server exchange it: pure rules about its fields. */
import type { GoalInput, Phrase } from '../api/types';

export function blankGoal(owner: string): GoalInput {
  return {
    title: '',
    sentence: '',
    owner,
    each_owner: false,
    metric: '',
    scope: [],
    aim: '',
    value: null,
    upper: null,
    change: null,
    each: '',
    start: '',
    end: '',
    currency: null,
    rates: '',
    denominator: '',
    parent: null,
    guards: [],
    why: '',
    actions: [],
    checks: [],
  };
}

/** What the form says over what the sentence says. */
export type Overlay = Partial<GoalInput>;

/** Fields that one piece of a sentence decides together: "at most 8 %" is an aim and a value. */
const TOGETHER: (keyof GoalInput)[][] = [
  ['aim', 'value', 'upper', 'change', 'currency'],
  ['start', 'end'],
];

/** The fields that change with a path of the server, such as change.kind or guards[0].value. */
export function fieldsOf(path: string): (keyof GoalInput)[] {
  const field = path.split(/[.[]/, 1)[0] as keyof GoalInput;
  return TOGETHER.find((group) => group.includes(field)) ?? [field];
}

/** Whether the form has its own answer for what the path names. A currency alone says nothing of the amount. */
export function isSet(overlay: Overlay, path: string): boolean {
  return fieldsOf(path).some(
    (field) => overlay[field] !== undefined && (field !== 'currency' || path === 'currency'),
  );
}

/** What was said of each field, in a form that can be compared and kept. */
export type Said = Record<string, string>;

export function saidIn(phrases: Phrase[]): Said {
  const out: Said = {};
  for (const phrase of phrases) {
    const key = String(fieldsOf(phrase.field)[0]);
    out[key] = out[key] === undefined ? phrase.text : `${out[key]} ${phrase.text}`;
  }
  return out;
}

/** The first fields of the groups about which the sentence says something else than before. */
export function changedFields(before: Said, now: Said): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (field) => before[field] !== now[field],
  );
}

/** The form gives way where somebody has since written something else, or struck it out. */
export function giveWay(overlay: Overlay, changed: string[]): Overlay {
  const gone = new Set(changed.flatMap(fieldsOf));
  return Object.fromEntries(
    Object.entries(overlay).filter(([field]) => !gone.has(field as keyof GoalInput)),
  ) as Overlay;
}

/** Whether a part of the goal is there, so that nobody needs to be asked for it. */
export function isGiven(goal: GoalInput, path: string): boolean {
  const field = fieldsOf(path)[0];
  if (field === 'aim') return goal.value !== null || goal.change !== null;
  if (field === 'start') return path === 'start' ? goal.start !== '' : goal.end !== '';
  const value = field === undefined ? undefined : goal[field];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/**
 * Why a change of a goal needs a reason, in one word list for the reader; empty when it does not.
 * The server decides; this only asks before it has to refuse.
 */
export function loosened(before: GoalInput, after: GoalInput): string[] {
  const out: string[] = [];
  const [was, is] = [Number(before.value), Number(after.value)];
  const isComparable = before.metric === after.metric && before.value !== null && after.value !== null;
  if (isComparable && after.aim !== 'at_most' && is < was) out.push('the value falls');
  if (isComparable && before.aim === 'at_most' && after.aim === 'at_most' && is > was)
    out.push('the limit rises');
  if (before.aim === 'between' && Number(after.upper ?? Number.POSITIVE_INFINITY) > Number(before.upper))
    out.push('the upper end rises');
  if (before.end !== '' && after.end > before.end) out.push('the deadline moves out');
  if (after.guards.length < before.guards.length) out.push('a guardrail goes');
  return out;
}

/** The goal for the server: texts trimmed, and nothing in money's fields when money is not counted. */
export function forServer(goal: GoalInput, countsMoney: boolean): GoalInput {
  return {
    ...goal,
    title: goal.title.trim(),
    why: goal.why.trim(),
    actions: goal.actions.map((action) => action.trim()).filter(Boolean),
    checks: [...new Set(goal.checks.filter(Boolean))].sort(),
    guards: goal.guards.filter((guard) => guard.metric !== '' && guard.value !== null),
    upper: goal.aim === 'between' ? goal.upper : null,
    currency: countsMoney ? goal.currency : null,
    rates: countsMoney ? goal.rates : '',
  };
}

/** Every node that the goal names. */
export function nodesOf(goal: GoalInput): string[] {
  return [...new Set([goal.owner, ...goal.scope, ...goal.guards.flatMap((guard) => guard.scope)])];
}
