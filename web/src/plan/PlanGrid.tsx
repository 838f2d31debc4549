import { VisuallyHidden } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Unit } from '../api/types';
import { format } from '../format';
import { notify } from '../ui/toast';
import { type CellEdit, type Plan, type PlanRow, rowKey } from './contract';
import { clipboardCells, parseEntry, localSeparators as separators, toWire } from './decimal';
import { GridLine } from './GridLine';
import { makeGrid, moved, type Place, paste, sum, visibleRows, withEdit } from './model';

interface PlanGridProps {
  plan: Plan;
  pending: CellEdit[];
  editable: boolean;
  onEdit: (edits: CellEdit[]) => void;
  onLock: (row: PlanRow, period: string | null, locked: boolean) => void;
  onLimits: () => void;
  onUndo: () => void;
  onProblem: (message: string | null) => void;
  /** The row that commands of the page are about. */
  onSelect: (key: string) => void;
}

/** From so many rows on only those in view are in the document. */
const VIRTUAL_FROM = 80;
/** As plan.css makes them, the header and the line of sums too. */
const ROW_HEIGHT = 37;
/** Of the grid's text, in pixels: no digit is wider. */
const CHARACTER = 8;
const CELL_PADDING = 24;
const read = (text: string) => parseEntry(text, separators);

/** People × periods, edited in place as in a spreadsheet. */
export function PlanGrid(props: PlanGridProps) {
  const { plan, pending, editable, onEdit, onLock, onLimits, onUndo, onProblem, onSelect } = props;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const [text, setText] = useState<string | null>(null); // of the cell that is being edited
  const table = useRef<HTMLTableElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);

  const stored = useMemo(() => makeGrid(plan, pending), [plan, pending]);
  const shownKeys = useMemo(
    () => visibleRows(stored, folded).map(({ row }) => rowKey(row)),
    [stored, folded],
  );
  const place = { row: Math.min(active.row, shownKeys.length - 1), column: active.column };
  const activeRow = plan.rows[stored.byKey.get(shownKeys[place.row] ?? '') ?? -1];
  const activePeriod = plan.periods[place.column];

  // The totals follow every key: what is typed counts as if it were stored.
  const typed = text === null ? null : read(text);
  const grid =
    typed && typed.kind !== 'wrong' && activePeriod && activeRow
      ? withEdit(plan, stored, {
          node: activeRow.node.id,
          parent: activeRow.parent,
          period: activePeriod.id,
          value: typed.kind === 'none' ? null : toWire(typed.value),
        })
      : stored;
  const shown = shownKeys.flatMap((key) => grid.rows[grid.byKey.get(key) ?? -1] ?? []);

  const virtual = shown.length > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: shown.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    // Lines that come a frame late are better than a wheel that waits for them.
    useFlushSync: false,
    scrollMargin: ROW_HEIGHT,
    // The header and the line of sums lie over the rows.
    scrollPaddingStart: ROW_HEIGHT,
    scrollPaddingEnd: ROW_HEIGHT,
  });
  const items = virtualizer.getVirtualItems();
  const first = virtual ? (items[0]?.index ?? 0) : 0;
  const last = virtual ? (items[items.length - 1]?.index ?? -1) : shown.length - 1;

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const cell = table.current?.querySelector<HTMLElement>('[data-active="true"]');
    if (cell) cell.focus();
    else {
      wantsFocus.current = true; // the row is not in the document yet
      virtualizer.scrollToIndex(place.row, { align: 'auto' });
    }
  });

  const go = useCallback(
    (to: Place) => {
      wantsFocus.current = true;
      setActive(to);
      const key = shownKeys[to.row];
      if (key) onSelect(key);
    },
    [onSelect, shownKeys],
  );

  const line = shown[place.row];
  const mayEdit = editable && (line?.row.may.includes('edit') ?? false);
  const isLocked = Boolean(line?.row.locked || line?.row.locks[place.column]);

  const begin = (initial: string) => {
    if (!mayEdit) return;
    if (isLocked) {
      onProblem(`${line?.row.node.name}, ${activePeriod?.label} is locked. Press L to unlock it first.`);
      return;
    }
    onProblem(null);
    setText(initial);
  };

  const commit = (next: Place): boolean => {
    if (text === null || !line || !activePeriod) return true;
    const entry = read(text);
    if (entry.kind === 'wrong') {
      onProblem(entry.message);
      return false;
    }
    const before = line.row.cells[place.column] ?? null;
    const value = entry.kind === 'none' ? null : toWire(entry.value);
    setText(null);
    if (value !== before)
      onEdit([{ node: line.row.node.id, parent: line.row.parent, period: activePeriod.id, value }]);
    go(next);
    return true;
  };

  const own = (): string => {
    const value = line?.cells[place.column] ?? null;
    return value === null ? '' : toWire(value).replace('.', separators.decimal);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const control = event.ctrlKey || event.metaKey;
    if (text !== null) {
      const next = afterEdit(event, place, shown.length, plan.periods.length);
      if (event.key === 'Escape') {
        event.preventDefault();
        setText(null);
        onProblem(null);
        go(place);
      } else if (next) {
        event.preventDefault();
        commit(next);
      }
      return;
    }
    const to = moved(place, event.key, control, shown.length, plan.periods.length);
    if (to) {
      event.preventDefault();
      go(to);
      return;
    }
    if (control && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      onUndo();
      return;
    }
    if (event.altKey && event.key === 'Enter') {
      event.preventDefault();
      if (mayEdit) onLimits();
      return;
    }
    if (control || event.altKey || !line || !activePeriod) return;
    switch (event.key) {
      case 'Enter':
      case 'F2':
        event.preventDefault();
        begin(own());
        break;
      case 'Delete':
      case 'Backspace':
        event.preventDefault();
        if (mayEdit && !isLocked && line.row.cells[place.column] !== null)
          onEdit([{ node: line.row.node.id, parent: line.row.parent, period: activePeriod.id, value: null }]);
        break;
      case 'l':
        event.preventDefault();
        if (mayEdit) onLock(line.row, activePeriod.id, !line.row.locks[place.column]);
        break;
      case 'L':
        event.preventDefault();
        if (mayEdit) onLock(line.row, null, !line.row.locked);
        break;
      case '+':
      case '-':
        event.preventDefault();
        if (!line.row.leaf) fold(line.row.node.id, event.key === '-');
        break;
      default:
        if (/^[\d.,]$/.test(event.key)) {
          event.preventDefault();
          begin(event.key);
        }
    }
  };

  const fold = useCallback((id: string, close?: boolean) => {
    setFolded((before) => {
      const next = new Set(before);
      if (close ?? !next.has(id)) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);

  const onPaste = (event: ClipboardEvent) => {
    if (text !== null || !editable) return;
    event.preventDefault();
    const cells = clipboardCells(event.clipboardData.getData('text/plain'));
    const { edits, refused } = paste(plan, shown, place, cells, read);
    onEdit(edits);
    if (edits.length > 0)
      notify(edits.length === 1 ? 'One cell was pasted.' : `${edits.length} cells were pasted.`);
    onProblem(refused.length > 0 ? pasteProblem(refused, edits.length) : null);
  };

  const onCopy = (event: ClipboardEvent) => {
    if (text !== null) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', own());
  };

  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest('input')) return;
    const cell = event.target.closest<HTMLElement>('[data-row]');
    const row = shownKeys.indexOf(cell?.dataset.row ?? '');
    if (row >= 0) go({ row, column: Number(cell?.dataset.column) });
  };

  const unit = plan.metric_view.unit as Unit;
  const top = stored.rows[0];
  const widths = columnTexts(plan, [top?.cells, top?.below, stored.leaves]).map(
    (text) => `${text.length * CHARACTER + CELL_PADDING}px`,
  );
  return (
    <div className="plan-scroll" ref={scroller}>
      <table
        ref={table}
        className={virtual ? 'plan-grid fixed' : 'plan-grid'}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is edited cell by cell is a grid
        role="grid"
        aria-rowcount={shown.length + 2}
        aria-colcount={plan.periods.length + 2}
        aria-readonly={!editable}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={() => text === null && begin(own())}
        onPaste={onPaste}
        onCopy={onCopy}
      >
        <caption>
          <VisuallyHidden>
            {plan.metric_view.name} targets by person and period. Arrow keys move, digits or Enter edit,
            Escape cancels, Delete removes the target, L locks the cell, Shift+L the row, Alt+Enter opens the
            limits of the row, Ctrl+Z takes back, Ctrl+V pastes.
          </VisuallyHidden>
        </caption>
        {virtual && (
          // Otherwise the columns would be measured again, and move, with every line that comes into view.
          <colgroup>
            <col className="plan-name-col" />
            {widths.map((width, column) => (
              <col key={plan.periods[column]?.id ?? 'total'} style={{ width }} />
            ))}
          </colgroup>
        )}
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="plan-name">
              Who
            </th>
            {plan.periods.map((period) => (
              <th scope="col" key={period.id} className="numeric">
                {period.label}
              </th>
            ))}
            <th scope="col" className="numeric plan-total">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {virtual && <Spacer height={first * ROW_HEIGHT} span={plan.periods.length + 2} />}
          {shown.slice(first, last + 1).map((item, offset) => {
            const index = first + offset;
            const here = index === place.row;
            return (
              <GridLine
                key={rowKey(item.row)}
                line={item}
                index={index + 2}
                periods={plan.periods}
                unit={unit}
                currency={plan.currency}
                activeColumn={here ? place.column : -1}
                text={here ? text : null}
                wrong={here && typed?.kind === 'wrong' ? typed.message : null}
                withState={plan.state !== 'active' && plan.state !== 'closed'}
                folded={folded.has(item.row.node.id)}
                onText={setText}
                onLeave={commit}
                onFold={fold}
                place={here ? place : null}
              />
            );
          })}
          {virtual && (
            <Spacer height={(shown.length - 1 - last) * ROW_HEIGHT} span={plan.periods.length + 2} />
          )}
        </tbody>
        <tfoot>
          <tr aria-rowindex={shown.length + 2}>
            <th scope="row" className="plan-name">
              All people
            </th>
            {[...grid.leaves, grid.leavesTotal].map((value, column) => (
              <td key={plan.periods[column]?.id ?? 'total'} className="numeric">
                {value === null ? '–' : format.amount(toWire(value), unit, plan.currency)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** The longest text that stands in each column, the total's last: the largest numbers are those at the top. */
function columnTexts(plan: Plan, sums: ((bigint | null)[] | undefined)[]): string[] {
  const write = (value: bigint | null) =>
    value === null ? '' : format.amount(toWire(value), plan.metric_view.unit as Unit, plan.currency);
  const longest = (texts: string[]) => texts.reduce((a, b) => (b.length > a.length ? b : a), '');
  const columns = plan.periods.map((period, column) =>
    longest([period.label, ...sums.map((values) => write(values?.[column] ?? null))]),
  );
  return [...columns, longest(sums.map((values) => write(sum(values ?? []))))];
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className="spacer">
      <td colSpan={span} style={{ height: Math.max(0, height) }} />
    </tr>
  );
}

/** Where the cursor goes when a key ends the editing, or null when the key is for the text. */
function afterEdit(event: KeyboardEvent, place: Place, rows: number, columns: number): Place | null {
  switch (event.key) {
    case 'Enter':
      return moved(place, event.shiftKey ? 'ArrowUp' : 'ArrowDown', false, rows, columns);
    case 'Tab':
      return moved(place, event.shiftKey ? 'ArrowLeft' : 'ArrowRight', false, rows, columns);
    case 'ArrowUp':
    case 'ArrowDown':
      return moved(place, event.key, false, rows, columns);
    default:
      return null;
  }
}

function pasteProblem(refused: string[], taken: number): string {
  const shown = refused.slice(0, 3).join('; ');
  const more = refused.length > 3 ? `; and ${refused.length - 3} more` : '';
  return `${taken > 0 ? 'Some cells were not pasted' : 'Nothing was pasted'}: ${shown}${more}.`;
}
