import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useOrganisation } from '../access/session';
import type { Course } from '../api/types';
import { Chart } from '../chart/Chart';
import { format, sentence } from '../format';
import { useMetric } from '../metric/queries';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { BelowTable } from './BelowTable';
import { courseModel, hasBand } from './course';
import { type CourseQuestion, courseQuery } from './queries';
import { skillSentence } from './sentences';
import type { Worth } from './words';

const HEIGHT = 340;
const TITLE = 'How do the months go on?';

/** A metric's months at a node, and the next twelve; asked for when somebody comes near. */
export default function MonthsAhead({ nodeId, view }: { nodeId: string; view: CourseQuestion }) {
  const { ref, entry } = useIntersection({ rootMargin: '300px' });
  const isNear = entry?.isIntersecting ?? false;
  const query = useQuery({ ...courseQuery(nodeId, view), enabled: isNear });
  const { currency } = useOrganisation();
  const metric = useMetric(view.metric);
  const isAsked = isNear || query.data !== undefined;
  return (
    <div ref={ref}>
      <Section title={TITLE} hint="Each month by itself: what was, and what is expected of the next twelve.">
        {isAsked && metric ? (
          <Loaded query={query} height={HEIGHT + 36}>
            {(course) => (
              <CourseChart
                course={course}
                worth={{ unit: metric.unit, currency: metric.unit === 'money' ? currency : null }}
                fileName={`months-${nodeId.replaceAll(/[^\w-]+/g, '-')}-${view.metric.replaceAll(/[^\w-]+/g, '-')}`}
              />
            )}
          </Loaded>
        ) : (
          <div style={{ height: HEIGHT + 36 }} />
        )}
      </Section>
    </div>
  );
}

function CourseChart({ course, worth, fileName }: { course: Course; worth: Worth; fileName: string }) {
  const { unit, currency } = worth;
  const model = useMemo(() => courseModel(course, { unit, currency }), [course, unit, currency]);
  if (course.past.length < 2) {
    return <Empty title="There are no months to show yet">{sentence(course.why)}</Empty>;
  }
  return (
    <>
      <Chart
        label={TITLE}
        fileName={fileName}
        model={model}
        height={HEIGHT}
        legend={<Legend course={course} />}
      />
      <p className="ahead-words">
        {sentence(course.why)} {skillSentence(course)}
        {course.ahead.length > 0 && !hasBand(course, 95) && hasBand(course, 80) && (
          <> The history is too short to say what holds in 19 of 20 cases.</>
        )}
      </p>
      {course.market && (
        <p className="ahead-words">
          {course.market.text}{' '}
          <Link to="/admin/market" className="link">
            The market index
          </Link>
        </p>
      )}
      <BelowTable course={course} worth={worth} name="All of it" />
    </>
  );
}

function Legend({ course }: { course: Course }) {
  return (
    <>
      <span className="key">
        <span className="key-line" /> Actual
      </span>
      {course.ahead.length > 0 && (
        <>
          <span className="key">
            <span className="key-line dotted" /> Forecast
          </span>
          {hasBand(course, 80) && (
            <span className="key">
              <span className="key-bar band80" /> 8 of 10 cases ({format.percent(0.8)})
            </span>
          )}
          {hasBand(course, 95) && (
            <span className="key">
              <span className="key-bar band95" /> 19 of 20 cases ({format.percent(0.95)})
            </span>
          )}
          <span className="key">
            <span className="key-line thin" /> As a year before
          </span>
        </>
      )}
      {course.outliers.length > 0 && (
        <span className="key">
          <span className="key-diamond" /> An exception: shown, not learned from
        </span>
      )}
    </>
  );
}
