import { PageTitle } from '../ui/PageTitle';

export function CalibrationPage() {
  return <PageTitle title="How good are the chances?" />;
}
