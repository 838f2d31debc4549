/** Where the shapes of a static chart stand; pure, in units of the drawing. */

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Bars from a zero line that fit a box, whatever their signs; null where there is no value. */
export function bars(
  values: (number | null)[],
  width: number,
  height: number,
): { bars: (Bar | null)[]; zero: number } {
  const known = values.filter((value) => value !== null);
  const top = Math.max(0, ...known);
  const bottom = Math.min(0, ...known);
  const span = top - bottom || 1;
  const y = (value: number) => ((top - value) / span) * height;
  const step = width / Math.max(1, values.length);
  const gap = Math.min(8, step * 0.25);
  return {
    zero: y(0),
    bars: values.map((value, at) =>
      value === null
        ? null
        : {
            x: at * step + gap / 2,
            y: Math.min(y(value), y(0)),
            width: step - gap,
            height: Math.abs(y(value) - y(0)),
          },
    ),
  };
}

/** Where a value and the middle half of others stand on a line from 0 to 1; null without a middle half. */
export function placed(
  own: number | null,
  low: number | null,
  high: number | null,
): { own: number; low: number; high: number } | null {
  if (own === null || low === null || high === null) return null;
  const least = Math.min(own, low);
  const most = Math.max(own, high);
  const margin = (most - least || Math.abs(most) || 1) * 0.25;
  const at = (value: number) => (value - least + margin) / (most - least + 2 * margin);
  return { own: at(own), low: at(low), high: at(high) };
}
