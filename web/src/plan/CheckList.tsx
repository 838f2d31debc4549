import type { Unit } from '../api/types';
import { format } from '../format';
import type { Plan } from './contract';

/** Whether the plan adds up, in the server's words. */
export function CheckList({ plan }: { plan: Plan }) {
  const { sum, total, over_assignment: ratio, problems } = plan.checks;
  const write = (value: string) => format.amount(value, plan.metric_view.unit as Unit, plan.currency);
  return (
    <ul className="plan-checks" aria-label="Checks">
      {sum !== null && total !== null && (
        <li>
          People carry {write(sum)} of the {write(total)} to reach
          {ratio !== null && sum !== total && `, ${format.percent(ratio, 2)}`}.
        </li>
      )}
      {problems.map((text) => (
        <li key={text} className="plan-problem">
          {text}
        </li>
      ))}
      {problems.length === 0 && sum !== null && <li>The parts sum to the plan at every level.</li>}
    </ul>
  );
}
