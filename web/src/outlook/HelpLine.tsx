import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Figures } from '../api/types';
import { format } from '../format';
import { chanceNumber, helpOf } from './help';
import { chanceText } from './words';

const NAMED = 3;

interface HelpLineProps {
  rows: Figures[];
  /** The table is in this order already. */
  isFirst: boolean;
  onFirst: () => void;
}

/** Who needs help, and who first: one line above the table that holds them. */
export function HelpLine({ rows, isFirst, onFirst }: HelpLineProps) {
  const { needed, among } = helpOf(rows);
  // Of one the table says it all.
  if (among < 2) return null;
  if (needed.length === 0)
    return <p className="help-line">None of {format.count(among)} is at risk or behind.</p>;
  const named = needed.slice(0, NAMED);
  return (
    <p className="help-line">
      <strong>
        {format.count(needed.length)} of {format.count(among)}
      </strong>{' '}
      {needed.length === 1 ? 'is' : 'are'} at risk or behind; {needed.length === 1 ? 'it is' : 'first:'}{' '}
      {named.map((row, at) => (
        <span key={row.node.id}>
          {at > 0 && ', '}
          <Link to="/n/$nodeId" params={{ nodeId: row.node.id }} className="link">
            {row.node.name}
          </Link>{' '}
          <span className="word">({chanceText(String(chanceNumber(row) ?? 0))})</span>
        </span>
      ))}
      {!isFirst && needed.length > 1 && (
        <Button variant="subtle" size="compact-sm" onClick={onFirst}>
          Lowest chance first
        </Button>
      )}
    </p>
  );
}
