import { useQuery } from '@tanstack/react-query';
import { metricsQuery } from '../metric/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { ShortcutList } from './Shortcuts';

export function AboutPage() {
  const metrics = useQuery(metricsQuery);
  return (
    <>
      <PageTitle title="About Attain" />
      <p className="page-sub">Actual against target, with a receipt for every number.</p>
      <Section title="What does each metric count?">
        <Loaded query={metrics} height={240}>
          {(page) => (
            <dl className="definitions">
              {page.items.map((metric) => (
                <div key={metric.id}>
                  <dt>{metric.name}</dt>
                  <dd>
                    {metric.definition}
                    {metric.formula && <span className="formula">{metric.formula}</span>}
                    {metric.date_rule && <span className="word block">Counted on: {metric.date_rule}</span>}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </Loaded>
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
