import type { Burnup, Metric } from '../api/types';
import { type DayChart, dayChartModel } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';

/** A sum of what happened grows through its period; everything else is a state that moves. */
export function isCumulative(metric: Pick<Metric, 'shape'> | undefined): boolean {
  return metric === undefined || metric.shape === 'sum';
}

export function burnupChart({ figures, points }: Burnup, cumulative: boolean, nowLabel: string): DayChart {
  const word = figures.direction === 'lower' ? 'At most' : 'Target';
  return {
    points,
    unit: figures.unit,
    currency: figures.currency,
    marks: figures.target === null ? [] : [{ value: figures.target, label: word }],
    cumulative,
    nowLabel,
  };
}

/** `nowLabel` names the line where the actual ends: today, or the day the reader went back to. */
export function burnupModel(burnup: Burnup, cumulative = true, nowLabel = 'Today'): ChartModel {
  return dayChartModel(burnupChart(burnup, cumulative, nowLabel));
}
