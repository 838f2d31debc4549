import { Button } from '@mantine/core';
import { IconPencil, IconTarget } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../access/session';
import type { Goal, Move } from '../api/types';
import { useView } from '../app/view';
import { sentence } from '../format';
import { GoalLanding } from '../outlook/Landing';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { ownerText, titleOf } from './columns';
import { Contribution } from './detail/Contribution';
import { GoalTiles } from './detail/GoalTiles';
import { Guardrails } from './detail/Guardrails';
import { History } from './detail/History';
import { Life } from './detail/Life';
import { Owners } from './detail/Owners';
import { Plan } from './detail/Plan';
import { ProgressSection } from './detail/ProgressSection';
import { GoalStatus } from './GoalStatus';
import { MoveDialog } from './MoveDialog';
import { inOrder, MOVES } from './moves';
import { goalQuery } from './queries';
import { SmartPanel } from './SmartPanel';

/** Is this goal well set, how does it stand, and who answers for it? */
export function GoalPage() {
  const { goalId } = useParams({ from: '/app/goals/$goalId' });
  const view = useView();
  const query = useQuery(goalQuery(goalId, view.asOfParameter));
  return (
    <Loaded query={query} height={720} level={1}>
      {(goal) => <GoalDetail key={goal.id} goal={goal} />}
    </Loaded>
  );
}

function GoalDetail({ goal }: { goal: Goal }) {
  const view = useView();
  const isInForce = goal.state === 'active' || goal.state === 'closed';
  return (
    <>
      <Crumbs goal={goal} />
      <Head goal={goal} />
      <GoalTiles goal={goal} />
      <Notes goal={goal} />
      <ProgressSection goal={goal} />
      {isInForce && <GoalLanding goal={goal} asOf={view.asOfParameter} of={titleOf(goal)} />}
      {goal.standing.owners.length > 0 && <Owners goal={goal} />}
      {goal.guards.length > 0 && <Guardrails goal={goal} />}
      <Contribution goal={goal} />
      {goal.smart && (
        <Section
          title="Is it SMART?"
          hint={
            isInForce
              ? 'Judged on what is known today. The chance in it goes by history alone, as when a goal is set; the status above knows what is open now.'
              : 'Judged on what is known today.'
          }
        >
          <SmartPanel smart={goal.smart} wide />
        </Section>
      )}
      <Plan goal={goal} />
      <Life goal={goal} />
      <History goal={goal} />
    </>
  );
}

function Crumbs({ goal }: { goal: Goal }) {
  return (
    <nav aria-label="Path" className="crumbs">
      <ol>
        <li>
          <Link to="/goals">Goals</Link>
        </li>
        {goal.parent && (
          <li>
            <Link to="/goals/$goalId" params={{ goalId: goal.parent.id }}>
              {goal.parent.title}
            </Link>
          </li>
        )}
        <li aria-current="page">{titleOf(goal)}</li>
      </ol>
    </nav>
  );
}

function Head({ goal }: { goal: Goal }) {
  const { user } = useSession();
  const [move, setMove] = useState<Move | null>(null);
  const moves = inOrder(goal.may);
  return (
    <div className="page-head">
      <div className="goal-head">
        <div className="goal-title">
          <PageTitle title={titleOf(goal)} />
          <GoalStatus goal={goal} of={titleOf(goal)} />
        </div>
        <p className="page-sub">
          <Link to="/n/$nodeId" params={{ nodeId: goal.owner_node.id }}>
            {ownerText(goal)}
          </Link>{' '}
          · {goal.readback}{' '}
          <Link
            to="/why/$nodeId"
            params={{ nodeId: goal.owner_node.id }}
            search={{ metric: goal.goal.metric, period: `${goal.goal.start}..${goal.goal.end}` }}
          >
            Why off plan?
          </Link>
        </p>
      </div>
      <div className="page-actions">
        {moves.map((item, at) => (
          <Button
            key={item}
            size="xs"
            variant={at === 0 && item !== 'withdrawn' && item !== 'closed' ? 'filled' : 'default'}
            onClick={() => setMove(item)}
          >
            {MOVES[item].label}
          </Button>
        ))}
        {goal.may_edit && (
          <LinkButton
            to="/goals/$goalId/edit"
            params={{ goalId: goal.id }}
            size="xs"
            variant="default"
            leftSection={<IconPencil size={16} />}
          >
            Edit
          </LinkButton>
        )}
        {user.role !== 'viewer' && goal.state !== 'withdrawn' && goal.state !== 'closed' && (
          <LinkButton
            to="/goals/new"
            search={{ parent: goal.id }}
            size="xs"
            variant="default"
            leftSection={<IconTarget size={16} />}
          >
            Add a part
          </LinkButton>
        )}
      </div>
      {move !== null && <MoveDialog goal={goal} move={move} onClose={() => setMove(null)} />}
    </div>
  );
}

/** What the reader must know to read the goal right. */
function Notes({ goal }: { goal: Goal }) {
  const notes = [...goal.flags, ...goal.standing.notes].map(sentence);
  if (notes.length === 0) return null;
  return (
    <ul className="notes" aria-label="Notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
