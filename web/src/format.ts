/**
 * The one place where numbers, dates and instants become text, and where typed numbers become decimals.
 * Amounts and ratios arrive as decimal strings, because the server computes exactly; here they become
 * floating-point numbers for display only, never to be summed. What somebody types stays text all the way.
 */

import type { Unit } from './api/types';

export type { Unit };

export const NO_DATA = '–';
const MINUS = '\u2212';

/** How the server writes "from the beginning" where a day is asked for. */
const BEGINNING = '0001-01-01';

export type Decimal = string | number;

export interface AmountOptions {
  /** "$24.6M" instead of "$24,612,004": for tiles and axes. */
  compact?: boolean;
  /** It is a difference of two values: of two shares, that is so many percentage points. */
  difference?: boolean;
  /** A difference that is written with + as well as −. */
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
  /** The month of a day: "Nov 2026". */
  month(day: string): string;
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

/** A ratio such as a coverage of 2.4 is a quantity too, and would lose its meaning as a whole number. */
function quantityDigits(value: Decimal, unit: Unit, exact: boolean): number | null {
  if (unit !== 'quantity') return null;
  if (exact) return 4;
  return Math.abs(Number(value)) < 100 ? 1 : null;
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
  const monthFormat = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const percentFormat = (digits: number) => numberFormat({ style: 'percent', maximumFractionDigits: digits });

  const formatter: Formatter = {
    amount(value, unit, currency, options = {}) {
      const { compact = false, signed = false, exact = false, difference = signed } = options;
      const fraction = compact ? 1 : exact ? 2 : 0;
      if (unit === 'share') {
        const digits = exact ? 2 : 1;
        if (!difference) return withSign(percentFormat(digits), Number(value), false);
        return `${withSign(numberFormat({ maximumFractionDigits: digits }), Number(value) * 100, signed)} pp`;
      }
      if (unit === 'days') {
        const digits = exact ? 2 : 1;
        const days = {
          style: 'unit',
          unit: 'day',
          unitDisplay: 'long',
          maximumFractionDigits: digits,
        } as const;
        return withSign(numberFormat(days), Number(value), signed);
      }
      if (unit === 'points')
        return withSign(numberFormat({ maximumFractionDigits: exact ? 2 : 1 }), Number(value), signed);
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
      const digits = unit === 'count' && !compact ? 0 : (quantityDigits(value, unit, exact) ?? fraction);
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
    month: (day) => monthFormat.format(dayToDate(day)),
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

/** Moves the decimal point of a plain decimal, exactly: 25 by −2 is 0.25. */
function movePoint(text: string, places: number): string {
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const zeros = '0'.repeat(Math.abs(places));
  const digits = zeros + whole + fraction + zeros;
  const at = zeros.length + whole.length + places;
  const plain = `${digits.slice(0, at)}.${digits.slice(at)}`
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0*$/, '$1')
    .replace(/\.$/, '');
  return plain === '0' ? plain : sign + plain;
}

const TYPED = /^[-\u2212]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;

/**
 * What a typed number is for the server, or null when it is not plainly a number: "1,500" and "1 500.5" are,
 * "1,5" is not, because it may be one and a half or a slip. A share is typed in per cent.
 */
export function parseAmount(typed: string, unit: Unit): string | null {
  const text = typed.replaceAll(/\s/g, '').replace(/%$/, '');
  if (!TYPED.test(text)) return null;
  const plain = text.replace(MINUS, '-').replaceAll(',', '');
  return movePoint(plain, unit === 'share' ? -2 : 0);
}

/** The same number as somebody would type it. */
export function typedAmount(value: string | null, unit: Unit): string {
  return value === null ? '' : movePoint(value, unit === 'share' ? 2 : 0);
}

/** What to write beside a field for a value of the unit. */
export function unitMark(unit: Unit, currency: string | null): string {
  const marks: Record<Unit, string> = {
    money: currency ?? '',
    count: '',
    quantity: '',
    share: '%',
    days: 'days',
    points: 'points',
  };
  return marks[unit];
}
