import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Figures, Home, Movement } from '../api/types';
import type { View } from '../app/view';
import { format } from '../format';
import { movementQuery } from '../movement/queries';
import { causeText, daysBefore } from '../movement/words';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { chanceMoved, movedSentence } from './words';

const WEEK = 7;

/** What is another than a week ago, and why. It reads every change, so it comes after the rest of the page. */
export function MovedSection({ home, figures, view }: { home: Home; figures: Figures; view: View }) {
  const since = daysBefore(home.as_of, WEEK);
  const query = useQuery(movementQuery(figures.node.id, view, since));
  return (
    <Section
      title="What changed since last week?"
      actions={
        <Link to="/why/$nodeId" params={{ nodeId: figures.node.id }} hash="changed" className="link">
          What moved it, line by line
        </Link>
      }
    >
      <Loaded query={query} height={48}>
        {(movement) => <Moved movement={movement} home={home} figures={figures} />}
      </Loaded>
    </Section>
  );
}

function Moved({ movement, home, figures }: { movement: Movement; home: Home; figures: Figures }) {
  const { actual, target, since } = movement;
  const chance = chanceMoved(home.said, since, figures.outlook?.chance ?? null);
  const amount = (value: string) =>
    format.amount(value, figures.unit, figures.currency, { compact: true, signed: true });
  const moved = target.pieces.length > 0 ? target.difference : null;
  return (
    <>
      <p>
        <strong>{movedSentence({ ...actual, since }, figures)}</strong> {chance}
      </p>
      {(actual.pieces.length > 1 || moved !== null) && (
        <ul className="desk-moved">
          {actual.pieces.map((piece) => (
            <li key={piece.cause}>
              <span className="desk-amount">{amount(piece.value)}</span> {causeText(piece.cause)}
            </li>
          ))}
          {moved !== null && (
            <li>
              <span className="desk-amount">{amount(moved)}</span> The target itself was changed
            </li>
          )}
        </ul>
      )}
    </>
  );
}
