import { Command } from "cmdk";
import { CalendarClock, CircleHelp, LogOut, Moon, Settings, SquarePen, Sun, SunMoon } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { formatPhone } from "@/format/phone";
import { useSignOut } from "@/frame/sign-out";
import { nameOf, useKnown } from "@/inbox/conversations";
import { conversationUrl } from "@/inbox/tabs";
import { activityOf } from "@/live/conversations";
import { useWorkspace } from "@/live/workspace";
import { chooseTheme } from "@/theme/theme";
import { Avatar } from "@/ui/avatar";
import { useReturnFocus } from "@/ui/return-focus";

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

/** Jumps to a conversation or runs a command, by a few letters of its name. */
export function CommandPalette({ onClose, onHelp }: Props) {
  const { mayWrite } = useWorkspace();
  const navigate = useNavigate();
  const returnFocus = useReturnFocus();
  const signOut = useSignOut();
  const known = Object.values(useKnown()).sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : -1));
  const then = (action: () => void) => () => {
    onClose();
    action();
  };

  return (
    <Primitive.Root open onOpenChange={onClose}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="pop-in fixed top-[12vh] left-1/2 z-50 w-[min(560px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <Primitive.Title className="sr-only">Commands</Primitive.Title>
          <Command label="Commands" loop>
            <Command.Input
              placeholder="Jump to a conversation or run a command"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1">
              <Command.Empty className="p-6 text-center text-sm text-ink-soft">
                Nothing loaded matches. Search the inbox with / to look further back.
              </Command.Empty>
              <Group heading="Commands">
                {mayWrite && (
                  <Item icon={<SquarePen className="size-4" />} onSelect={then(() => void navigate("/inbox/open/new"))}>
                    New conversation
                  </Item>
                )}
                <Item icon={<CalendarClock className="size-4" />} onSelect={then(() => void navigate("/scheduled"))}>
                  Scheduled messages
                </Item>
                <Item icon={<Settings className="size-4" />} onSelect={then(() => void navigate("/settings"))}>
                  Settings
                </Item>
                <Item icon={<Sun className="size-4" />} onSelect={then(() => chooseTheme("light"))}>
                  Light theme
                </Item>
                <Item icon={<Moon className="size-4" />} onSelect={then(() => chooseTheme("dark"))}>
                  Dark theme
                </Item>
                <Item icon={<SunMoon className="size-4" />} onSelect={then(() => chooseTheme("system"))}>
                  Theme as the system
                </Item>
                <Item icon={<CircleHelp className="size-4" />} onSelect={onHelp}>
                  Keyboard help
                </Item>
                <Item icon={<LogOut className="size-4" />} onSelect={then(signOut)}>
                  Sign out
                </Item>
              </Group>
              <Group heading="Conversations">
                {known.map((conversation) => (
                  <Item
                    key={conversation.id}
                    value={conversation.id}
                    keywords={[nameOf(conversation), conversation.theirAddress, formatPhone(conversation.theirAddress)]}
                    icon={<Avatar name={conversation.contactName} seed={conversation.theirAddress} size="sm" />}
                    onSelect={then(
                      () => void navigate(conversationUrl(conversation.state === "open" ? "open" : "done", conversation.id)),
                    )}
                  >
                    <span className="truncate">{nameOf(conversation)}</span>
                    {conversation.contactName && (
                      <span className="ml-auto text-xs text-ink-soft">{formatPhone(conversation.theirAddress)}</span>
                    )}
                  </Item>
                ))}
              </Group>
            </Command.List>
          </Command>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-soft"
  >
    {children}
  </Command.Group>
);

interface ItemProps {
  value?: string;
  keywords?: string[];
  icon: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

const Item = ({ icon, children, ...rest }: ItemProps) => (
  <Command.Item
    {...rest}
    className="flex min-h-10 cursor-default items-center gap-3 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
  >
    <span aria-hidden="true" className="flex w-7 justify-center">
      {icon}
    </span>
    {children}
  </Command.Item>
);
