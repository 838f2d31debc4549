import type { EChartsCoreOption } from 'echarts/core';
import type { Goal, Progress, Step } from '../api/types';
import type { Palette } from '../app/palette';
import { isCumulative } from '../attain/burnup';
import { type DayChart, FONT, withoutFlatPlan } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import { aimOf } from './words';

/** The lines that a goal has to reach, or to stay within. */
function marksOf({ goal, metric_view, standing }: Goal): DayChart['marks'] {
  const value = standing.target ?? goal.value;
  if (value === null || standing.owners.length > 0) return [];
  const aim = aimOf(goal.aim, metric_view);
  if (aim === 'between')
    return [
      { value, label: 'From' },
      { value: goal.upper ?? value, label: 'To' },
    ];
  return [{ value, label: aim === 'at_most' ? 'At most' : 'Goal' }];
}

/** Day by day to the goal: a growing sum with its strip, or a rate on its way from the baseline. */
export function progressChart(goal: Goal, progress: Progress, nowLabel: string): DayChart {
  const { standing, metric_view } = goal;
  return withoutFlatPlan({
    points: progress.points,
    unit: standing.unit,
    currency: standing.currency,
    marks: marksOf(goal),
    cumulative: isCumulative(metric_view),
    nowLabel,
  });
}

const METS: Record<string, string> = { true: 'met', false: 'not met', null: 'not over yet' };

/** One bar for each period of a goal that holds for each of them. */
export function stepsModel(goal: Goal, steps: Step[]): ChartModel {
  const { unit, currency } = goal.standing;
  const say = (value: string | null) => (value === null ? NO_DATA : format.amount(value, unit, currency));
  const due = steps.findLastIndex((step) => step.actual !== null);
  return {
    columns: ['Period', 'Actual', 'Goal', 'State'],
    rows: steps.map((step) => [step.label, say(step.actual), say(step.target), METS[String(step.met)] ?? '']),
    csv: steps.map((step) => [
      step.start,
      step.actual ?? '',
      step.target ?? '',
      METS[String(step.met)] ?? '',
    ]),
    start: Math.max(0, due),
    option: (palette, width) => stepsOption(goal, steps, palette, width),
  };
}

function stepsOption(goal: Goal, steps: Step[], palette: Palette, width: number): EChartsCoreOption {
  const { unit, currency } = goal.standing;
  const compact = (value: number) => format.amount(value, unit, currency, { compact: true });
  const label = { color: palette.muted, fontFamily: FONT, fontSize: 12 };
  const every = Math.max(1, Math.ceil(steps.length / Math.max(2, Math.floor(width / 70))));
  const marks = marksOf(goal);
  const highest = Math.max(...marks.map((mark) => Number(mark.value)), 0);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: width < 480 ? 52 : 64, right: width < 480 ? 12 : 28, top: 24, bottom: 26 },
    xAxis: {
      type: 'category',
      data: steps.map((step) => step.label),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { ...label, interval: (index: number) => index % every === 0 },
    },
    yAxis: {
      type: 'value',
      min: (extent: { min: number }) => Math.min(0, extent.min),
      max: (extent: { max: number }) => Math.max(extent.max, highest) * 1.08 || 1,
      splitNumber: 4,
      axisLabel: { ...label, formatter: compact, showMaxLabel: false },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'bar',
        name: 'Actual',
        silent: true,
        barMaxWidth: 36,
        data: steps.map((step) => ({
          value: step.actual === null ? null : Number(step.actual),
          itemStyle: barStyle(step, palette),
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: marks.map((mark) => ({
            yAxis: Number(mark.value),
            lineStyle: { color: palette.ink, type: 'solid', width: 1.25 },
            label: {
              formatter: `${mark.label} ${compact(Number(mark.value))}`,
              position: 'insideStartTop',
              color: palette.ink,
              fontFamily: FONT,
              fontSize: 12,
              fontWeight: 600,
            },
          })),
        },
      },
    ],
  };
}

/** Which side of the line a bar ends on says whether it was met; a period that runs is drawn hollow. */
function barStyle(step: Step, palette: Palette): object {
  if (step.met === null)
    return { color: palette.card, borderColor: palette.accent, borderWidth: 1.5, borderType: 'solid' };
  return { color: step.met ? palette.above : palette.below };
}
