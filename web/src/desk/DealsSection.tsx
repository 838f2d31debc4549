import type { Figures, Home } from '../api/types';
import { DealsTable } from '../outlook/DealsTable';
import { heldOf } from '../outlook/held';
import { Section } from '../ui/Section';

/** The open deals that matter most for the chance. */
export function DealsSection({ home, figures }: { home: Home; figures: Figures }) {
  if (home.deals.length === 0) return null;
  return (
    <Section
      title="Which deals decide it?"
      hint="The chance with and without each one, the others as they are."
    >
      <DealsTable deals={home.deals} held={heldOf(figures)} />
    </Section>
  );
}
