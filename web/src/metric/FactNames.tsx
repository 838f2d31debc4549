import type { MetricFields } from '../api/types';
import { EXAMPLES } from './custom';

/** Which names an expression may use, and one example. */
export function FactNames({ known }: { known: MetricFields }) {
  return (
    <aside className="fact-names" aria-label="Names for expressions">
      <h3>Names you can use</h3>
      <dl>
        {known.fields.map((field) => (
          <div key={field.name}>
            <dt>
              <code>{field.name}</code>
            </dt>
            <dd>
              {field.means} <span className="word">({field.kind})</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="card-hint">
        For example <code>{EXAMPLES[known.facts]}</code>
      </p>
    </aside>
  );
}
