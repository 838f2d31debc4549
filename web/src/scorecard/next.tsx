import { useQuery } from '@tanstack/react-query';
import { useOrganisation } from '../access/session';
import type { ScorecardCard } from '../api/types';
import { Commitments } from '../checkin/Commitments';
import { LinkButton } from '../ui/LinkButton';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { type CardQuestion, commitmentsQuery } from './queries';
import { proposalTexts } from './words';

/** What the two promised each other, for the two alone; for anybody else there is no such section. */
export function CommitmentsSection({ nodeId, question }: { nodeId: string; question: CardQuestion }) {
  const { currency } = useOrganisation();
  const query = useQuery(commitmentsQuery(nodeId, question));
  const list = query.data?.items ?? [];
  if (list.length === 0) return null;
  return (
    <Section
      title="What was promised, and kept?"
      hint="From check-ins; only the two of them see this. It is in no workbook."
    >
      <Commitments list={list} currency={currency} withOther readOnly />
    </Section>
  );
}

export function ProposalsSection({ card }: { card: ScorecardCard }) {
  return (
    <Section title="What could be next?">
      {card.proposals.length === 0 ? (
        <Empty title="Nothing is proposed">
          There is too little history to suggest a target for the next period from.
        </Empty>
      ) : (
        <ul className="card-list">
          {card.proposals.map((proposal) => {
            const { title, text, numbers } = proposalTexts(proposal);
            return (
              <li key={`${proposal.kind} ${proposal.period.id}`}>
                <div>
                  <strong>{title}</strong>
                  {numbers && <span className="block">{numbers}</span>}
                  <span className="word block">{text}</span>
                </div>
                {proposal.kind === 'target' ? (
                  <LinkButton
                    to="/n/$nodeId"
                    params={{ nodeId: card.node.id }}
                    search={{ period: proposal.period.id }}
                    size="xs"
                    variant="default"
                  >
                    To the target
                  </LinkButton>
                ) : (
                  <LinkButton
                    to="/act/$nodeId"
                    params={{ nodeId: card.node.id }}
                    search={{ period: proposal.kind === 'catch_up' ? proposal.period.id : undefined }}
                    size="xs"
                    variant="default"
                  >
                    What to do
                  </LinkButton>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
