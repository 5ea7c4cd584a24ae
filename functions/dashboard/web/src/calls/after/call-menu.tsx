import { Download, FileText, MessageSquareReply, Phone, Share2 } from "lucide-react";
import type { ReactElement } from "react";
import { calls } from "@/api/calls";
import type { Call } from "@/api/types";
import type { Open } from "@/calls/after/call-actions";
import type { Possible } from "@/calls/after/possible";
import { keepFile } from "@/settings/audit/keep-file";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { notify } from "@/ui/notify";

interface Props {
  call: Call;
  possible: Possible;
  onOpen: (what: Open) => void;
  trigger: ReactElement;
}

async function download(call: Call): Promise<void> {
  try {
    const { url } = await calls.recording(call.id, true);
    window.location.assign(url);
  } catch (error) {
    notify.problem("Couldn't download the recording", error, () => void download(call));
  }
}

async function exportWords(call: Call): Promise<void> {
  try {
    keepFile(await calls.exportTranscript(call.id), `transcript-${call.startedAt.slice(0, 10)}.txt`);
  } catch (error) {
    notify.problem("Couldn't export the transcript", error, () => void exportWords(call));
  }
}

const ICON = { "aria-hidden": true, className: "size-4 text-ink-soft" } as const;

/** The actions that are possible. */
export function CallMenu({ call, possible, onOpen, trigger }: Props) {
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{trigger}</MenuTrigger>
      <MenuContent align="end">
        {possible.callBack && (
          <MenuItem onSelect={() => onOpen("call")}>
            <Phone {...ICON} />
            {call.direction === "inbound" ? "Call back…" : "Call again…"}
          </MenuItem>
        )}
        {possible.textBack && (
          <MenuItem onSelect={() => onOpen("text")}>
            <MessageSquareReply {...ICON} />
            Text back…
          </MenuItem>
        )}
        {possible.share && (
          <MenuItem onSelect={() => onOpen("share")}>
            <Share2 {...ICON} />
            Share…
          </MenuItem>
        )}
        {possible.download && (
          <MenuItem onSelect={() => void download(call)}>
            <Download {...ICON} />
            Download recording
          </MenuItem>
        )}
        {possible.exportWords && (
          <MenuItem onSelect={() => void exportWords(call)}>
            <FileText {...ICON} />
            Export transcript
          </MenuItem>
        )}
      </MenuContent>
    </Menu>
  );
}
