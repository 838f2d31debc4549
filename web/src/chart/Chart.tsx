import { Button, Menu, Skeleton, useComputedColorScheme } from '@mantine/core';
import { IconChartLine, IconDownload, IconTable } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useCallback, useRef, useState } from 'react';
import { dark, light } from '../app/palette';
import { TableScroll } from '../ui/TableScroll';
import { toCsv } from './csv';
import { download, svgToPng } from './download';
import type { ChartModel } from './model';
import type { PlotHandle } from './Plot';

const Plot = lazy(() => import('./Plot'));

interface ChartProps {
  /** The question that the chart answers. */
  label: string;
  /** Base name of the exported files. */
  fileName: string;
  model: ChartModel;
  height: number;
  /** The key, in HTML, so that it can be read and selected. */
  legend?: ReactNode;
}

/** A chart with everything that belongs to it: key, keyboard cursor, the same as a table, CSV and pictures. */
export function Chart({ label, fileName, model, height, legend }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  const handle = useRef<PlotHandle | null>(null);
  const palette = useComputedColorScheme('light') === 'dark' ? dark : light;
  const onReady = useCallback((next: PlotHandle | null) => {
    handle.current = next;
  }, []);

  const saveCsv = () =>
    download(
      `${fileName}.csv`,
      new Blob([toCsv(model.columns, model.csv)], { type: 'text/csv;charset=utf-8' }),
    );
  const saveSvg = () => {
    const picture = handle.current?.svg();
    if (picture) download(`${fileName}.svg`, new Blob([picture.text], { type: 'image/svg+xml' }));
  };
  const savePng = async () => {
    const picture = handle.current?.svg();
    if (!picture) return;
    download(`${fileName}.png`, await svgToPng(picture.text, picture.width, picture.height, palette.card));
  };

  return (
    <figure className="chart" aria-label={label}>
      <div className="chart-bar">
        <div className="chart-legend">{legend}</div>
        <div className="chart-tools">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
            onClick={() => setAsTable((value) => !value)}
          >
            {asTable ? 'View as chart' : 'View as table'}
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button variant="subtle" size="compact-sm" leftSection={<IconDownload size={16} />}>
                Save
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={saveCsv}>Numbers as CSV</Menu.Item>
              <Menu.Item onClick={savePng} disabled={asTable}>
                Picture as PNG
              </Menu.Item>
              <Menu.Item onClick={saveSvg} disabled={asTable}>
                Picture as SVG
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {asTable ? (
        <PointTable label={label} model={model} height={height} />
      ) : (
        <Suspense fallback={<Skeleton height={height} radius="md" />}>
          <Plot label={label} model={model} height={height} onReady={onReady} />
        </Suspense>
      )}
    </figure>
  );
}

function PointTable({ label, model, height }: { label: string; model: ChartModel; height: number }) {
  return (
    <TableScroll label={label} style={{ maxHeight: height }}>
      <table className="table">
        <thead>
          <tr>
            {model.columns.map((column, at) => (
              <th key={column} scope="col" className={at > 0 ? 'numeric' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {model.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((text, at) =>
                at === 0 ? (
                  <th key={at} scope="row">
                    {text}
                  </th>
                ) : (
                  <td key={at} className="numeric">
                    {text}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
