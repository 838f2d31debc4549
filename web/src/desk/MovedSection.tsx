import { Link } from '@tanstack/react-router';
import type { Figures, Home } from '../api/types';
import { format } from '../format';
import { causeText } from '../movement/words';
import { Section } from '../ui/Section';
import { chanceMoved, movedSentence } from './words';

/** What is another than a week ago, and why. */
export function MovedSection({ home, figures }: { home: Home; figures: Figures }) {
  const { moved } = home;
  if (moved === null) return null;
  const chance = chanceMoved(moved, figures.outlook?.chance ?? null);
  const amount = (value: string) =>
    format.amount(value, figures.unit, figures.currency, { compact: true, signed: true });
  const target =
    moved.target.pieces.length > 0 && moved.target.difference !== null ? moved.target.difference : null;
  return (
    <Section
      title="What changed since last week?"
      actions={
        <Link to="/why/$nodeId" params={{ nodeId: figures.node.id }} hash="changed" className="link">
          What moved it, line by line
        </Link>
      }
    >
      <p>
        <strong>{movedSentence(moved, figures)}</strong> {chance}
      </p>
      {(moved.pieces.length > 1 || target !== null) && (
        <ul className="desk-moved">
          {moved.pieces.map((piece) => (
            <li key={piece.cause}>
              <span className="desk-amount">{amount(piece.value)}</span> {causeText(piece.cause)}
            </li>
          ))}
          {target !== null && (
            <li>
              <span className="desk-amount">{amount(target)}</span> The target itself was changed
            </li>
          )}
        </ul>
      )}
    </Section>
  );
}
