import { MetricPicker } from '../../metric/MetricPicker';
import { NodeSelect } from '../../org/NodePicker';
import { OWNER_KINDS } from '../../org/queries';
import { ValueFields } from '../form/HowMuch';
import type { PartProps } from '../form/part';
import { WindowFields } from '../form/When';
import { fieldsOf } from '../input';
import type { Builder } from './useBuilder';

interface MissingProps {
  builder: Builder;
  part: PartProps;
}

/** What the sentence does not say, each with a field to say it. */
export function Missing({ builder, part }: MissingProps) {
  const { missing } = builder;
  if (missing.length === 0) return null;
  return (
    <ul className="missing" aria-label="Still missing">
      {missing.map((item) => (
        <li key={item.field} data-open-thing="">
          <p>
            {item.text} {item.example && <span className="word">For example: {item.example}</span>}
          </p>
          <MissingField path={item.field} part={part} />
        </li>
      ))}
    </ul>
  );
}

function MissingField({ path, part }: { path: string; part: PartProps }) {
  if (path.startsWith('change')) return <p className="word">Say it in the sentence, or in the form.</p>;
  switch (fieldsOf(path)[0]) {
    case 'metric':
      return (
        <MetricPicker
          label="What is counted"
          value={part.goal.metric}
          withEmpty
          onChange={(metric) => part.edit({ metric })}
        />
      );
    case 'aim':
      return <ValueFields {...part} />;
    case 'start':
      return <WindowFields {...part} />;
    case 'owner':
      return (
        <NodeSelect
          label="Who"
          kinds={OWNER_KINDS}
          node={null}
          onChange={(node) => {
            if (node === null) return;
            part.remember([node]);
            part.edit({ owner: node.id });
          }}
        />
      );
    default:
      return <p className="word">Say it in the sentence, or in the form.</p>;
  }
}
