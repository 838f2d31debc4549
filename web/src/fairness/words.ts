/** What the report says in words: pure rules about the server's figures. */
import type { Fairness } from '../api/types';
import { format, NO_DATA } from '../format';

/** Attainment is of what was reached, or of what is expected at the end. */
export function attainmentName(report: Pick<Fairness, 'over'>): string {
  return report.over ? 'Attainment' : 'Expected attainment';
}

/** The one answer on top. Figures of too few people are not made up. */
export function answer(report: Fairness): string {
  if (!report.enough) return '';
  if (report.chance_min !== null && report.chance_max !== null && report.chances >= 5) {
    // The server says more about chances that lie far apart.
    const points = Math.round(100 * (Number(report.chance_max) - Number(report.chance_min)));
    if (points > 30) return '';
    return `The chance to reach the target is ${format.percent(report.chance_min)} for the hardest and ${format.percent(report.chance_max)} for the easiest: ${points} points apart.`;
  }
  if (report.at_or_above !== null) {
    return `${format.percent(report.at_or_above)} ${report.over ? 'reached' : 'are expected to reach'} their target.`;
  }
  return '';
}

/** How even attainment is, by its Gini coefficient. */
export function giniWords(gini: string | null): string {
  if (gini === null) return NO_DATA;
  const value = Number(gini);
  const word = value < 0.1 ? 'even' : value < 0.25 ? 'some spread' : 'far apart';
  return `${format.decimal(gini, 2)} (${word})`;
}

/** More handed out than received is a plus. */
export function paddingWords(padding: string): string {
  const percent = Math.round(100 * Number(padding));
  if (percent === 0) return 'as received';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}
