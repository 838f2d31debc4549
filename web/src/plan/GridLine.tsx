import { IconChevronDown, IconChevronRight, IconLock } from '@tabler/icons-react';
import { type CSSProperties, memo } from 'react';
import type { Unit } from '../api/types';
import { format, sentence } from '../format';
import { type PlanPeriod, type RowState, rowKey } from './contract';
import { fromWire, toWire } from './decimal';
import { marksOf } from './marks';
import { type GridRow, gapOf, type Place } from './model';

interface GridLineProps {
  line: GridRow;
  index: number;
  periods: PlanPeriod[];
  unit: Unit;
  currency: string | null;
  /** −1 when the cursor is in another row. */
  activeColumn: number;
  text: string | null;
  wrong: string | null;
  folded: boolean;
  /** Whether the life of each row is told; in an active plan all are the same. */
  withState: boolean;
  place: Place | null;
  onText: (text: string) => void;
  onLeave: (next: Place) => boolean;
  onFold: (node: string) => void;
}

const STATE_WORDS: Record<RowState, string> = {
  open: '',
  submitted: 'submitted',
  approved: 'approved',
  accepted: 'accepted',
  returned: 'returned',
};

function GridLineInner(props: GridLineProps) {
  const { line, index, periods, unit, currency, activeColumn, folded, onFold } = props;
  const { row } = line;
  const marks = marksOf(row, unit, currency);
  const write = (value: bigint) => format.amount(toWire(value), unit, currency);
  return (
    <tr aria-rowindex={index} className={row.leaf ? undefined : 'plan-branch'}>
      <th scope="row" className="plan-name">
        <span className="plan-name-in" style={{ '--depth': row.depth } as CSSProperties}>
          {!row.leaf && (
            <button
              type="button"
              className="plan-fold"
              tabIndex={-1}
              aria-expanded={!folded}
              aria-label={`${folded ? 'Show' : 'Hide'} what is below ${row.node.name}`}
              onClick={() => onFold(row.node.id)}
            >
              {folded ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
            </button>
          )}
          <span className="plan-name-lines">
            <span className="plan-name-text">{row.node.name}</span>
            {marks.length > 0 && (
              <span className="plan-marks">
                {marks.map((mark) => (
                  <span key={mark.words} role="img" aria-label={mark.words} title={sentence(mark.words)}>
                    {mark.text}
                  </span>
                ))}
              </span>
            )}
          </span>
          {row.locked && <IconLock size={13} aria-label="locked" className="plan-lock" />}
          {row.state !== 'open' && (
            <span className={`plan-state ${row.state}`}>{STATE_WORDS[row.state]}</span>
          )}
        </span>
      </th>
      {periods.map((period, column) => {
        const value = line.cells[column] ?? null;
        const below = line.below[column] ?? null;
        const active = column === activeColumn;
        const locked = row.locked || row.locks[column];
        const editing = active && props.text !== null;
        const classes = ['numeric', 'plan-cell'];
        if (line.pending[column]) classes.push('pending');
        if (locked) classes.push('locked');
        if (value === null && below !== null) classes.push('carried');
        return (
          <td
            key={period.id}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid takes the focus
            role="gridcell"
            aria-colindex={column + 2}
            aria-selected={active}
            data-active={active && !editing}
            tabIndex={active && !editing ? 0 : -1}
            className={classes.join(' ')}
            data-row={rowKey(row)}
            data-column={column}
          >
            {editing ? (
              <CellInput {...props} label={`${row.node.name}, ${period.label}`} />
            ) : (
              <CellText
                value={value}
                below={below}
                full={line.pending[column] ? null : (row.full[column] ?? null)}
                locked={Boolean(locked)}
                leaf={row.leaf}
                write={write}
              />
            )}
          </td>
        );
      })}
      <td className="numeric plan-total" aria-colindex={periods.length + 2}>
        <CellText
          value={line.total}
          below={line.belowTotal}
          full={null}
          locked={false}
          leaf={row.leaf}
          write={write}
        />
      </td>
    </tr>
  );
}

function CellInput({ text, wrong, place, label, onText, onLeave }: GridLineProps & { label: string }) {
  return (
    <input
      className="plan-input"
      // biome-ignore lint/a11y/noAutofocus: the cell had the focus before it became a field
      autoFocus
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong !== null}
      title={wrong ?? undefined}
      value={text ?? ''}
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={() => place && onLeave(place)}
    />
  );
}

interface CellTextProps {
  value: bigint | null;
  below: bigint | null;
  /** What the number was before it was prorated. */
  full: string | null;
  locked: boolean;
  leaf: boolean;
  write: (value: bigint) => string;
}

/** The number; for a branch also how far the parts are from it. */
function CellText({ value, below, full, locked, leaf, write }: CellTextProps) {
  const gap = leaf ? null : gapOf(value, below);
  const shown = value ?? (leaf ? null : below);
  return (
    <>
      {locked && <IconLock size={11} aria-label="locked" className="plan-lock" />}
      <span>{shown === null ? '–' : write(shown)}</span>
      {full !== null && (
        <span className="plan-gap" title="Prorated: the number for the whole period">
          of {write(fromWire(full))}
        </span>
      )}
      {gap !== null && gap !== 0n && (
        <span className="plan-gap" title="What the parts below hold more (+) or less (−) than this number">
          {gap > 0n ? '+' : '−'}
          {write(gap > 0n ? gap : -gap)}
        </span>
      )}
    </>
  );
}

const same = (a: (bigint | null)[], b: (bigint | null)[]) => a.every((value, index) => value === b[index]);

/** A line is drawn anew only when something in it changed: 500 lines stay as they are while one is edited. */
export const GridLine = memo(GridLineInner, (before, after) => {
  const quiet = before.activeColumn < 0 && after.activeColumn < 0;
  return (
    quiet &&
    before.line.row === after.line.row &&
    before.index === after.index &&
    before.folded === after.folded &&
    before.periods === after.periods &&
    same(before.line.cells, after.line.cells) &&
    same(before.line.below, after.line.below) &&
    before.line.pending.every((value, index) => value === after.line.pending[index])
  );
});
