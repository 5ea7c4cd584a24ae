import { Dialog } from "@/ui/dialog";
import { Key } from "@/ui/key";

const KEYS: [what: string, keys: string[]][] = [
  ["Next and previous conversation", ["j", "k"]],
  ["Open the conversation", ["Enter"]],
  ["Write a reply", ["r"]],
  ["Mark as done, or reopen", ["e"]],
  ["Snooze", ["s"]],
  ["Mark as unread", ["u"]],
  ["Write a note for the team", ["n"]],
  ["New conversation", ["c"]],
  ["Call a number", ["d"]],
  ["Go to the call", ["Ctrl", "."]],
  ["Search names and numbers", ["/"]],
  ["Leave a field, close a conversation", ["Esc"]],
  ["Commands", ["Ctrl", "K"]],
  ["This help", ["?"]],
];

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard help" onClose={onClose}>
      <dl className="divide-y divide-line px-4 py-1">
        {KEYS.map(([what, keys]) => (
          <div key={what} className="flex h-11 items-center justify-between gap-4 text-sm">
            <dt>{what}</dt>
            <dd className="flex gap-1 text-ink-soft">
              {keys.map((key) => (
                <Key key={key} name={key} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
