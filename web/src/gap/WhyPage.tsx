import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Gap } from '../api/types';
import { useSearchState } from '../app/search';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { format, sentence } from '../format';
import { MovementSection } from '../movement/MovementSection';
import { nodeQuery } from '../org/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { GapSection } from './GapSection';
import { gapQuery } from './queries';
import { RefLink } from './tables';

/** Why a node is off its plan, and why its number is another than it was. */
export function WhyPage() {
  const { nodeId } = useParams({ from: '/app/why/$nodeId' });
  const view = useView();
  const [search, change] = useSearchState();
  const node = useQuery(nodeQuery(nodeId, view.asOfParameter));
  const basis = search.basis === 'whole' ? 'whole' : undefined;
  const query = useQuery(gapQuery(nodeId, view, basis));
  return (
    <Loaded query={node} height={640} level={1}>
      {({ name }) => (
        <>
          <nav aria-label="Path" className="crumbs">
            <ol>
              <li>
                <Link to="/n/$nodeId" params={{ nodeId }}>
                  {name}
                </Link>
              </li>
              <li aria-current="page">Why</li>
            </ol>
          </nav>
          <div className="page-head">
            <div>
              <PageTitle title={`Why is ${name} off plan?`} />
              <p className="page-sub">Where the difference lies, and what changed it.</p>
            </div>
            <ViewBar />
          </div>
          <Loaded query={query} height={640}>
            {(gap) => (
              <>
                <Story
                  gap={gap}
                  basis={basis ?? 'to_date'}
                  onBasis={(next) => change({ basis: next === 'whole' ? next : undefined })}
                />
                {gap.divided && <GapSection gap={gap} />}
              </>
            )}
          </Loaded>
          <MovementSection nodeId={nodeId} view={view} />
        </>
      )}
    </Loaded>
  );
}

/** A minus is a minus, and stays with its amount at the end of a line. */
const signs = (text: string) =>
  text.replaceAll(/(^|[^\w])-(?=[^\s\w]*\d)/g, '$1−').replaceAll(/[−+](?=\S)/g, '$&\u2060');

interface StoryProps {
  gap: Gap;
  basis: string;
  onBasis: (basis: string) => void;
}

/** One paragraph in plain words; each sentence has the numbers that it is built from behind it. */
function Story({ gap, basis, onBasis }: StoryProps) {
  const isRunning = gap.figures.period.status === 'open';
  return (
    <Section
      title="What do the numbers say?"
      actions={
        isRunning && (
          <SegmentedControl
            size="xs"
            aria-label="Held against"
            value={basis}
            onChange={onBasis}
            data={[
              { value: 'to_date', label: 'Plan to date' },
              { value: 'whole', label: 'Whole target' },
            ]}
          />
        )
      }
    >
      {gap.divided ? (
        <div className="story">
          {gap.sentences.map(({ text, refs }) => (
            <p key={text}>
              {signs(text)}{' '}
              {refs.map((ref) => (
                <span key={`${ref.node.id} ${ref.metric} ${ref.days.start}`} className="story-ref">
                  <RefLink gap={gap} of={ref}>
                    {ref.label}
                  </RefLink>
                </span>
              ))}
            </p>
          ))}
        </div>
      ) : (
        <Empty title="There is no gap to explain">{gap.notes.map(sentence).join(' ')}</Empty>
      )}
      {gap.divided && gap.notes.length > 0 && (
        <ul className="notes" aria-label="Notes">
          {gap.notes.map((note) => (
            <li key={note}>{sentence(note)}</li>
          ))}
        </ul>
      )}
      {gap.divided && gap.baseline.against !== 'nothing' && (
        <p className="card-hint">
          Held against {format.dayRange(gap.baseline.days.start, gap.baseline.days.end)}
          {gap.baseline.against === 'trailing' && ': there is no history of the same days a year before'}.
        </p>
      )}
    </Section>
  );
}
