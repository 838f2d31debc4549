import type { ReactNode } from 'react';
import type { AttainmentPage, Figures } from '../api/types';
import type { Column } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { StatusCell } from './columns';
import { ActualNumber, AttainmentNumber, amountText, GapNumber, TargetNumber } from './numbers';

interface TotalRowsProps {
  page: AttainmentPage;
  columns: Column<Figures>[];
  /** Any row, for the unit of the unassigned value. */
  sample: Figures | undefined;
}

/** What belongs to nobody in the table is named, so that the rows and the total agree. */
export function TotalRows({ page, columns, sample }: TotalRowsProps) {
  const { total, unassigned } = page;
  return (
    <>
      {unassigned && sample && Number(unassigned.value) !== 0 && (
        <FootRow
          columns={columns}
          name="Unassigned"
          cells={{
            actual: amountText(sample, unassigned.value),
            target: <NoData reason="what is assigned to nobody has no target" />,
          }}
        />
      )}
      {total && (
        <FootRow
          className="total"
          columns={columns}
          name={total.node.name}
          cells={{
            attainment: (
              <span className="bullet-row">
                <span className="bullet-spacer" />
                <span className="bullet-number">
                  <AttainmentNumber figures={total} />
                </span>
              </span>
            ),
            chance: <StatusCell figures={total} />,
            actual: <ActualNumber figures={total} />,
            target: <TargetNumber figures={total} />,
            gap: <GapNumber figures={total} />,
          }}
        />
      )}
    </>
  );
}

interface FootRowProps {
  columns: Column<Figures>[];
  name: string;
  cells: Record<string, ReactNode>;
  className?: string;
}

function FootRow({ columns, name, cells, className }: FootRowProps) {
  return (
    <tr className={className}>
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.id} scope="row" className="sticky">
            {name}
          </th>
        ) : (
          <td
            key={column.id}
            className={[column.numeric ? 'numeric' : '', column.className ?? ''].join(' ').trim()}
          >
            {cells[column.id]}
          </td>
        ),
      )}
    </tr>
  );
}
