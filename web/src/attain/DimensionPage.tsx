import { Link, useParams } from '@tanstack/react-router';
import { canManage, useSession } from '../access/session';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { useDimensions } from '../org/dimensions';
import { kindPlural, kindWord } from '../org/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { AttainmentTable } from './AttainmentTable';

const KINDS = [
  'territory',
  'region',
  'category',
  'subcategory',
  'product',
  'customer',
  'segment',
  'channel',
  'lead_source',
];

/** Coarser and finer than what every organisation has. */
const ALWAYS_FINER = ['region', 'subcategory'];

/** The company cut by one dimension, whole. */
export function DimensionPage() {
  const { by } = useParams({ from: '/app/dimensions/$by' });
  const view = useView();
  const { user, organisation } = useSession();
  const there = useDimensions();
  const tabs = KINDS.filter((kind) => kind === by || there.includes(kind) || ALWAYS_FINER.includes(kind));
  if (!KINDS.includes(by)) {
    return (
      <Empty
        title="There is no such table"
        level={1}
        action={
          <Link to="/dimensions/$by" params={{ by: 'territory' }}>
            Territories
          </Link>
        }
      >
        Sales can be cut by {KINDS.map((kind) => kindWord(kind).toLowerCase()).join(', ')}.
      </Empty>
    );
  }
  const plural = kindPlural(by);
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title={plural} />
          <p className="page-sub">Which markets and products carry the result?</p>
        </div>
        <ViewBar />
      </div>
      <nav className="tabs" aria-label="Cut by">
        {tabs.map((kind) => (
          <Link
            key={kind}
            to="/dimensions/$by"
            params={{ by: kind }}
            className={kind === by ? 'tab active' : 'tab'}
            aria-current={kind === by ? 'page' : undefined}
          >
            {kindPlural(kind)}
          </Link>
        ))}
      </nav>
      <Section title={`How much did each ${kindWord(by).toLowerCase()} bring?`}>
        <AttainmentTable
          key={by}
          view={view}
          // The total of the company, and what belongs to none of the rows, are for those who see everything.
          filter={{ by, under: canManage(user.role) ? organisation.node_id : undefined }}
          caption={`${plural}: actual and attainment`}
          nameHeader={kindWord(by)}
          findLabel={`Find a ${kindWord(by).toLowerCase()}`}
          plainWithoutTargets
          defaultSort={{ by: 'actual', order: 'desc' }}
          emptyText={
            canManage(user.role)
              ? 'Nothing was sold in this period. Choose another period above, or import its sales.'
              : 'Markets and products are for revenue operations. The split of your own number is on its page.'
          }
        />
      </Section>
    </>
  );
}
