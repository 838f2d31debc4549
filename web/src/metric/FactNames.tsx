import { type FactKind, FIELDS } from './custom';

/** Which names an expression may use, and one example. */
export function FactNames({ facts }: { facts: FactKind }) {
  const { names, example } = FIELDS[facts];
  return (
    <aside className="fact-names" aria-label="Names for expressions">
      <h3>Names you can use</h3>
      <dl>
        {names.map(([name, meaning]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="card-hint">
        For example <code>{example}</code>
      </p>
    </aside>
  );
}
