/** What a home says, in words: one answer, what is to be done, who needs help and why, what waits. */
import { driverName } from '../action/words';
import type {
  BriefOutlook,
  Figures,
  Home,
  HomeDecision,
  HomePerson,
  HomeWork,
  MovementPart,
} from '../api/types';
import { format } from '../format';
import { causeText } from '../movement/words';
import { heldOf } from '../outlook/held';
import {
  aimText,
  chanceOf,
  chanceText,
  compact,
  type Held,
  landsText,
  statusSentence,
} from '../outlook/words';

/** The chance as one says it; the borders are those of the statuses. */
export function likelyWord(chance: string): string {
  const value = Number(chance);
  if (value >= 0.85) return 'Very likely';
  if (value >= 0.6) return 'Likely';
  if (value >= 0.3) return 'Perhaps';
  return 'Unlikely';
}

/** "Perhaps: 34% chance to reach the target of €116K." The answer to the first question, and where it lands. */
export function answerOf(figures: Figures): { answer: string; lands: string } {
  const held: Held = heldOf(figures);
  const brief = figures.outlook;
  if (figures.target === null) {
    const actual = figures.actual === null ? 'Nothing' : compact(figures.actual, held);
    return {
      answer: `There is no target for ${figures.period.label}: nothing to reach, and no chance of it.`,
      lands: `${actual} came so far.`,
    };
  }
  if (brief === null) return { answer: 'Nothing was foreseen for it yet.', lands: '' };
  const chance = chanceOf(brief, held);
  const lands = held.over ? '' : landsText(brief, held);
  if (chance === null) return { answer: statusSentence(brief, held), lands };
  return { answer: `${likelyWord(chance)}: ${chanceText(chance)} chance ${aimText(brief, held)}.`, lands };
}

const whole = (value: string) => format.count(Math.ceil(Number(value)));

/** "Demos: 8 of 20 done this week, 12 left; 4 left today." */
export function workText({ metric, week, today, whole: all }: HomeWork): string {
  const name = metric.name;
  if (Number(all.left) === 0) return `${name}: all ${whole(all.aim)} are done.`;
  const left = Number(week.left) === 0 ? 'nothing left' : `${whole(week.left)} left`;
  const day =
    Number(today.aim) === 0
      ? ''
      : Number(today.left) === 0
        ? '; today is done'
        : `; ${whole(today.left)} left today`;
  return `${name}: ${whole(week.done)} of ${whole(week.aim)} done this week, ${left}${day}.`;
}

/** What a plan that nobody has accepted would ask for; nothing where there is none to make. */
export function planText(plan: NonNullable<Home['plan']>, currency: string): string | null {
  const amount = (value: string) => format.amount(value, 'money', currency, { compact: true });
  switch (plan.state) {
    case 'feasible':
      return `${amount(plan.gap)} is missing in the middle case, and can still be caught up.`;
    case 'out_of_reach':
      return `${amount(plan.gap)} is missing in the middle case; ${amount(plan.short)} of it is out of reach.`;
    default:
      return null;
  }
}

type Reason = HomePerson['reasons'][number];

/** Why somebody needs help, in words beside his name. */
export function reasonText(
  reason: Reason,
  person: Pick<HomePerson, 'stuck' | 'stuck_worth' | 'currency' | 'check_in'>,
): string {
  switch (reason) {
    case 'behind':
      return 'behind';
    case 'at_risk':
      return 'at risk';
    case 'again':
      return 'falls short again and again';
    case 'watch':
      return 'may fall short again';
    case 'target':
      return 'fell short before, as others did: the target may be too hard';
    case 'stuck':
      return `${format.count(person.stuck)} ${person.stuck === 1 ? 'deal stands' : 'deals stand'} still (${format.amount(person.stuck_worth, 'money', person.currency, { compact: true })})`;
    case 'checkin':
      return person.check_in === null
        ? 'a check-in is overdue'
        : `check-in was due on ${format.dayShort(person.check_in)}`;
  }
}

export interface Step {
  text: string;
  to: '/act/$nodeId' | '/funnel/$nodeId' | '/n/$nodeId' | '/checkins';
}

/** The one thing to do next, and where. */
export function stepOf({ next, weakest }: Pick<HomePerson, 'next' | 'weakest'>): Step | null {
  switch (next) {
    case 'decide':
      return {
        text: weakest ? `Decide on a small goal: ${driverName(weakest)}` : 'Decide on a small goal',
        to: '/act/$nodeId',
      };
    case 'target':
      return { text: 'Look at the target', to: '/n/$nodeId' };
    case 'plan':
      return { text: 'Plan how to catch up', to: '/act/$nodeId' };
    case 'talk':
      return { text: weakest ? `Talk about ${driverName(weakest)}` : 'Talk about it', to: '/act/$nodeId' };
    case 'deals':
      return { text: 'Look at the deals that stand still', to: '/funnel/$nodeId' };
    case 'checkin':
      return { text: 'Hold the check-in', to: '/checkins' };
    case '':
      return null;
  }
}

/** "34 of 46 need help; first Nora Maas." */
export function helpSentence(home: Pick<Home, 'people' | 'people_all' | 'people_need'>): string {
  const { people, people_all: all, people_need: need } = home;
  const first = people[0];
  if (all === 0 || !first) return 'Nobody in the team has a target or sales in this period.';
  if (need === 0)
    return all === 1
      ? 'No help is needed: the number is not in danger.'
      : `None of ${format.count(all)} is at risk, behind, or falls short again and again.`;
  return `${format.count(need)} of ${format.count(all)} ${need === 1 ? 'needs' : 'need'} help; first ${first.node.name}.`;
}

export interface DecisionWords {
  text: string;
  /** What is at stake, beside it. */
  note: string;
  to: string;
  params?: { nodeId?: string; goalId?: string; batchId?: string };
}

/** What waits, where it is decided, and what is at stake. */
export function decisionOf(d: HomeDecision, currency: string): DecisionWords {
  const name = d.node?.name ?? '';
  const money = (value: string) => format.amount(value, 'money', currency, { compact: true });
  const node = d.node ? { nodeId: d.node.id } : undefined;
  switch (d.kind) {
    case 'silent':
      return { text: d.title, note: 'Numbers that depend on it are out of date.', to: '/imports' };
    case 'import':
      return {
        text: `The last import from ${d.title} did not end well`,
        note: 'Look at what happened, and start it again.',
        to: '/imports/$batchId',
        params: { batchId: d.what },
      };
    case 'quarantine':
      return {
        text: `${format.count(d.count)} ${d.count === 1 ? 'row' : 'rows'} from ${d.title} could not be used`,
        note: 'Mend them, or say that they are not needed.',
        to: '/imports/$batchId',
        params: { batchId: d.what },
      };
    case 'goal':
      return {
        text: `Answer to the goal “${d.title}”`,
        note: `It is of ${name} and waits for you.`,
        to: '/goals/$goalId',
        params: { goalId: d.what },
      };
    case 'follow_up':
      return {
        text: `Accept or decline the small goal for ${name}`,
        note: 'Falls short again and again; the target itself stays.',
        to: '/act/$nodeId',
        params: node,
      };
    case 'target':
      return {
        text: `Can ${name} still make it?`,
        note: `${d.chance === null ? 'The chance is not known' : `${chanceText(d.chance)} chance`}${d.amount === null ? '' : `, ${money(d.amount)} missing`}: change the plan, or the target.`,
        to: '/why/$nodeId',
        params: node,
      };
    case 'call':
      return {
        text:
          d.count === 0
            ? 'Say where you will land this quarter'
            : `${format.count(d.count)} ${d.count === 1 ? 'forecast has' : 'forecasts have'} not been given`,
        note: d.count === 0 ? 'Your forecast is missing.' : 'Others at the same place have said a number.',
        to: '/forecast',
      };
    case 'pattern':
      return { text: d.title, note: d.amount === null ? '' : `${money(d.amount)} a month.`, to: '/patterns' };
  }
}

/** What of a movement its sentence is made of. */
export interface Moved extends Pick<MovementPart, 'before' | 'after' | 'pieces'> {
  since: string;
}

/** "€287K more than on Nov 15: all of it is new." */
export function movedSentence(moved: Moved, figures: Pick<Figures, 'unit' | 'currency'>): string {
  const amount = (value: number) =>
    format.amount(String(value), figures.unit, figures.currency, { compact: true });
  const day = format.day(moved.since);
  if (moved.after === null) return 'There is no number to compare.';
  if (moved.before === null) return `There was no number on ${day}.`;
  const difference = Number(moved.after) - Number(moved.before);
  if (difference === 0 && moved.pieces.length === 0) return `It is as it was on ${day}.`;
  const first = [...moved.pieces].sort((a, b) => Math.abs(Number(b.value)) - Math.abs(Number(a.value)))[0];
  const share = moved.pieces.length === 1 ? 'all of it' : 'most of it';
  const why = first ? `, ${share}: ${causeText(first.cause).toLowerCase()}` : '';
  if (difference === 0) return `It is as high as on ${day}, but what it is made of changed${why}.`;
  return `${amount(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} than on ${day}${why}.`;
}

/** How the chance moved since the end of a day; nothing where it was not foreseen by then. */
export function chanceMoved(said: readonly BriefOutlook[], since: string, now: string | null): string | null {
  const then = said.filter((one) => one.as_of !== null && one.as_of <= since).at(-1);
  if (!then?.chance || !then.as_of || now === null) return null;
  const points = Math.round(Number(now) * 100) - Math.round(Number(then.chance) * 100);
  if (points === 0) return 'The chance is as it was.';
  const was = `It was ${chanceText(then.chance)} on ${format.dayShort(then.as_of)}`;
  return `${was}, so the chance ${points > 0 ? 'rose' : 'fell'} by ${format.count(Math.abs(points))} points.`;
}

/** Whether anything is wrong with the data, in one sentence. */
export function dataSentence({ last, silent, failed, quarantined }: NonNullable<Home['data']>): string {
  if (last === null) return 'Nothing was imported yet.';
  const wrong: string[] = [];
  if (silent > 0) wrong.push(`${format.count(silent)} ${silent === 1 ? 'source is' : 'sources are'} silent`);
  if (failed > 0) wrong.push(`${format.count(failed)} ${failed === 1 ? 'import' : 'imports'} failed`);
  if (quarantined > 0)
    wrong.push(`${format.count(quarantined)} ${quarantined === 1 ? 'row waits' : 'rows wait'} in quarantine`);
  return wrong.length === 0
    ? 'No source is silent, no import failed, and no row waits.'
    : `Not wholly: ${wrong.join(', ')}.`;
}

/** Where a row of the landing chart begins and ends, as parts of its width; the target is at the mark. */
export interface Landing {
  low: number;
  high: number;
  mean: number;
  target: number;
}

/** Puts where each ends on one scale, in parts of the own target; what goes far beyond is cut off at the edge. */
export function landingsOf(rows: Pick<Figures, 'target' | 'outlook'>[]): (Landing | null)[] {
  const part = (value: string | null | undefined, target: string | null) =>
    value === null || value === undefined || target === null || Number(target) <= 0
      ? null
      : Number(value) / Number(target);
  const parts = rows.map(({ target, outlook }) => ({
    low: part(outlook?.p10, target),
    high: part(outlook?.p90, target),
    mean: part(outlook?.mean, target),
  }));
  const most = Math.min(2, Math.max(1.1, ...parts.map(({ high, mean }) => high ?? mean ?? 0)));
  const at = (value: number) => Math.min(1, Math.max(0, value / most));
  return parts.map(({ low, high, mean }) =>
    mean === null ? null : { low: at(low ?? mean), high: at(high ?? mean), mean: at(mean), target: at(1) },
  );
}

/** Which week it is, and how much of it is left to work in. */
export function weekText({ start, end, left }: Home['week']): string {
  const days =
    left === 0
      ? 'no working day is left'
      : left === 1
        ? 'one working day is left'
        : `${format.count(left)} working days are left`;
  return `${format.dayRange(start, end)}: ${days} of the week.`;
}
