import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { ShortcutList } from './Shortcuts';

export function AboutPage() {
  return (
    <>
      <PageTitle title="About Attain" />
      <p className="page-sub">Actual against target, with a receipt for every number.</p>
      <Section
        title="What does each metric count?"
        actions={
          <LinkButton to="/metrics" variant="default" size="xs">
            Open the metrics
          </LinkButton>
        }
      >
        <p className="card-hint">
          Every metric has its definition, its formula, the day on which it is counted and the rule by which
          it is added up.
        </p>
      </Section>
      <Section title="Which words mean what?">
        <dl className="definitions">
          <div>
            <dt>Attainment</dt>
            <dd>The share of the target reached: actual ÷ target.</dd>
          </div>
          <div>
            <dt>Gap, cushion</dt>
            <dd>What is missing to the target; what is more than it asks for.</dd>
          </div>
          <div>
            <dt>Expected to date</dt>
            <dd>The target × the share of the period that has passed, in calendar or working days.</dd>
          </div>
          <div>
            <dt>Pace index</dt>
            <dd>Actual ÷ expected to date. 1.00 is exactly on plan. It is a number, not a verdict.</dd>
          </div>
          <div>
            <dt>Required run rate</dt>
            <dd>What every remaining day must bring: gap ÷ remaining days.</dd>
          </div>
          <div>
            <dt>Goal, target</dt>
            <dd>
              A goal is any metric with a value and a deadline, agreed with its owner. A target is the
              planning number of a person, a team or a product for a period.
            </dd>
          </div>
          <div>
            <dt>Met with breach</dt>
            <dd>The goal was reached, but a guardrail was broken on the way.</dd>
          </div>
          <div>
            <dt>As of</dt>
            <dd>What was known and true at the end of that day. Later corrections are not in it.</dd>
          </div>
        </dl>
      </Section>
      <Section title="Keyboard shortcuts">
        <ShortcutList />
      </Section>
    </>
  );
}
