import type { Contest, ContestDetail, ContestLine } from '../api/types';
import { addDays, format } from '../format';
import type { Tone } from '../ui/Pill';

export const STATES: Record<Contest['state'], { word: string; tone: Tone }> = {
  draft: { word: 'draft', tone: 'neutral' },
  rehearsed: { word: 'rehearsed', tone: 'neutral' },
  running: { word: 'running', tone: 'good' },
  ended: { word: 'ended', tone: 'neutral' },
  withdrawn: { word: 'withdrawn', tone: 'neutral' },
};

export const MEASURES: { value: Contest['measure']; label: string; short: string }[] = [
  { value: 'attainment', label: 'Their own target', short: 'of the own target' },
  { value: 'improvement', label: 'Their own usual', short: 'of the own usual' },
  { value: 'surprise', label: 'What their own past lets expect', short: 'percentile of the own past' },
];

/** What somebody is held against, in a few words. */
export function measureWords(measure: Contest['measure']): string {
  return MEASURES.find((one) => one.value === measure)?.short ?? measure;
}

const OUT: Record<NonNullable<ContestLine['out']>, string> = {
  leads: 'leads a team',
  partly: 'not there on all days',
  moved: 'belongs elsewhere on some days',
  ramp: 'has just begun',
  no_target: 'has no target for these days',
  no_history: 'has less than three periods of history',
  counting: 'the metric is still being counted',
};

/** Why somebody takes no part. */
export function outWords(out: NonNullable<ContestLine['out']>): string {
  return OUT[out];
}

/** Where a contest stands on its day: one that was started may not have begun. */
export function stateWords(contest: Pick<Contest, 'state' | 'start' | 'end' | 'today'>): string {
  if (contest.state !== 'running') return STATES[contest.state].word;
  if (contest.today < contest.start) return 'starts soon';
  return contest.today >= contest.end ? 'over, not ended' : 'running';
}

const money = (contest: Pick<Contest, 'currency'>, amount: string) =>
  format.amount(amount, 'money', contest.currency);

/** Who wins what, as one sentence. */
export function prizeWords(contest: Pick<Contest, 'prize' | 'measure' | 'currency'>): string {
  const { to, places, threshold, amount, pot } = contest.prize;
  const level =
    contest.measure === 'surprise'
      ? `the ${format.count(Math.round(Number(threshold) * 100))}th percentile of what the own past lets expect`
      : `${format.percent(threshold)} ${measureWords(contest.measure)}`;
  if (to === 'top') {
    const least = Number(threshold) > 0 ? `, from ${level} on` : '';
    return places === 1
      ? `The first place wins ${money(contest, amount)}; who ties shares it${least}.`
      : `The first ${places} places win ${money(contest, amount)} each; who ties shares${least}.`;
  }
  const share = pot ? `shares ${money(contest, amount)}` : `wins ${money(contest, amount)}`;
  if (to === 'reach') return `Everybody who reaches ${level} ${share}.`;
  return `When all together reach ${level}, everybody ${share}.`;
}

/** A guardrail, as one sentence. */
export function guardWords(guard: Contest['guards'][number], currency: string): string {
  const value = format.amount(guard.value, guard.unit, currency);
  return `${guard.metric_name} ${guard.aim === 'at_most' ? 'at most' : 'at least'} ${value}; a breach excludes, and only the person and who leads him see it.`;
}

/** What a line has done against what it is held to: of the days that are over while it runs, else of all. */
export function progressOf(line: ContestLine, contest: Pick<ContestDetail, 'standing'>): string | null {
  return contest.standing?.final ? line.attainment : line.to_date;
}

/** What is missing to a threshold that everybody can reach; null where there is none, or it is reached. */
export function missing(
  line: ContestLine,
  contest: Pick<Contest, 'prize' | 'measure'>,
): { value: number } | null {
  if (contest.prize.to !== 'reach' || contest.measure === 'surprise') return null;
  if (line.reference === null || line.value === null) return null;
  const value = Number(contest.prize.threshold) * Number(line.reference) - Number(line.value);
  return value > 0 ? { value } : null;
}

/** The widest bar of some shares, at least 100 %, so that a whole is comparable. */
export function barScale(shares: (string | null)[]): number {
  return Math.max(1, ...shares.map((share) => (share === null ? 0 : Number(share))));
}

/** The width of a bar in per cent of the scale. */
export function barWidth(share: string | number | null, scale: number): string {
  const part = share === null ? 0 : Math.max(0, Math.min(1, Number(share) / scale));
  return `${(part * 100).toFixed(2)}%`;
}

/** The first day after today, and the last of a month from then: what a new contest begins with. */
export function firstDays(today: string): { start: string; end: string } {
  const start = addDays(today, 1);
  return { start, end: addDays(start, 28) };
}

/** A band, in words. */
export function bandWords(band: number): string {
  if (band === 1) return 'First band';
  if (band === 2) return 'Second band';
  return band === 3 ? 'Third band' : `Band ${band}`;
}
