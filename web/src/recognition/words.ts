/** How the page says where people stand, without a precision that the numbers do not have. */
import { format } from '../format';
import type { Category, LeaderBand, Leaderboard, LeaderOwn, LeaderRow } from './queries';

export const CATEGORIES: { value: Category; label: string; question: string; hint: string }[] = [
  {
    value: 'attainment',
    label: 'Attainment',
    question: 'Who is furthest on the way to their own target?',
    hint: 'By the share of each one’s own target, not by raw money. Who could stand in another order by luck alone is in one band.',
  },
  {
    value: 'improvement',
    label: 'Improvement',
    question: 'Who is furthest beyond what is usual for them?',
    hint: 'In points of each one’s own target, against their own earlier periods.',
  },
  {
    value: 'quality',
    label: 'Quality',
    question: 'Who is furthest on the way to their target for what customers say?',
    hint: 'CSAT, NPS or retention: the first that people have targets for.',
  },
  {
    value: 'teamwork',
    label: 'Teamwork',
    question: 'Which team is furthest on the way to its target?',
    hint: 'By the share of the team’s target.',
  },
];

/** What is compared, in the words of the category: 87 %, or +12 pp against what is usual. */
export function valueText(category: Category, value: string): string {
  return category === 'improvement' ? format.points(value) : format.percent(value);
}

/** From where to where a band reaches. */
export function rangeText(category: Category, band: Pick<LeaderBand, 'low' | 'high'>): string {
  const [low, high] = [valueText(category, band.low), valueText(category, band.high)];
  return low === high ? low : `${low} to ${high}`;
}

export const OUT_WORDS: Record<LeaderRow['out'], string> = {
  '': '',
  no_target: 'without a target in this period',
  no_number: 'without a number yet',
  not_whole: 'not there for the whole period',
  guardrail: 'a guardrail of a goal is broken',
  no_history: 'fewer than three earlier periods',
};

const people = (n: number, one: string, many: string) => `${format.count(n)} ${n === 1 ? one : many}`;

/** Where one stands, as sentences. */
export function ownSentences(own: LeaderOwn, category: Category, currency: string): string[] {
  const who = category === 'teamwork' ? 'Your team' : 'You';
  const has = category === 'teamwork' ? 'has' : 'have';
  if (own.out !== '' || own.value === null)
    return [
      `${who} ${category === 'teamwork' ? 'is' : 'are'} not compared: ${OUT_WORDS[own.out] || OUT_WORDS.no_number}.`,
    ];
  const said = [
    category === 'improvement'
      ? `${who} ${has} ${valueText(category, own.value)} against what is usual by now.`
      : `${who} ${has} ${valueText(category, own.value)} of the target.`,
  ];
  if (own.above === null || own.level === null || own.below === null) return said;
  said.push(
    own.above === 0
      ? 'Nobody is clearly ahead.'
      : `${people(own.above, 'is', 'are')} clearly ahead, ${people(own.level, 'is', 'are')} level, ${people(own.below, 'is', 'are')} clearly behind.`,
  );
  if (own.step) {
    const amount =
      own.step.amount === null ? '' : ` (${format.amount(own.step.amount, own.step.unit, currency)})`;
    const where = own.band === 1 ? 'to be level with the best' : `to come into band ${own.step.band}`;
    said.push(`About ${format.points(own.step.up).replace('+', '')} of the target${amount} more ${where}.`);
  }
  return said;
}

/** Why no names stand in the bands, or fewer than there are. */
export function boardNote(
  board: Pick<Leaderboard, 'close' | 'leading' | 'display' | 'bands' | 'why'>,
): string {
  if (board.why !== '') return board.why;
  if (board.close) return 'Too close to call: luck alone could put most of them in another order.';
  if (board.bands.length === 0) return 'The organisation does not show who leads.';
  if (board.leading)
    return 'Nobody is clearly ahead of these. Others may be as good: most cannot be told apart.';
  return '';
}
