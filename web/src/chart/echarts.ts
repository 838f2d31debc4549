/** The chart library with only the parts that our charts use; this file is its own lazy chunk. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([LineChart, BarChart, GridComponent, MarkLineComponent, SVGRenderer]);

export const { init } = echarts;
export type { EChartsType } from 'echarts/core';
