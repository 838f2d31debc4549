/**
 * Exact amounts for the planning grid: whole counts of 1/10,000, so that totals while typing are right to the last
 * digit. The server keeps the same unit.
 */
export const UNIT = 10_000n;
const DIGITS = 4;

/** Reads what the server writes: "1234.5". */
export function fromWire(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * UNIT + BigInt(fraction.padEnd(DIGITS, '0').slice(0, DIGITS) || '0');
  return negative ? -value : value;
}

/** Writes it for the server, without useless zeros. */
export function toWire(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0');
  const whole = digits.slice(0, -DIGITS);
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  return sign + whole + (fraction ? `.${fraction}` : '');
}

/** What somebody typed or pasted: a value, nothing at all (no target), or something that is no number. */
export type Entry = { kind: 'value'; value: bigint } | { kind: 'none' } | { kind: 'wrong'; message: string };

const SCALES: Record<string, bigint> = { k: 1_000n, m: 1_000_000n, bn: 1_000_000_000n };

export interface Separators {
  decimal: string;
  group: string;
}

/** How numbers are written where the reader is. */
export function separatorsOf(locale: string): Separators {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1_234_567.5);
  return {
    decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
    group: parts.find((part) => part.type === 'group')?.value ?? ',',
  };
}

/** How the reader of this page writes them. */
export const localSeparators = separatorsOf(typeof navigator === 'undefined' ? 'en-US' : navigator.language);

/**
 * Reads a number as people write it: grouped, with a currency sign, with k or m. An empty text is no target, which is
 * not a target of 0.
 */
export function parseEntry(text: string, { decimal, group }: Separators): Entry {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/^\p{Sc}|\p{Sc}$/gu, '');
  if (plain === '' || plain === '–' || plain === '-') return { kind: 'none' };
  const match = /^([\d.,]+)(k|m|bn)?$/i.exec(plain);
  const wrong = (message: string): Entry => ({ kind: 'wrong', message });
  if (!match?.[1]) return wrong(`“${text.trim()}” is not a number; write it like 12${decimal}5 or 12000`);
  const pieces = match[1].split(decimal);
  const whole = pieces[0] ?? '';
  if (pieces.length > 2 || (decimal !== group && pieces[1]?.includes(group)))
    return wrong(`“${text.trim()}” has more than one decimal ${decimal === ',' ? 'comma' : 'point'}`);
  const groups = whole.split(group);
  if (groups.length > 1 && (groups[0] === '' || groups.slice(1).some((part) => part.length !== 3)))
    return wrong(`“${text.trim()}” can be read in two ways; write it without “${group}”`);
  const scale = SCALES[match[2]?.toLowerCase() ?? ''] ?? 1n;
  const fraction = pieces[1] ?? '';
  const digits = `${groups.join('')}${fraction}`;
  if (!/^\d+$/.test(digits)) return wrong(`“${text.trim()}” is not a number`);
  const numerator = BigInt(digits) * UNIT * scale;
  const divisor = 10n ** BigInt(fraction.length);
  if (numerator % divisor !== 0n) return wrong('At most four decimals are kept');
  return { kind: 'value', value: numerator / divisor };
}

/** Reads "5" or "5 %" as a share: 0.05. */
export function parsePercent(text: string, separators: Separators): Entry {
  const entry = parseEntry(text.replace('%', ''), separators);
  if (entry.kind !== 'value') return entry;
  if (entry.value % 100n !== 0n) return { kind: 'wrong', message: 'At most two decimals are kept' };
  return { kind: 'value', value: entry.value / 100n };
}

/** The same number as somebody would type it; nothing for no number. */
export function typedEntry(wire: string | null, { decimal }: Separators): string {
  return wire === null ? '' : toWire(fromWire(wire)).replace('.', decimal);
}

/** The same share as somebody would type it in percent. */
export function typedPercent(wire: string | null, separators: Separators): string {
  return wire === null ? '' : typedEntry(toWire(fromWire(wire) * 100n), separators);
}

/** Divides as spreadsheets put cells on the clipboard: tabs between columns, line ends between rows. */
export function clipboardCells(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  return lines.map((line) => line.split('\t'));
}
