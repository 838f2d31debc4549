import { useQuery } from '@tanstack/react-query';
import type { BriefOutlook, Figures } from '../api/types';
import type { Question } from '../attain/queries';
import { NoData } from '../ui/NoData';
import { Tile } from '../ui/Tile';
import { heldOf } from './held';
import { outlookQuery } from './queries';
import { StatusMark } from './StatusMark';
import { aimShort, chanceOf, chanceShort, type Held, landsText, statusSentence } from './words';

/** Figures carry what was foreseen last; where nothing was yet, the server foresees it when asked. */
function useBrief(figures: Figures, view: Question): BriefOutlook | null {
  const kept = figures.outlook;
  const held = heldOf(figures);
  const isMissing = kept !== null && kept.as_of === null && !held.over;
  const asked = useQuery({
    ...outlookQuery(figures.node.id, view),
    enabled: isMissing && view.period !== '',
  });
  return isMissing ? (asked.data ?? kept) : kept;
}

export function OutlookTile({ figures, view, none }: { figures: Figures; view: Question; none: string }) {
  const brief = useBrief(figures, view);
  const label = 'Will it be reached?';
  if (brief === null) {
    return (
      <Tile label={label} value={<NoData reason={none} />}>
        {none}
      </Tile>
    );
  }
  return <BriefTile label={label} brief={brief} held={heldOf(figures)} of={figures.node.name} />;
}

interface BriefTileProps {
  label: string;
  brief: BriefOutlook;
  held: Held;
  of: string;
}

/** The chance as the number, the status beside it, and where it lands below. */
export function BriefTile({ label, brief, held, of }: BriefTileProps) {
  const chance = chanceOf(brief, held);
  const mark = <StatusMark brief={brief} held={held} of={of} withoutChance />;
  if (chance === null) {
    return (
      <Tile label={label} value={<span className="tile-status">{mark}</span>}>
        {statusSentence(brief, held)}
      </Tile>
    );
  }
  return (
    <Tile
      label={label}
      value={
        <span className="tile-status">
          {chanceShort(chance)} {mark}
        </span>
      }
    >
      chance {aimShort(brief, held)}. {landsText(brief, held)}
    </Tile>
  );
}
