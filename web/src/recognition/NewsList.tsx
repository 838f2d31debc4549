import { format } from '../format';
import { BadgeIcon } from './BadgeIcon';
import type { News } from './queries';

/** What was achieved, the latest first; by name where people are named. */
export function NewsList({ news }: { news: News[] }) {
  return (
    <ul className="badges">
      {news.map((item) => (
        <li key={`${item.day} ${item.person?.id ?? ''} ${item.title}`} className="badge">
          <BadgeIcon kind={item.kind} />
          <div>
            <div className="badge-title">
              {item.person ? `${item.person.name}: ` : ''}
              {item.title}
            </div>
            <div className="muted">{format.day(item.day)}</div>
          </div>
        </li>
      ))}
    </ul>
  );
}
