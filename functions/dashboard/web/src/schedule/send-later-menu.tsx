import { CalendarClock, Clock } from "lucide-react";
import type { ReactElement } from "react";
import type { WallTime } from "@/api/schedule";
import { useNow, weekdayTime } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { presets } from "@/schedule/wall-time";
import { Menu, MenuCheckItem, MenuContent, MenuItem, MenuLabel, MenuLine, MenuTrigger } from "@/ui/menu";

interface Props {
  cancelIfReplied: boolean;
  onCancelIfReplied: (isWanted: boolean) => void;
  onChoose: (sendAt: WallTime) => void;
  onPick: () => void;
  trigger: ReactElement;
}

/** What people mostly mean by later, and any other time. */
export function SendLaterMenu({ cancelIfReplied, onCancelIfReplied, onChoose, onPick, trigger }: Props) {
  const zone = useWorkspace().me.tenant.timeZone;
  const now = useNow();
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{trigger}</MenuTrigger>
      <MenuContent align="end" className="w-72 max-w-[calc(100vw-16px)]">
        <MenuLabel>{`Send later · ${zone.replaceAll("_", " ")} time`}</MenuLabel>
        {presets(now, zone).map(({ label, at, sendAt }) => (
          <MenuItem key={label} onSelect={() => onChoose(sendAt)}>
            <Clock aria-hidden="true" className="size-4" />
            {label}
            <span data-numeric className="ml-auto text-xs text-ink-soft">
              {weekdayTime(at.toISOString(), zone)}
            </span>
          </MenuItem>
        ))}
        <MenuItem onSelect={onPick}>
          <CalendarClock aria-hidden="true" className="size-4" />
          Pick date and time…
        </MenuItem>
        <MenuLine />
        <MenuCheckItem
          checked={cancelIfReplied}
          onCheckedChange={onCancelIfReplied}
          // The menu stays open: this says how, not when.
          onSelect={(event) => event.preventDefault()}
        >
          Cancel if they reply
        </MenuCheckItem>
      </MenuContent>
    </Menu>
  );
}
