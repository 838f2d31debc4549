import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Board, BoardLine } from '../api/types';
import { format } from '../format';
import { kindWord } from '../org/queries';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import type { Said } from './SayDialog';
import { intervalText, PART_WORDS, PARTS } from './words';

interface RollupTableProps {
  board: Board;
  /** It is today, and the period is not over. */
  isLive: boolean;
  onSay: (what: Said, line: BoardLine) => void;
}

export function RollupTable({ board, isLive, onSay }: RollupTableProps) {
  const columns = useMemo(
    () => columnsOf(board.currency ?? null, isLive, onSay),
    [board.currency, isLive, onSay],
  );
  return (
    <DataTable
      caption={`Forecasts below ${board.total.node.name}`}
      columns={columns}
      rows={board.lines}
      rowKey={(line) => line.node.id}
      foot={<Foot board={board} />}
    />
  );
}

function columnsOf(
  currency: string | null,
  isLive: boolean,
  onSay: RollupTableProps['onSay'],
): Column<BoardLine>[] {
  const amount = (value: string) => format.amount(value, 'money', currency);
  const numbers = PARTS.map(
    (part): Column<BoardLine> => ({
      id: part,
      header: PART_WORDS[part],
      numeric: true,
      cell: (line) => amount(line.figures[part]),
    }),
  );
  return [
    { id: 'name', header: 'Who', className: 'sticky', cell: (line) => <Name line={line} /> },
    ...numbers,
    { id: 'call', header: 'Call', numeric: true, cell: (line) => <CallCell line={line} amount={amount} /> },
    {
      id: 'override',
      header: 'Override',
      numeric: true,
      cell: (line) => <OverrideCell line={line} amount={amount} />,
    },
    { id: 'value', header: 'Forecast', numeric: true, cell: (line) => <strong>{amount(line.value)}</strong> },
    {
      id: 'target',
      header: 'Target',
      numeric: true,
      cell: (line) => (line.target === null ? <NoData reason="there is no target" /> : amount(line.target)),
    },
    ...(isLive
      ? [{ id: 'say', header: 'Change', cell: (line: BoardLine) => <SayButtons line={line} onSay={onSay} /> }]
      : []),
  ];
}

function Name({ line }: { line: BoardLine }) {
  return (
    <span className="name-cell">
      <Link to="/forecast" search={(kept) => ({ ...kept, under: line.node.id })} className="link">
        {line.node.name}
      </Link>
      <span className="word">
        {kindWord(line.node.kind)}
        {line.partly && ', for a part of the period'}
      </span>
    </span>
  );
}

interface CellProps {
  line: BoardLine;
  amount: (value: string) => string;
}

function CallCell({ line, amount }: CellProps) {
  if (!line.call) return <NoData reason="nobody committed to a number" />;
  const text = line.interval && intervalText(line.interval, amount);
  return (
    <>
      {amount(line.call.value)}
      {text && (
        <span className="word block" title={text.basis}>
          likely {text.range}
        </span>
      )}
    </>
  );
}

function OverrideCell({ line, amount }: CellProps) {
  if (!line.override) return <NoData reason="it is not overridden" />;
  return (
    <>
      {amount(line.override.value)}
      <span className="word block">“{line.override.note}”</span>
    </>
  );
}

function SayButtons({ line, onSay }: { line: BoardLine; onSay: RollupTableProps['onSay'] }) {
  if (line.lock) {
    return (
      <span className="word nowrap">
        <IconLock size={14} aria-hidden="true" /> locked
      </span>
    );
  }
  const button = (what: Said, text: string) => (
    <Button key={what} size="compact-sm" variant="default" onClick={() => onSay(what, line)}>
      {text}
      <span className="sr-only"> the forecast of {line.node.name}</span>
    </Button>
  );
  return (
    <span className="forecast-actions">
      {line.may_override && button('overrides', 'Override')}
      {line.may_override && line.override && button('resets', 'Reset')}
      {line.may_submit && button('calls', 'Submit')}
    </span>
  );
}

/** What belongs to nobody listed, and the whole. */
function Foot({ board }: { board: Board }) {
  const currency = board.currency ?? null;
  const amount = (value: string) => format.amount(value, 'money', currency);
  const { total, unassigned } = board;
  const hasRest = PARTS.some((part) => Number(unassigned[part]) !== 0);
  return (
    <>
      {hasRest && (
        <tr>
          <th scope="row" className="sticky">
            Of nobody here
          </th>
          {PARTS.map((part) => (
            <td key={part} className="numeric">
              {amount(unassigned[part])}
            </td>
          ))}
          <td colSpan={5} />
        </tr>
      )}
      <tr>
        <th scope="row" className="sticky">
          {total.node.name}
        </th>
        {PARTS.map((part) => (
          <td key={part} className="numeric">
            {amount(total.figures[part])}
          </td>
        ))}
        <td className="numeric">
          {total.call ? amount(total.call.value) : <NoData reason="nobody committed to a number" />}
        </td>
        <td className="numeric">
          {total.override ? amount(total.override.value) : <NoData reason="it is not overridden" />}
        </td>
        <td className="numeric">
          <strong>{amount(total.value)}</strong>
        </td>
        <td className="numeric">
          {total.target ? amount(total.target) : <NoData reason="there is no target" />}
        </td>
        <td />
      </tr>
    </>
  );
}
