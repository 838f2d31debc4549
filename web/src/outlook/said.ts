import type { BriefOutlook } from '../api/types';

/** What was said of the chance at the end of a day. */
export interface SaidDay {
  day: string;
  chance: string;
}

export function saidDays(said: BriefOutlook[]): SaidDay[] {
  return said.flatMap(({ as_of, chance }) =>
    as_of === null || chance === null ? [] : { day: as_of, chance },
  );
}

/** The points of a small line of that size: days from left to right, chances from 0 below to 1 above. */
export function saidPoints(days: SaidDay[], width: number, height: number): { x: number; y: number }[] {
  const [first, last] = [Date.parse(days[0]?.day ?? ''), Date.parse(days.at(-1)?.day ?? '')];
  const span = last - first || 1;
  return days.map(({ day, chance }) => ({
    x: ((Date.parse(day) - first) / span) * width,
    y: (1 - Number(chance)) * height,
  }));
}
