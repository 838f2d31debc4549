/** What stands below the chart, as sentences. */
import type { BriefOutlook, Course, Outlook, Pipeline } from '../api/types';
import { format } from '../format';
import { saidDays } from './said';
import { hasDeals, orderedParts, partName } from './waterfall';
import { chanceText, compact, type Worth } from './words';

/** What each part must bring when the others bring what is expected; nothing when nothing is missing. */
export function neededSentences(outlook: Pick<Outlook, 'parts' | 'mean' | 'target'>, worth: Worth): string[] {
  if (outlook.mean === null || outlook.target === null || Number(outlook.mean) >= Number(outlook.target))
    return [];
  const withDeals = hasDeals(outlook.parts);
  return orderedParts(outlook.parts).flatMap((part) => {
    if (part.needed === null) return [];
    const name = partName(part.kind, withDeals);
    return `${name}: ${compact(part.needed, worth)} would be needed, ${compact(part.mean, worth)} is expected.`;
  });
}

const CURVES = {
  historic: 'As earlier periods of its kind filled up',
  seasonal: 'By working days and season',
  working_days: 'By working days',
  calendar: 'By calendar days',
};

const DECLARED = {
  historic: 'how earlier periods filled up',
  seasonal: 'working days and season',
  working_days: 'working days',
  calendar: 'calendar days',
};

/** How far it is against how such periods fill up; nothing where there is no pace. */
export function paceSentences({ pace }: Pick<Outlook, 'pace'>, worth: Worth): string[] {
  if (pace === null) return [];
  const gap = Number(pace.gap);
  const list = [
    `${CURVES[pace.curve]}, ${format.percent(pace.share)} of the target would be there by now: ${compact(pace.expected, worth)}. It is ${
      gap === 0 ? 'just that.' : `${compact(String(Math.abs(gap)), worth)} ${gap < 0 ? 'less' : 'more'}.`
    }`,
  ];
  if (pace.declared !== null && pace.declared !== pace.curve) {
    list.push(`The declared curve is ${DECLARED[pace.declared]}: there is too little history for it yet.`);
  }
  if (pace.difficulty !== null && Number(pace.difficulty) > 0) {
    list.push(
      `Each ${pace.curve === 'calendar' ? 'day' : 'working day'} that is left has to bring ${format.index(pace.difficulty)} times what one brought so far.`,
    );
  }
  return list;
}

/** Whether the open opportunities are enough, and whether new ones can still help. */
export function coverageSentences(pipeline: Pipeline, worth: Worth): string[] {
  const { open, closing, amount, coverage, needed, win_rate, latest, passed } = pipeline;
  const list = [
    `${closingText(open, closing)} expected to close in time${closing === 0 ? '' : `, with ${compact(amount, worth)}`}${
      coverage === null ? '.' : `: that covers what is missing ${format.index(coverage)} times.`
    }`,
  ];
  if (needed !== null && Number(needed) > 0) {
    list.push(
      `${compact(needed, worth)} of new opportunities would be needed today to close what the others leave: ${format.percent(win_rate, 1)} of what is created now is won in time.`,
    );
  }
  if (latest !== null) {
    list.push(
      `The last day on which a new opportunity ${passed ? 'had' : 'has'} a fair chance to be won in time ${
        passed ? 'was' : 'is'
      } ${format.day(latest)}.`,
    );
  }
  return list;
}

function closingText(open: number, closing: number): string {
  if (open === 1) return closing === 1 ? 'The one open opportunity is' : 'The one open opportunity is not';
  const of = `${format.count(open)} open opportunities`;
  return closing === 0 ? `None of the ${of} is` : `${format.count(closing)} of ${of} are`;
}

/** "13% on Nov 20, 11% on Nov 22": how the chance moved; null with fewer than three days, which show no way. */
export function saidSentence(said: BriefOutlook[]): string | null {
  const days = saidDays(said);
  const [first, last] = [days[0], days.at(-1)];
  if (days.length < 3 || !first || !last) return null;
  return `${chanceText(first.chance)} on ${format.dayShort(first.day)}, ${chanceText(last.chance)} on ${format.dayShort(last.day)}`;
}

const PLAIN: [share: number, word: string][] = [
  [1 / 5, 'a fifth'],
  [1 / 4, 'a quarter'],
  [1 / 3, 'a third'],
  [2 / 5, 'two fifths'],
  [1 / 2, 'half'],
  [3 / 5, 'three fifths'],
  [2 / 3, 'two thirds'],
  [3 / 4, 'three quarters'],
];

/** A share as one says it, where it is near enough to a plain part: "a fifth". */
export function shareWord(share: number): string {
  const plain = PLAIN.find(([part]) => Math.abs(share - part) <= 0.02);
  return plain?.[1] ?? format.percent(share);
}

/** How good the forecast of months was, against saying last year's month again. */
export function skillSentence(course: Pick<Course, 'skill' | 'origins' | 'ahead'>): string {
  const { skill, origins, ahead } = course;
  if (ahead.length === 0) return '';
  if (skill === null) return 'How good it is could not be tried yet: the history is too short.';
  const tried = `tried at ${format.count(origins)} earlier ${origins === 1 ? 'moment' : 'moments'}`;
  const value = Number(skill);
  if (value >= 0.01) {
    return `Its errors are ${shareWord(value)} smaller than those of repeating the same month of the year before, ${tried}.`;
  }
  const isRepeated = ahead.every((month) => month.mean === month.naive);
  const worse = value <= -0.01 ? `its errors were ${shareWord(-value)} larger` : 'its errors were as large';
  return isRepeated
    ? `Nothing was better than repeating the same month of the year before, ${tried}; so that is what is shown.`
    : `It was no better than repeating the same month of the year before (the thin line): ${worse}, ${tried}.`;
}
