import { Popover } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { BriefOutlook } from '../api/types';
import { format } from '../format';
import { StatusPill } from './StatusPill';
import {
  aimText,
  chanceOf,
  chanceShort,
  chanceText,
  type Held,
  landsText,
  statusSentence,
  upperFirst,
} from './words';

interface StatusMarkProps {
  brief: BriefOutlook;
  held: Held;
  /** Whose status it is, for a reader who hears the button alone. */
  of: string;
  /** The pill alone, where the chance stands beside it already. */
  withoutChance?: boolean;
}

/** The status with its chance; what they mean and how good such chances were opens from it. */
export function StatusMark({ brief, held, of, withoutChance = false }: StatusMarkProps) {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const chance = withoutChance ? null : chanceOf(brief, held);
  const close = () => {
    setOpened(false);
    button.current?.focus();
  };
  return (
    <span className="status-mark">
      <button
        ref={button}
        type="button"
        className="status-button"
        aria-haspopup="dialog"
        aria-expanded={opened}
        title={statusSentence(brief, held)}
        onClick={() => setOpened(!opened)}
      >
        <StatusPill status={brief.status} over={held.over} />
        {chance !== null && <span className="status-chance">{chanceShort(chance)}</span>}
        <span className="sr-only">: {of}</span>
      </button>
      {/* Only while it is open: a table has a hundred of these. */}
      {opened && (
        <Popover
          opened
          onChange={(open) => !open && close()}
          trapFocus
          // The button above has the roles; the place that the box hangs on is nothing that one uses.
          withRoles={false}
          shadow="md"
          width={300}
          withArrow
        >
          <Popover.Target>
            <span className="status-place" />
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={`Status: ${of}`}>
            <Meaning brief={brief} held={held} />
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}

function Meaning({ brief, held }: Pick<StatusMarkProps, 'brief' | 'held'>) {
  const chance = chanceOf(brief, held);
  return (
    <div className="status-meaning">
      <p>
        {chance === null
          ? statusSentence(brief, held)
          : `${upperFirst(chanceText(chance))} chance ${aimText(brief, held)}.`}
      </p>
      {!held.over && brief.mean !== null && <p>{landsText(brief, held)}</p>}
      {brief.as_of !== null && !held.over && (
        <p className="muted">By what was known at the end of {format.day(brief.as_of)}.</p>
      )}
      <p className="muted">
        Ahead from {format.percent(0.85)}, on track from {format.percent(0.6)}, at risk from{' '}
        {format.percent(0.3)}, else behind.
      </p>
      <Link to="/calibration">How good were such chances so far?</Link>
    </div>
  );
}
