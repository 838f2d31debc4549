import { describe, expect, it } from 'vitest';
import { dark, light } from './palette';

type Rgb = [number, number, number];

/** Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB. */
const SIMULATION: Record<string, [Rgb, Rgb, Rgb]> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function simulate(hex: string, matrix: [Rgb, Rgb, Rgb]): Rgb {
  const rgb = linear(hex);
  return matrix.map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as Rgb;
}

function distance(a: Rgb, b: Rgb): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s palette', (_, palette) => {
  it.each(['ink', 'muted', 'accent', 'error'] as const)('%s is readable on card and page', (role) => {
    expect(contrast(palette[role], palette.card)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette[role], palette.page)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['ahead', 'aheadGround'],
    ['good', 'goodGround'],
    ['warn', 'warnGround'],
    ['bad', 'badGround'],
    ['ink', 'track'],
    ['muted', 'track'],
  ] as const)('%s is readable on %s', (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it('writes readable text on the accent', () => {
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['accent', 'above', 'below', 'ink'] as const)(
    'the %s bar stands out from card and track',
    (role) => {
      expect(contrast(palette[role], palette.card)).toBeGreaterThanOrEqual(3);
      expect(contrast(palette[role], palette.track)).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(Object.entries(SIMULATION))('deviations stay apart under %s simulation', (_name, matrix) => {
    expect(distance(simulate(palette.above, matrix), simulate(palette.below, matrix))).toBeGreaterThanOrEqual(
      15,
    );
  });
});
