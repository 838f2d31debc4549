/** What a scorecard says, in texts; the page and its print use the same, so that no number differs. */
import type {
  Scorecard,
  ScorecardCard,
  ScorecardDriver,
  ScorecardLine,
  ScorecardMembers,
  ScorecardProposal,
  ScorecardTrend,
  Unit,
} from '../api/types';
import { addDays, format } from '../format';
import { chanceText } from '../outlook/words';

/** A score of 1 is all that was asked for, and is written as 100. */
export function scoreText(score: string | null): string | null {
  return score === null ? null : format.count(Number(score) * 100);
}

type Counted = { unit: string; currency: string };

export function amountText(
  value: string | null,
  of: Counted,
  signed = false,
  compact = false,
): string | null {
  return value === null
    ? null
    : format.amount(value, of.unit as Unit, of.currency || null, { signed, compact });
}

export function percentText(ratio: string | null): string | null {
  return ratio === null ? null : format.percent(ratio);
}

/** A line in texts; null where there is nothing to say. */
export interface LineTexts {
  name: string;
  days: string;
  share: string | null;
  target: string | null;
  actual: string | null;
  attainment: string | null;
  /** What is missing is below, a cushion above. */
  gap: string | null;
  pace: string | null;
  finish: string | null;
  chance: string | null;
}

export function lineTexts(line: ScorecardLine): LineTexts {
  const kind = { target: '', goal: 'Goal: ', part: '' }[line.kind];
  return {
    name: `${kind}${line.name}${line.kind === 'part' ? ', this period’s part' : ''}`,
    days: format.dayRange(line.start, line.end),
    share: percentText(line.share),
    target: amountText(line.target, line),
    actual: amountText(line.actual, line),
    attainment: percentText(line.attainment),
    gap: line.gap === null ? null : amountText(negated(line.gap), line, true),
    pace: line.pace === null ? null : format.index(line.pace),
    finish: amountText(line.finish, line),
    chance: line.chance === null ? null : chanceText(line.chance),
  };
}

/** The same number on the other side of 0, without losing a digit. */
export function negated(value: string): string {
  if (/^-?0+(\.0+)?$/.test(value)) return '0';
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

/** The first line of what the card is about: the part of the period before what runs on. */
export function mainLine(card: ScorecardCard): ScorecardLine | undefined {
  return card.lines.find(({ kind }) => kind !== 'goal') ?? card.lines[0];
}

/** Its last day is over on the day of the card. */
export const isOver = (line: Pick<ScorecardLine, 'end'>, card: Pick<ScorecardCard, 'as_of'>) =>
  addDays(line.end, -1) <= card.as_of;

/** What stands open in the table, and the goals that only run on where there are many of them. */
export function folded(lines: ScorecardLine[]): [first: ScorecardLine[], rest: ScorecardLine[]] {
  const most = 8;
  const isRest = (line: ScorecardLine) => line.kind === 'goal' && line.share === null;
  if (lines.length <= most) return [lines, []];
  return [lines.filter((line) => !isRest(line)), lines.filter(isRest)];
}

/** The line that carries the status: a part has none of its own, the target that it is part of has. */
export function statusLine(card: ScorecardCard): ScorecardLine | undefined {
  const main = mainLine(card);
  if (main?.kind !== 'part') return main;
  return card.lines.find(({ kind, metric }) => kind === 'target' && metric === main.metric) ?? main;
}

export function scoreNote(card: ScorecardCard): string {
  const { lines, left_out, equal, so_far } = card.score;
  if (lines === 0) return 'Nothing that was asked for can be measured in this period.';
  const what = `of ${format.count(lines)} ${lines === 1 ? 'target or goal' : 'targets and goals'}`;
  const weights = lines > 1 && !equal ? ', by their weights' : '';
  const left = left_out > 0 ? `; ${format.count(left_out)} without data left out` : '';
  return `100 is all that was asked for; ${what}${weights}${left}${so_far ? '; so far' : ''}`;
}

const VARIATIONS: Record<ScorecardDriver['variation'], string> = {
  usual: 'within normal variation',
  unusual: 'more than normal variation',
  unknown: 'too little history to say',
};

export const variationText = (driver: Pick<ScorecardDriver, 'variation'>) => VARIATIONS[driver.variation];

export interface DriverTexts {
  name: string;
  now: string | null;
  usual: string | null;
  variation: string;
  own: string | null;
  peers: string | null;
  /** Against the middle half of the others: a place and, of these, which way is better. */
  place: string;
}

export function driverTexts(driver: ScorecardDriver): DriverTexts {
  const text = (value: string | null) =>
    value === null
      ? null
      : driver.unit === 'count'
        ? format.decimal(value, 1)
        : amountText(value, { unit: driver.unit, currency: driver.currency });
  const place = {
    below: 'below the middle half',
    within: 'in the middle half',
    above: 'above the middle half',
    unknown: 'too few others, or not comparable',
  }[driver.place];
  return {
    name: driver.name,
    now: text(driver.now),
    usual: text(driver.usual),
    variation: variationText(driver),
    own: text(driver.own),
    peers: driver.low === null ? null : `${text(driver.low)} to ${text(driver.high)}`,
    place,
  };
}

/** A change as a share, with its sign; beyond ten times as much a share says nothing more. */
export function changeText(change: string | null): string | null {
  if (change === null) return null;
  const most = 9;
  const value = Number(change);
  if (value > most) return `>+${format.percent(most)}`;
  const text = format.percent(Math.abs(value));
  if (text === format.percent(0)) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** What the status is of, and the chance that it comes from. */
export function statusNote(card: ScorecardCard): string {
  const line = statusLine(card);
  if (!line) return 'There is no target.';
  const chance = line.chance === null ? null : chanceText(line.chance);
  if (line.start !== card.period.start || line.end !== card.period.end)
    return `Of the target ${format.dayRange(line.start, line.end)}${chance ? `, chance ${chance}` : ''}`;
  if (chance) return `Chance ${chance}`;
  return card.over ? 'The period is over.' : 'No chance can be told.';
}

/** How the trend compares, in sentences; what it compares is said before how it comes out. */
export function trendSentences(trend: ScorecardTrend, label: string): string[] {
  const out: string[] = [];
  const per = trend.per_day ? `${trend.name} per working day` : trend.name;
  out.push(
    trend.elapsed === undefined || trend.elapsed === null
      ? `Compared: ${per}.`
      : `Compared: ${per}, of each period the first ${format.count(trend.elapsed)} working days, as many as are over now.`,
  );
  if (!trend.same) {
    out.push(
      `The organisation changed: the comparison is of the ${format.count(trend.people)} people who belong to it now, and what it brought as it was stands beside it.`,
    );
  } else if (trend.people > 0) {
    out.push('The same people brought all of it.');
  }
  const year = changeText(trend.change_year);
  const last = changeText(trend.change_last);
  if (year !== null) out.push(`${label} against the same period a year before: ${year}.`);
  if (last !== null) out.push(`Against the period before: ${last}.`);
  if (trend.variation === 'usual') out.push('That is within normal variation.');
  if (trend.variation === 'unusual') out.push('That is more than normal variation.');
  return out;
}

/** What a point of the trend is drawn by. */
export function pointValue(trend: ScorecardTrend, at: number): number | null {
  const point = trend.points[at];
  if (!point) return null;
  const value = trend.per_day ? (point.per_day_now ?? point.per_day) : (point.value_now ?? point.value);
  return value === null ? null : Number(value);
}

/** Rows, rest, late and total of the people, as the table's foot says them. */
export function memberFoot(members: ScorecardMembers): { name: string; value: string }[] {
  if (members.total === null) return [];
  const foot = [];
  if (Number(members.rest) !== 0) foot.push({ name: 'Others, or nobody', value: members.rest });
  if (Number(members.late) !== 0) foot.push({ name: 'Of closed periods, late', value: members.late });
  foot.push({ name: 'All of it', value: members.total });
  return foot;
}

/** The versions in a sentence: as given, as known now, and whether they differ. */
export function givenSentence(view: Scorecard): string | null {
  const { given, card } = view;
  if (!given) return card.over ? 'As known now; nobody was given it yet.' : null;
  const then = scoreText(given.score) ?? 'no score';
  const now = scoreText(view.score_now) ?? 'no score';
  const isGiven = given.as_of === card.as_of;
  const first = isGiven
    ? `As given, by what was known on ${format.day(given.as_of)}.`
    : `As known now; it was given by what was known on ${format.day(given.as_of)}.`;
  if (view.changes.length === 0) return `${first} Nothing that counts is another since.`;
  return `${first} Since then ${format.count(view.changes.length)} ${view.changes.length === 1 ? 'number' : 'numbers'} changed: score ${then} as given, ${now} as known now.`;
}

export function proposalTexts(proposal: ScorecardProposal): {
  title: string;
  text: string;
  numbers: string | null;
} {
  const amount = (value: string | null) => amountText(value, proposal);
  const title = {
    target: `${proposal.name}, ${proposal.period.label}`,
    follow_up: 'Follow-up',
    catch_up: `Catch up: ${proposal.name}, ${proposal.period.label}`,
  }[proposal.kind];
  const parts: string[] = [];
  if (proposal.kind === 'catch_up' && proposal.value !== null)
    parts.push(
      `The plan brings ${amount(proposal.value)}${proposal.high === null ? '' : ` of the ${amount(proposal.high)} that would be missing`}`,
    );
  if (proposal.kind === 'target' && proposal.value !== null) {
    parts.push(`Suggested ${amount(proposal.value)}`);
    if (proposal.low !== null && proposal.high !== null)
      parts.push(`between ${amount(proposal.low)} and ${amount(proposal.high)}`);
  }
  if (proposal.set !== null) parts.push(`set already: ${amount(proposal.set)}`);
  return { title, text: proposal.text, numbers: parts.length > 0 ? `${parts.join(', ')}.` : null };
}
