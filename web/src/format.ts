/**
 * The one place where numbers, dates and instants become text.
 * Amounts and ratios arrive as decimal strings, because the server computes exactly; here they become
 * floating-point numbers for display only, never to be summed.
 */

export const NO_DATA = '–';
const MINUS = '\u2212';

/** How the server writes "from the beginning" where a day is asked for. */
const BEGINNING = '0001-01-01';

export type Decimal = string | number;
export type Unit = 'money' | 'count' | 'quantity';

export interface AmountOptions {
  /** "$24.6M" instead of "$24,612,004": for tiles and axes. */
  compact?: boolean;
  /** Writes + as well as −: for differences. */
  signed?: boolean;
  /** Shows the cents: for receipts and statements. */
  exact?: boolean;
}

export interface Formatter {
  amount(value: Decimal, unit: Unit, currency: string | null, options?: AmountOptions): string;
  percent(ratio: Decimal, digits?: number): string;
  points(difference: Decimal): string;
  index(value: Decimal): string;
  count(value: Decimal): string;
  /** A decimal as it is, grouped, with at most this many digits after the point. */
  decimal(value: Decimal, digits: number): string;
  day(day: string): string;
  /** Since when something is known; the first of all days stands for "always". */
  knownOn(day: string): string;
  dayShort(day: string): string;
  dayRange(start: string, end: string | null): string;
  instant(iso: string, timeZone: string): string;
  duration(milliseconds: number): string;
}

/** A number with the sign as Attain writes it: U+2212 for minus, and no "negative zero". */
function withSign(format: Intl.NumberFormat, value: number, signed: boolean): string {
  const plain = format.format(Math.abs(value));
  const isZero = plain === format.format(0);
  if (isZero) return plain;
  if (value < 0) return MINUS + plain;
  return signed ? `+${plain}` : plain;
}

/** A day is a calendar date without a time zone; noon UTC keeps it the same date everywhere. */
function dayToDate(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

export function addDays(day: string, days: number): string {
  const date = dayToDate(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function createFormatter(locale: string): Formatter {
  const formats = new Map<string, Intl.NumberFormat>();
  const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const known = formats.get(key);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, options);
    formats.set(key, made);
    return made;
  };
  const dayFormat = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const dayShortFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const percentFormat = (digits: number) => numberFormat({ style: 'percent', maximumFractionDigits: digits });

  const formatter: Formatter = {
    amount(value, unit, currency, options = {}) {
      const { compact = false, signed = false, exact = false } = options;
      const fraction = compact ? 1 : exact ? 2 : 0;
      const base: Intl.NumberFormatOptions = compact ? { notation: 'compact' } : {};
      if (unit === 'money' && currency) {
        const format = numberFormat({
          ...base,
          style: 'currency',
          currency,
          currencyDisplay: 'narrowSymbol',
          minimumFractionDigits: exact ? 2 : 0,
          maximumFractionDigits: fraction,
        });
        return withSign(format, Number(value), signed);
      }
      const digits = unit === 'count' && !compact ? 0 : unit === 'quantity' && exact ? 4 : fraction;
      return withSign(numberFormat({ ...base, maximumFractionDigits: digits }), Number(value), signed);
    },
    percent: (ratio, digits = 0) => withSign(percentFormat(digits), Number(ratio), false),
    points: (difference) =>
      `${withSign(numberFormat({ maximumFractionDigits: 0 }), Number(difference) * 100, true)} pp`,
    index: (value) =>
      withSign(numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 }), Number(value), false),
    count: (value) => withSign(numberFormat({ maximumFractionDigits: 0 }), Number(value), false),
    decimal: (value, digits) =>
      withSign(numberFormat({ maximumFractionDigits: digits }), Number(value), false),
    day: (day) => dayFormat.format(dayToDate(day)),
    knownOn: (day) => (day === BEGINNING ? 'from the beginning' : `known on ${formatter.day(day)}`),
    dayShort: (day) => dayShortFormat.format(dayToDate(day)),
    dayRange(start, end) {
      if (!end) return `from ${formatter.day(start)}`;
      // The end is exclusive on the wire; people read the last day that counts.
      return `${formatter.day(start)} – ${formatter.day(addDays(end, -1))}`;
    },
    instant: (iso, timeZone) =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
      }).format(new Date(iso)),
    duration(milliseconds) {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      if (seconds < 60) return `${formatter.count(seconds)} s`;
      return `${formatter.count(Math.floor(seconds / 60))} min ${formatter.count(seconds % 60)} s`;
    },
  };
  return formatter;
}

export const format = createFormatter(typeof navigator === 'undefined' ? 'en-US' : navigator.language);

/** Turns a fragment of the server, such as "the target for the period", into a sentence. */
export function sentence(fragment: string): string {
  const text = fragment.trim();
  if (text === '') return '';
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
