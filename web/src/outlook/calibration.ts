/** How good the chances were that were given: the answer of the server, and how it is said. */

export interface Calibration {
  subjects: number;
  projections: number;
  since: string | null;
  brier: string | null;
  /** Against always saying how often it happens on the whole. */
  skill: string | null;
  /** Against the rule that goes by pace alone. */
  pace_skill: string | null;
  bins: CalibrationBin[];
  ranges: CalibrationRange[];
  by_past: CalibrationPast[];
  words: string[];
  why: string;
}

export interface CalibrationBin {
  from: number | string;
  to: number | string;
  count: number;
  hits: number;
  said: string;
  happened: string;
  low: string;
  high: string;
  within: boolean;
}

export interface CalibrationRange {
  level: number;
  count: number;
  inside: number;
  share: string;
  low: string;
  high: string;
}

export interface CalibrationPast {
  past: string;
  count: number;
  brier: string | null;
  skill: string | null;
  pace_skill: string | null;
}
