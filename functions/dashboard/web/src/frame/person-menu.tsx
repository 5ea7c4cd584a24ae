import { lazy } from "react";
import { useWorkspace } from "@/live/workspace";
import { Avatar } from "@/ui/avatar";
import { LateMenu } from "@/ui/late-menu";

const PersonChoices = lazy(async () => ({ default: (await import("@/frame/person-choices")).PersonChoices }));

export function PersonMenu() {
  const { user } = useWorkspace().me;
  return (
    <LateMenu
      menu={PersonChoices}
      choices={{ user }}
      trigger={(late) => (
        <button
          type="button"
          {...late}
          aria-label={`Account of ${user.name}`}
          className="flex h-11 items-center justify-center gap-3 rounded-md px-2 text-left hover:bg-hover xl:w-full xl:justify-start"
        >
          <Avatar name={user.name} seed={user.id} size="sm" />
          <span className="hidden min-w-0 xl:block">
            <span className="block truncate text-sm font-medium">{user.name}</span>
            <span className="block truncate text-xs text-ink-soft">{user.email}</span>
          </span>
        </button>
      )}
    />
  );
}
