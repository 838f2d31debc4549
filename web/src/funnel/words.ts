/** How the funnel is said. */
import type { Funnel, FunnelRate, FunnelStep, FunnelVerdict } from '../api/types';
import { format, NO_DATA } from '../format';
import type { Tone } from '../ui/Pill';

const VERDICTS: Record<FunnelVerdict, { text: string; tone: Tone }> = {
  better: { text: 'Better', tone: 'good' },
  worse: { text: 'Worse', tone: 'bad' },
  normal: { text: 'Normal variation', tone: 'neutral' },
  unknown: { text: 'Too few cases', tone: 'neutral' },
};

export const verdictWords = (verdict: FunnelVerdict) => VERDICTS[verdict];

/** "1,240 of 1,748; in 19 of 20 cases 69 % to 73 %". */
export function rateNote(rate: FunnelRate): string {
  if (rate.value === null || rate.low === null || rate.high === null) return 'nothing to make it of';
  return `${format.count(rate.some)} of ${format.count(rate.all)}; surely ${format.percent(rate.low)} to ${format.percent(rate.high)}`;
}

export function daysWords(days: string | null): string {
  if (days === null) return NO_DATA;
  return `${format.decimal(days, 1)} ${Number(days) === 1 ? 'day' : 'days'}`;
}

export const stepName = ({ from, to }: Pick<FunnelStep, 'from' | 'to'>) => `${from} → ${to}`;

/** The answer in one sentence: the step that costs most, or that none stands out. */
export function answer(funnel: Pick<Funnel, 'steps' | 'worst' | 'currency' | 'node'>): string {
  const step = funnel.worst === null ? undefined : funnel.steps[funnel.worst];
  if (!step?.missed) {
    return funnel.steps.some((each) => each.rate.all > 0)
      ? 'No step stands out: what differs from usual is within normal variation.'
      : 'No leads or opportunities came to a step here early enough to be judged.';
  }
  const against = step.missed.from === 'peers' ? 'others of its kind' : 'the same months a year before';
  const usual = step.missed.from === 'peers' ? step.peers : step.before.value;
  const worth = format.amount(step.missed.worth, 'money', funnel.currency, { compact: true });
  return `From ${step.from} to ${step.to}: ${percentOf(step.rate.value)} come through, against ${percentOf(usual)} of ${against}. That is about ${format.decimal(step.missed.deals, 1)} won deals less, or ${worth}.`;
}

function percentOf(value: string | null): string {
  return value === null ? NO_DATA : format.percent(value);
}

/** "on the same day", "after 2 to 3 days", "not answered". */
export function speedName({ from, to, never }: Funnel['speeds'][number]): string {
  if (never) return 'Not answered yet';
  if (to === null) return `After ${from} days or more`;
  if (from === to)
    return from === 0 ? 'On the same day' : from === 1 ? 'On the next day' : `After ${from} days`;
  return `After ${from} to ${to} days`;
}

/** Raw and adjusted beside each other: a change of the mix is no change of the rates. */
export function mixWords(won: Funnel['won']): string | null {
  if (won.rate.value === null || won.before.value === null || won.adjusted === null) return null;
  return `With the sources mixed as a year before, it would be ${format.percent(won.adjusted, 1)} instead of ${format.percent(won.rate.value, 1)}.`;
}
