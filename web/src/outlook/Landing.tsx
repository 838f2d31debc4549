import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Goal, Outlook } from '../api/types';
import type { Question } from '../attain/queries';
import { figuresQuery } from '../attain/queries';
import { Chart } from '../chart/Chart';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { DealsTable } from './DealsTable';
import { EndsTable } from './EndsTable';
import { goalHeld, heldOf } from './held';
import { goalOutlookQuery, outlookQuery } from './queries';
import { SaidLine } from './SaidLine';
import { StatusMark } from './StatusMark';
import { coverageSentences, neededSentences, paceSentences } from './sentences';
import { landingModel } from './waterfall';
import { aimText, chanceOf, chanceText, type Held, landsText, statusSentence, upperFirst } from './words';

const HEIGHT = 320;
const titleOf = (over: boolean) => (over ? 'Where did it land?' : 'Where will it land?');

/** Where a node's number ends in a period. Of a page of its own it needs the node, the metric, the period and the day. */
export default function NodeLanding({ nodeId, view }: { nodeId: string; view: Question }) {
  const figures = useQuery(figuresQuery(nodeId, view));
  const query = useQuery(outlookQuery(nodeId, view));
  const isOver = figures.data?.period.status === 'closed';
  return (
    <Section
      title={titleOf(isOver)}
      hint={isOver ? undefined : 'What is closed, and what is expected of the rest of the period.'}
    >
      <Loaded query={figures} height={HEIGHT}>
        {(read) => (
          <Loaded query={query} height={HEIGHT}>
            {(outlook) => (
              <>
                <Landing
                  outlook={outlook}
                  held={heldOf(read)}
                  of={read.node.name}
                  fileName={`landing-${fileSafe(nodeId)}-${read.period.id}`}
                />
                {outlook.parts.length > 0 && !nodeId.startsWith('person:') && !isOver && (
                  <EndsTable nodeId={nodeId} view={view} worth={heldOf(read)} />
                )}
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </Section>
  );
}

/** The same of a goal. */
export function GoalLanding({ goal, asOf, of }: { goal: Goal; asOf: string | undefined; of: string }) {
  const query = useQuery(goalOutlookQuery(goal.id, asOf));
  const isOver = goalHeld(goal).over;
  return (
    <Section
      title={titleOf(isOver)}
      hint={isOver ? undefined : 'What there is, and what is expected of the time that is left.'}
    >
      <Loaded query={query} height={HEIGHT}>
        {(outlook) => (
          <Landing
            outlook={outlook}
            held={goalHeld(goal)}
            of={of}
            fileName={`landing-goal-${fileSafe(goal.id)}`}
          />
        )}
      </Loaded>
    </Section>
  );
}

const fileSafe = (id: string) => id.replaceAll(/[^\w-]+/g, '-');

interface LandingProps {
  outlook: Outlook;
  held: Held;
  of: string;
  fileName: string;
}

function Landing({ outlook, held, of, fileName }: LandingProps) {
  const { unit, currency } = held;
  const model = useMemo(() => landingModel(outlook, { unit, currency }), [outlook, unit, currency]);
  if (outlook.mean === null && outlook.chance === null) {
    return (
      <Empty title="It cannot be said yet">
        {outlook.why || 'There is too little history to foresee it from.'}
      </Empty>
    );
  }
  return (
    <>
      <Head outlook={outlook} held={held} of={of} />
      {outlook.parts.length > 0 && (
        <Chart
          label={titleOf(held.over)}
          fileName={fileName}
          model={model}
          height={HEIGHT}
          legend={<Legend model={model} held={held} />}
        />
      )}
      <Words outlook={outlook} held={held} />
    </>
  );
}

function Head({ outlook, held, of }: Omit<LandingProps, 'fileName'>) {
  const chance = chanceOf(outlook, held);
  return (
    <p className="landing-head">
      {held.target !== null && <StatusMark brief={outlook} held={held} of={of} withoutChance />}
      <span>
        {chance === null ? (
          held.target !== null && `${statusSentence(outlook, held)} `
        ) : (
          <>
            <strong>{upperFirst(chanceText(chance))} chance</strong> {aimText(outlook, held)}.{' '}
          </>
        )}
        {!held.over && landsText(outlook, held)}
      </span>
    </p>
  );
}

function Legend({ model, held }: { model: { rows: string[][] }; held: Held }) {
  const names = new Set(model.rows.map((row) => row[0]));
  return (
    <>
      <span className="key">
        <span className="key-bar above" /> {held.over ? 'What came' : 'Closed'}
      </span>
      {!held.over && (
        <span className="key">
          <span className="key-bar expected" /> Expected
        </span>
      )}
      {(names.has('Gap') || names.has('Too much')) && (
        <span className="key">
          <span className="key-bar gap" /> {names.has('Gap') ? 'Missing' : 'Too much'}
        </span>
      )}
      {!held.over && (
        <span className="key">
          <span className="key-whisker" /> 8 of 10 cases
        </span>
      )}
    </>
  );
}

/** Everything that stands behind the chart, each question with its answer. */
function Words({ outlook, held }: { outlook: Outlook; held: Held }) {
  const needed = held.over ? [] : neededSentences(outlook, held);
  const coverage = held.over || outlook.pipeline === null ? [] : coverageSentences(outlook.pipeline, held);
  const pace = held.over ? [] : paceSentences(outlook, held);
  return (
    <dl className="landing-words">
      {pace.length > 0 && (
        <div>
          <dt>Is that the usual pace?</dt>
          <dd>
            {pace.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </dd>
        </div>
      )}
      {needed.length > 0 && (
        <div>
          <dt>What would have to happen?</dt>
          <dd>
            {needed.length > 1 && <p>Each alone would do, if the others bring what is expected.</p>}
            <ul>
              {needed.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {coverage.length > 0 && (
        <div>
          <dt>Is the pipeline enough?</dt>
          <dd>
            {coverage.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </dd>
        </div>
      )}
      {!held.over && outlook.deals.length > 0 && (
        <div>
          <dt>What do the largest deals decide?</dt>
          <dd>
            <DealsTable deals={outlook.deals} held={held} />
          </dd>
        </div>
      )}
      <SaidLine said={outlook.said} />
      <div>
        <dt>{held.over ? 'What was said before?' : 'How is this known?'}</dt>
        <dd>
          {outlook.why && !held.over && <p>{outlook.why}</p>}
          <Link to="/calibration">How good were such chances so far?</Link>
        </dd>
      </div>
    </dl>
  );
}
