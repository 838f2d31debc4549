import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Calibration } from '../api/types';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import {
  brierWords,
  type CalibrationPast,
  calibrationModel,
  filledBins,
  rangeSentence,
  skillWords,
} from './calibration';
import { calibrationQuery } from './queries';

const CHART = 'Did it happen as often as we said?';

/** Can one believe the chances? Everything that was said is kept as it was said, and held against what came. */
export function CalibrationPage() {
  const query = useQuery(calibrationQuery);
  return (
    <>
      <PageTitle title="How good are the chances?" />
      <p className="page-sub">
        Every chance is kept as it was given. When the time is over, it is held against what came.
      </p>
      <Loaded query={query} height={520}>
        {(calibration) => <Answers calibration={calibration} />}
      </Loaded>
    </>
  );
}

function Answers({ calibration }: { calibration: Calibration }) {
  if (filledBins(calibration).length === 0) {
    return (
      <Section title="In words">
        <Empty title="Nothing can be said yet">
          {calibration.why || 'No period has ended yet of which something was foreseen.'}
        </Empty>
      </Section>
    );
  }
  return (
    <>
      <InWords calibration={calibration} />
      <Reliability calibration={calibration} />
      {calibration.by_past.length > 0 && <ByPast rows={calibration.by_past} />}
    </>
  );
}

function InWords({ calibration }: { calibration: Calibration }) {
  const { projections, again, subjects, since, words, ranges, brier, skill, pace_skill, crps, pace_crps } =
    calibration;
  const [base, pace] = [skillWords(skill), skillWords(pace_skill)];
  return (
    <Section
      title="In words"
      hint={`${format.count(projections)} chances of ${format.count(subjects)} goals and targets that are over${
        since ? `, since ${format.day(since)}` : ''
      }${again > 0 ? `; ${format.count(again)} of them foreseen afterwards, by what was known then` : ''}.`}
    >
      <ul className="calibration-words">
        {words.map((text) => (
          <li key={text}>{text}</li>
        ))}
        {ranges.map((range) => (
          <li key={range.level}>{rangeSentence(range)}</li>
        ))}
        {base !== null && (
          <li>
            Against always saying how often it happens on the whole, the chances were <strong>{base}</strong>
            {pace !== null && (
              <>
                ; against going by pace alone, <strong>{pace}</strong>
              </>
            )}
            .
          </li>
        )}
        {crps !== null && (
          <li>
            Where it was to land was off by {format.percent(crps, 1)} of the target on average
            {pace_crps !== null && <>; drawing the pace on, by {format.percent(pace_crps, 1)}</>}.
          </li>
        )}
        {brier !== null && (
          <li>
            Brier score {brierWords(brier)}: 0 would be perfect, and {format.decimal(0.25, 2)} is what
            somebody gets who always says {format.percent(0.5)}.
          </li>
        )}
      </ul>
    </Section>
  );
}

function Reliability({ calibration }: { calibration: Calibration }) {
  const model = useMemo(() => calibrationModel(calibration), [calibration]);
  return (
    <Section
      title={CHART}
      hint="Each dot is what came true of the chances of one size. On the dashed line it happened as often as said."
    >
      <Chart
        label={CHART}
        fileName="calibration"
        model={model}
        height={340}
        legend={
          <>
            <span className="key">
              <span className="key-line dashed" /> Said
            </span>
            <span className="key">
              <span className="key-dot" /> Came true
            </span>
            <span className="key">
              <span className="key-band" /> Where it falls in 19 of 20 cases, if the chances are right
            </span>
            {calibration.bins.some((bin) => !bin.within) && (
              <span className="key">
                <span className="key-diamond" /> Came true, further off than that
              </span>
            )}
          </>
        }
      />
    </Section>
  );
}

const TOO_FEW = 'there are too few cases to compare';

function skillCell(skill: string | null) {
  const text = skillWords(skill);
  return text === null ? <NoData reason={TOO_FEW} /> : text;
}

const COLUMNS: Column<CalibrationPast>[] = [
  {
    id: 'past',
    header: 'Of the time was over',
    className: 'sticky',
    cell: (row) => format.percent(row.past),
  },
  { id: 'count', header: 'Chances', numeric: true, cell: (row) => format.count(row.count) },
  {
    id: 'brier',
    header: 'Brier score',
    numeric: true,
    cell: (row) => (row.brier === null ? <NoData reason={TOO_FEW} /> : brierWords(row.brier)),
  },
  { id: 'skill', header: 'Against the usual share', numeric: true, cell: (row) => skillCell(row.skill) },
  { id: 'pace', header: 'Against pace alone', numeric: true, cell: (row) => skillCell(row.pace_skill) },
];

/** A chance is worth more the earlier it is right. */
function ByPast({ rows }: { rows: CalibrationPast[] }) {
  return (
    <Section title="How early were they right?" hint="A lower Brier score is better.">
      <DataTable
        caption="Chances by how much of the time was over"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.past}
      />
    </Section>
  );
}
