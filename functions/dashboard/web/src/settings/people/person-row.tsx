import { ChevronDown, Ellipsis, Pencil, UserRoundMinus } from "lucide-react";
import { useState } from "react";
import { account } from "@/api/account";
import type { Role, User } from "@/api/types";
import { ROLE_WORDS, ROLES } from "@/format/roles";
import { accountKeys } from "@/live/account-events";
import { keys } from "@/live/cache";
import { useWorkspace } from "@/live/workspace";
import { RenameDialog } from "@/settings/people/rename-dialog";
import { peopleSentence } from "@/settings/people/sentences";
import { useRefresh } from "@/settings/queries";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";
import { notify } from "@/ui/notify";

interface Props {
  user: User;
  isLastOwner: boolean;
}

export function PersonRow({ user, isLastOwner }: Props) {
  const { me, isOwner } = useWorkspace();
  const refresh = useRefresh();
  const [isRenaming, setRenaming] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const [stepDown, setStepDown] = useState<Role | null>(null);
  const isMe = user.id === me.user.id;

  const give = async (role: Role) => {
    await account.changePerson(user.id, { role });
    await refresh(accountKeys.people, keys.me);
    notify.success(`${user.name} is now ${ROLE_WORDS[role].name}`);
  };
  const choose = async (role: Role) => {
    if (role === user.role) return;
    if (isMe) return setStepDown(role);
    try {
      await give(role);
    } catch (error) {
      notify.words(`Couldn't change the role of ${user.name}: ${peopleSentence(error)}`, { retry: () => void choose(role) });
    }
  };

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
      <Avatar name={user.name} seed={user.id} size="sm" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">
          {user.name}
          {isMe && <span className="font-normal text-ink-soft"> (you)</span>}
        </p>
        <p className="truncate text-xs text-ink-soft">{user.email}</p>
      </div>
      {isOwner && !isLastOwner ? (
        <RoleMenu user={user} onChoose={(role) => void choose(role)} />
      ) : (
        <span className="px-3 text-sm text-ink-soft">{ROLE_WORDS[user.role].name}</span>
      )}
      {isOwner && (
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={`More for ${user.name}`}>
              <Ellipsis aria-hidden="true" className="size-4" />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={() => setRenaming(true)}>
              <Pencil aria-hidden="true" className="size-4" />
              Rename
            </MenuItem>
            {!isMe && (
              <MenuItem onSelect={() => setRemoving(true)} className="text-danger">
                <UserRoundMinus aria-hidden="true" className="size-4" />
                Remove from the team
              </MenuItem>
            )}
          </MenuContent>
        </Menu>
      )}
      {isOwner && isLastOwner && (
        <p className="w-full pl-10 text-xs text-ink-soft">
          The only owner, so the role can't change. Make somebody else an owner first.
        </p>
      )}
      {isRenaming && <RenameDialog user={user} onClose={() => setRenaming(false)} />}
      {isRemoving && (
        <Confirm
          title={`Remove ${user.name}?`}
          words={
            <p>
              {user.name} ({user.email}) is signed out everywhere at once and cannot come back without a new invitation. What they wrote stays, and their
              conversations become unassigned.
            </p>
          }
          action={`Remove ${user.name}`}
          busyWords="Removing…"
          isDanger
          sentence={peopleSentence}
          onConfirm={async () => {
            await account.removePerson(user.id);
            await refresh(accountKeys.people, keys.me);
            notify.success(`${user.name} was removed`);
          }}
          onClose={() => setRemoving(false)}
        />
      )}
      {stepDown && (
        <Confirm
          title={`Become ${ROLE_WORDS[stepDown].name}?`}
          words={<p>You stop being an owner. You can't undo this yourself: another owner has to.</p>}
          action={`Become ${ROLE_WORDS[stepDown].name}`}
          busyWords="Changing…"
          isDanger
          sentence={peopleSentence}
          onConfirm={() => give(stepDown)}
          onClose={() => setStepDown(null)}
        />
      )}
    </li>
  );
}

function RoleMenu({ user, onChoose }: { user: User; onChoose: (role: Role) => void }) {
  const { name } = ROLE_WORDS[user.role];
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button look="quiet" aria-label={`Role of ${user.name}: ${name}. Change`}>
          {name}
          <ChevronDown aria-hidden="true" className="size-3.5" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end" className="w-80 max-w-[calc(100vw-16px)]">
        <MenuLabel>{`Role of ${user.name}`}</MenuLabel>
        <MenuRadioGroup value={user.role} onValueChange={(role) => onChoose(role as Role)}>
          {ROLES.map((role) => (
            <MenuRadioItem key={role} value={role} className="h-auto! py-2">
              <span>
                <span className="block font-medium">{ROLE_WORDS[role].name}</span>
                <span className="block text-xs text-ink-soft">{ROLE_WORDS[role].may}</span>
              </span>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
