import { IconTarget } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession } from '../access/session';
import type { OrgNode } from '../api/types';
import { useView } from '../app/view';
import { format } from '../format';
import { homeNodeId, personNodeId } from '../org/home';
import { DataTable } from '../ui/DataTable';
import { LinkButton } from '../ui/LinkButton';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { goalColumns } from './columns';
import { goalsQuery } from './queries';

/** The goals of one person, team or company, on its page; on the reader's first page also the own ones. */
export default function NodeGoals({ node }: { node: OrgNode }) {
  const session = useSession();
  const me = personNodeId(session);
  const isHome = homeNodeId(session) === node.id;
  return (
    <>
      {isHome && me !== null && me !== node.id && <GoalsOf owner={me} title="My goals" />}
      <GoalsOf owner={node.id} title={node.id === me ? 'My goals' : `Which goals does ${node.name} have?`} />
    </>
  );
}

/** A page of numbers shows the first few; the rest has a page of its own. */
const FEW = 8;

function GoalsOf({ owner, title }: { owner: string; title: string }) {
  const { user } = useSession();
  const view = useView();
  const query = useQuery(goalsQuery({ owner, state: 'draft,proposed,accepted,active' }, view.asOfParameter));
  const columns = useMemo(() => goalColumns({ asOf: view.asOf, withoutOwner: true }), [view.asOf]);
  const maySet = user.role !== 'viewer';
  return (
    <Section
      title={title}
      hint="Mark on a bar: where an even way would be today."
      actions={
        maySet && (
          <LinkButton
            to="/goals/new"
            search={{ owner }}
            size="xs"
            variant="default"
            leftSection={<IconTarget size={16} />}
          >
            Set a goal
          </LinkButton>
        )
      }
    >
      <Loaded query={query} height={120}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No goals yet">
              {maySet
                ? 'One sentence is enough: “12 demos a week until June”.'
                : 'Goals appear here when somebody sets them.'}
            </Empty>
          ) : (
            <>
              <DataTable
                caption={title}
                columns={columns}
                rows={page.items.slice(0, FEW).map((goal) => ({ goal, depth: 0, below: 0 }))}
                rowKey={(row) => row.goal.id}
                busy={query.isPlaceholderData}
              />
              {page.items.length > FEW && (
                <div className="more">
                  <LinkButton
                    to="/goals"
                    search={{ of: 'company', owner }}
                    variant="default"
                    size="compact-md"
                  >
                    All {format.count(page.items.length)} goals
                  </LinkButton>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}
