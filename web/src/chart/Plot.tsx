import { useComputedColorScheme } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { dark, light } from '../app/palette';
import { type EChartsType, init } from './echarts';
import { type ChartModel, describePoint, moveCursor, nearestPoint } from './model';

export interface PlotHandle {
  svg: () => { text: string; width: number; height: number };
}

interface PlotProps {
  label: string;
  model: ChartModel;
  height: number;
  onReady: (handle: PlotHandle | null) => void;
}

/** The drawn chart with its cursor, which pointer and keyboard move alike. Default export: a lazy chunk. */
export default function Plot({ label, model, height, onReady }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [width, setWidth] = useState(0);
  const [cursor, setCursor] = useState<number | null>(null);
  const [focusIndex, setFocusIndex] = useState(model.start);
  const palette = useComputedColorScheme('light') === 'dark' ? dark : light;
  const count = model.rows.length;
  const index = Math.min(focusIndex, count - 1);

  const draw = useEffectEvent(() => {
    const instance = chart.current;
    if (instance && width > 0) instance.setOption(model.option(palette, width), { notMerge: true });
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    onReady({
      svg: () => ({
        text: instance.renderToSVGString(),
        width: instance.getWidth(),
        height: instance.getHeight(),
      }),
    });
    const observer = new ResizeObserver(() => {
      instance.resize();
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      instance.dispose();
      chart.current = null;
      onReady(null);
    };
  }, [onReady]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawing reads them through the effect event
  useEffect(() => draw(), [model, palette, width]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setCursor(null);
      return;
    }
    const to = moveCursor(event.key, index, count);
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setFocusIndex(to);
    setCursor(to);
  };

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const at = chart.current?.convertFromPixel({ xAxisIndex: 0 }, event.clientX - left);
    if (typeof at !== 'number' || Number.isNaN(at)) return;
    setCursor(nearestPoint(model, at));
  };

  const shown = cursor === null ? null : Math.min(cursor, count - 1);
  const place = shown === null ? 0 : (model.places?.[shown] ?? shown);
  const x = shown === null ? 0 : Number(chart.current?.convertToPixel({ xAxisIndex: 0 }, place) ?? 0);

  return (
    <div className="plot" style={{ height }}>
      <div
        className="plot-slider"
        role="slider"
        tabIndex={0}
        aria-label={`${label}: points of the chart`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={index}
        aria-valuetext={describePoint(model, index)}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && setCursor(index)}
        onBlur={() => setCursor(null)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setCursor(null)}
      >
        <div ref={host} className="plot-host" />
      </div>
      {shown !== null && width > 0 && <Readout model={model} index={shown} x={x} width={width} />}
    </div>
  );
}

function Readout({ model, index, x, width }: { model: ChartModel; index: number; x: number; width: number }) {
  const row = model.rows[index] ?? [];
  // On the side of the cursor where there is more room.
  const side = x > width / 2 ? { right: width - x + 12 } : { left: x + 12 };
  return (
    <>
      <span className="plot-cursor" style={{ left: x }} aria-hidden="true" />
      <div className="readout" style={side} aria-hidden="true">
        <strong>{row[0]}</strong>
        {row.slice(1).map((text, at) => (
          <span key={model.columns[at + 1]} className="readout-line">
            <span>{model.columns[at + 1]}</span>
            <span>{text}</span>
          </span>
        ))}
      </div>
    </>
  );
}
