import { Link } from '@tanstack/react-router';
import { useOrganisation } from '../access/session';
import type { Home } from '../api/types';
import { format } from '../format';
import { dataSentence } from './words';

/** Whether the numbers of this page can be trusted today; for those who import. */
export function DataLine({ home }: { home: Home }) {
  const { time_zone } = useOrganisation();
  if (home.data === null) return null;
  const { last, source } = home.data;
  return (
    <p className="help-line">
      <strong>Can the data be trusted?</strong> {dataSentence(home.data)}{' '}
      {last !== null && `The last import came from ${source} on ${format.instant(last, time_zone)}.`}{' '}
      <Link to="/imports" className="link">
        Imports
      </Link>
    </p>
  );
}
