import type { EChartsCoreOption } from 'echarts/core';
import type { ScorecardTrend } from '../api/types';
import type { Palette } from '../app/palette';
import { FONT } from '../chart/dayChart';
import type { ChartModel } from '../chart/model';
import { format, NO_DATA } from '../format';
import { compactText, shortLabel } from './shapes';
import { amountText, pointValue } from './words';

/** The periods of a trend: what they are compared by first, then what they brought. */
export function trendModel(trend: ScorecardTrend): ChartModel {
  const text = (value: string | null) => amountText(value, trend) ?? NO_DATA;
  const per = trend.per_day ? 'Per working day' : trend.name;
  const both = !trend.same;
  const columns = ['Period', per, 'Working days', 'In all'];
  if (both) columns.push('In all, by the people of now');
  const rows = trend.points.map((point, at) => {
    const value = pointValue(trend, at);
    const row = [
      point.period.label,
      value === null ? NO_DATA : text(String(value)),
      format.count(point.days),
      text(point.value),
    ];
    if (both) row.push(text(point.value_now));
    return row;
  });
  const csv = trend.points.map((point, at) => {
    const row = [point.period.id, String(pointValue(trend, at) ?? ''), String(point.days), point.value ?? ''];
    if (both) row.push(point.value_now ?? '');
    return row;
  });
  return {
    columns,
    rows,
    csv,
    start: rows.length - 1,
    option: (palette, width) => option(trend, palette, width),
  };
}

function option(trend: ScorecardTrend, palette: Palette, width: number): EChartsCoreOption {
  const narrow = width < 560;
  const label = { color: palette.muted, fontFamily: FONT, fontSize: narrow ? 9 : 12 };
  const last = trend.points.length - 1;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: narrow ? 42 : 60, right: 12, top: 16, bottom: narrow ? 44 : 30 },
    xAxis: {
      type: 'category',
      data: trend.points.map(({ period }) => shortLabel(period)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...label, rotate: narrow ? 60 : 0, interval: 0 },
    },
    yAxis: {
      type: 'value',
      axisLabel: { ...label, formatter: (value: number) => compactText(value, trend) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        name: trend.name,
        barMaxWidth: 42,
        data: trend.points.map((_, at) => ({
          value: pointValue(trend, at),
          itemStyle: { color: at === last ? palette.accent : palette.muted },
        })),
      },
    ],
  };
}
