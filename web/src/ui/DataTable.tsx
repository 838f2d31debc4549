import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { TableScroll } from './TableScroll';

export interface Column<Row> {
  id: string;
  header: string;
  /** Numbers stand on the right, under each other. */
  numeric?: boolean;
  /** The server sorts by the id of this column. */
  sortable?: boolean;
  /** The order of the first press. */
  firstOrder?: 'asc' | 'desc';
  cell: (row: Row) => ReactNode;
  className?: string;
}

export interface Sort {
  by: string;
  order: 'asc' | 'desc';
}

interface DataTableProps<Row> {
  /** What the table shows, for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  foot?: ReactNode;
  busy?: boolean;
  /** On a phone each row is a block with the headers beside its values: for sentences, which a sideways scroll would hide. */
  stacked?: boolean;
}

/** Above this many rows only those near the window are in the document. */
const VIRTUAL_FROM = 300;
const ROW_HEIGHT = 45;

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort?: Sort;
  onSort?: (s: Sort) => void;
}) {
  const className = [column.numeric ? 'numeric' : '', column.className ?? ''].join(' ').trim();
  if (!column.sortable || !onSort) {
    return (
      <th scope="col" className={className}>
        {column.header}
      </th>
    );
  }
  const active = sort?.by === column.id;
  const ariaSort = active ? (sort.order === 'asc' ? 'ascending' : 'descending') : 'none';
  const first = column.firstOrder ?? (column.numeric ? 'desc' : 'asc');
  const next = active ? (sort.order === 'asc' ? 'desc' : 'asc') : first;
  const Icon = active ? (sort.order === 'asc' ? IconArrowUp : IconArrowDown) : IconArrowsSort;
  return (
    <th scope="col" className={className} aria-sort={ariaSort}>
      <button type="button" className="sort-button" onClick={() => onSort({ by: column.id, order: next })}>
        {column.header}
        <Icon size={14} stroke={2} className={active ? 'sort-icon active' : 'sort-icon'} aria-hidden="true" />
      </button>
    </th>
  );
}

function TableRowInner<Row>({ row, columns }: { row: Row; columns: Column<Row>[] }) {
  return (
    <tr>
      {columns.map((column, index) => {
        const className = [column.numeric ? 'numeric' : '', column.className ?? ''].join(' ').trim();
        return index === 0 ? (
          <th scope="row" key={column.id} className={className}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} className={className} data-header={column.header}>
            {column.cell(row)}
          </td>
        );
      })}
    </tr>
  );
}

/** One memoised row: a sort of 200 rows then moves nodes instead of building them again. */
const TableRow = memo(TableRowInner) as typeof TableRowInner;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, foot, busy, stacked } = props;
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const [bodyTop, setBodyTop] = useState(0);
  const virtual = rows.length > VIRTUAL_FROM;
  useLayoutEffect(() => {
    if (virtual && bodyRef.current) setBodyTop(bodyRef.current.getBoundingClientRect().top + window.scrollY);
  }, [virtual]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    enabled: virtual,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
    scrollMargin: bodyTop,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items[items.length - 1];
  const before = first ? first.start - bodyTop : 0;
  const after = last ? virtualizer.getTotalSize() - (last.end - bodyTop) : 0;
  const shown = virtual ? items.flatMap((item) => rows[item.index] ?? []) : rows;

  return (
    <TableScroll label={caption}>
      <table
        className={stacked ? 'table stacked' : 'table'}
        aria-busy={busy}
        aria-rowcount={virtual ? rows.length + 1 : undefined}
      >
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={bodyRef}>
          {virtual && <Spacer height={before} span={columns.length} />}
          {shown.map((row) => (
            <TableRow key={rowKey(row)} row={row} columns={columns} />
          ))}
          {virtual && <Spacer height={after} span={columns.length} />}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </TableScroll>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className="spacer">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
