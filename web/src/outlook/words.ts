/** How the page says where something ends and how sure that is; one place, so that tile, row and list say the same. */
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconChevronsUp,
  IconCircleCheck,
  IconClock,
  IconHelp,
  IconTrendingDown,
  IconX,
} from '@tabler/icons-react';
import type { Aim, BriefOutlook, DealOutlook, Status, Unit } from '../api/types';
import { format } from '../format';
import type { Tone } from '../ui/Pill';

/** What the values of an outlook are counted in. */
export interface Worth {
  unit: Unit;
  currency: string | null;
}

/** What it is held to. */
export interface Held extends Worth {
  aim: Exclude<Aim, ''>;
  target: string | null;
  upper?: string | null;
  /** For what each value holds, as " each month"; nothing when it holds for the whole. */
  per?: string;
  /** Its time has passed: nothing is foreseen any more. */
  over: boolean;
}

interface StatusLook {
  word: string;
  tone: Tone;
  icon: Icon;
}

const STATUSES: Record<Status, StatusLook> = {
  ahead: { word: 'Ahead', tone: 'ahead', icon: IconChevronsUp },
  on_track: { word: 'On track', tone: 'good', icon: IconCheck },
  at_risk: { word: 'At risk', tone: 'warn', icon: IconAlertTriangle },
  behind: { word: 'Behind', tone: 'bad', icon: IconTrendingDown },
  achieved: { word: 'Achieved', tone: 'good', icon: IconCircleCheck },
  missed: { word: 'Missed', tone: 'bad', icon: IconX },
  met_with_breach: { word: 'Met with breach', tone: 'warn', icon: IconAlertTriangle },
  not_started: { word: 'Not started', tone: 'neutral', icon: IconClock },
  unknown: { word: 'Not known', tone: 'neutral', icon: IconHelp },
};

/** What is achieved before its time is over can be lost again, so it is no verdict yet. */
export function statusLook(status: Status, over: boolean): StatusLook {
  const look = STATUSES[status];
  return status === 'achieved' && !over ? { ...look, word: 'Achieved so far', tone: 'neutral' } : look;
}

/** A chance is never said to be 0 or 100 %, however small the doubt. */
export function chanceText(probability: string): string {
  const chance = Number(probability);
  if (chance < 0.01) return `less than ${format.percent(0.01)}`;
  if (chance > 0.99) return `more than ${format.percent(0.99)}`;
  return format.percent(chance);
}

/** The same where there is little room. */
export function chanceShort(probability: string): string {
  const chance = Number(probability);
  if (chance < 0.01) return `<${format.percent(0.01)}`;
  if (chance > 0.99) return `>${format.percent(0.99)}`;
  return format.percent(chance);
}

/** Which open deal moves the chance most, and by how much; null where no chance of the target is known. */
export function decidedBy(deals: DealOutlook[]): string | null {
  const known = deals.flatMap(({ name, with: won, without: lost }) =>
    won === null || lost === null ? [] : [{ name, won, lost, swing: Math.abs(Number(won) - Number(lost)) }],
  );
  const most = known.sort((a, b) => b.swing - a.swing)[0];
  if (!most) return null;
  const [won, lost] = [chanceText(most.won), chanceText(most.lost)];
  return won === lost
    ? `No single one decides it: won or not, the chance is ${won}.`
    : `If “${most.name}” is won, the chance is ${won}; if not, ${lost}.`;
}

export const NOT_FORESEEN = 'nothing was foreseen for it yet; its own page does that when it is opened';

/** Nothing was foreseen for it, so there is no word for it either; on its own page it is when somebody asks. */
export function isForeseen(brief: BriefOutlook): boolean {
  return brief.as_of !== null || brief.status !== 'unknown';
}

/** Without a target there is nothing to have a chance of, and what is over has none either. */
export function chanceOf(brief: BriefOutlook, held: Pick<Held, 'target' | 'over'>): string | null {
  return held.target === null || held.over ? null : brief.chance;
}

export function compact(value: string | number, { unit, currency }: Worth): string {
  return format.amount(value, unit, currency, { compact: true });
}

/** "to reach the target of €4.4M": on which side it is met. What is reached already can only stay so. */
export function aimText(
  brief: Pick<BriefOutlook, 'status'>,
  { aim, target, upper, per = '', ...worth }: Held,
): string {
  if (brief.status === 'achieved') return 'that it stays so';
  if (target === null) return 'to reach the target';
  if (aim === 'at_most') return `to stay within ${compact(target, worth)}${per}`;
  if (aim === 'between')
    return `to stay between ${compact(target, worth)} and ${compact(upper ?? target, worth)}${per}`;
  return `to reach the target of ${compact(target, worth)}${per}`;
}

/** The same where the target stands beside it. */
export function aimShort(brief: Pick<BriefOutlook, 'status'>, { aim }: Pick<Held, 'aim'>): string {
  if (brief.status === 'achieved') return 'that it stays so';
  return { at_least: 'to reach it', at_most: 'to stay within it', between: 'to stay between both' }[aim];
}

type Range = Pick<BriefOutlook, 'p10' | 'p90'> & {
  /** Of a whole outlook: what else the data can say, when it cannot say as much as usual. */
  quantiles?: { level: number; value: string }[];
};

/** Narrower ranges, for data that cannot say more. */
const NARROWER: [low: number, high: number, cases: string][] = [
  [20, 80, '6 of 10 cases'],
  [25, 75, 'half of the cases'],
  [30, 70, '4 of 10 cases'],
];

/** "between €3.9M and €4.4M in 8 of 10 cases"; null where the data cannot say how far it may be off. */
export function rangeText({ p10, p90, quantiles = [] }: Range, worth: Worth): string | null {
  if (p10 !== null && p90 !== null) return betweenText(p10, p90, '8 of 10 cases', worth);
  if (p10 !== null) return `at least ${compact(p10, worth)} in 9 of 10 cases`;
  if (p90 !== null) return `at most ${compact(p90, worth)} in 9 of 10 cases`;
  const at = (level: number) => quantiles.find((item) => item.level === level)?.value;
  for (const [from, to, cases] of NARROWER) {
    const [low, high] = [at(from), at(to)];
    if (low !== undefined && high !== undefined) return betweenText(low, high, cases, worth);
  }
  return null;
}

function betweenText(from: string, to: string, cases: string, worth: Worth): string {
  const [low, high] = [compact(from, worth), compact(to, worth)];
  return low === high ? `${low} in ${cases}` : `between ${low} and ${high} in ${cases}`;
}

/** "Lands at about €4.1M: between €3.9M and €4.4M in 8 of 10 cases." */
export function landsText(
  brief: Pick<BriefOutlook, 'mean'> & Range,
  { per = '', ...worth }: Worth & { per?: string },
): string {
  if (brief.mean === null) return '';
  const range = rangeText(brief, worth);
  const lands = `Lands at about ${compact(brief.mean, worth)}${per}`;
  return range === null ? `${lands}; its range is not known.` : `${lands}: ${range}.`;
}

/** Status and chance in one sentence, as it stands when somebody asks what the word means. */
export function statusSentence(brief: BriefOutlook, held: Held): string {
  const chance = chanceOf(brief, held);
  const range = held.over ? null : rangeText(brief, held);
  if (chance !== null) {
    const said = `${upperFirst(chanceText(chance))} chance ${aimText(brief, held)}`;
    return range === null ? `${said}.` : `${said}: ${range}.`;
  }
  switch (brief.status) {
    case 'achieved':
      return held.over ? 'The target was reached.' : 'The target is reached; its time is not over yet.';
    case 'missed':
      return 'The time is over and the target was not reached.';
    case 'met_with_breach':
      return 'The target was reached, but what was to be kept to on the way was not.';
    case 'not_started':
      return 'Its time has not begun.';
    default:
      return 'The chance is not known: there is too little to foresee it from, or nothing was foreseen yet.';
  }
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
