import { Command } from "cmdk";
import { CalendarClock, CircleHelp, Grip, LogOut, Megaphone, Moon, Phone, Settings, SquarePen, Sun, SunMoon } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formatPhone } from "@/format/phone";
import { foundValue, Group, Item } from "@/frame/palette-parts";
import { PaletteResults } from "@/frame/palette-results";
import { useSignOut } from "@/frame/sign-out";
import { nameOf, useKnown } from "@/inbox/conversations";
import { isSearchable, useSearch } from "@/inbox/search/search";
import { conversationUrl, TAB_OF } from "@/inbox/tabs";
import { activityOf } from "@/live/conversations";
import { useWorkspace } from "@/live/workspace";
import { openDialer } from "@/softphone/wish";
import { chooseTheme } from "@/theme/theme";
import { Avatar } from "@/ui/avatar";
import { useSettled } from "@/ui/use-settled";
import { useReturnFocus } from "@/ui/return-focus";

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

const SETTLED_MS = 250;

const PLACES = [
  { name: "Calls", to: "/calls", icon: Phone },
  { name: "Scheduled messages", to: "/scheduled", icon: CalendarClock },
  { name: "Campaigns", to: "/campaigns", icon: Megaphone },
  { name: "Settings", to: "/settings", icon: Settings },
] as const;

/** Runs a command, or jumps to a conversation or a message that the hub finds, by a few letters. */
export function CommandPalette({ onClose, onHelp }: Props) {
  const { mayWrite } = useWorkspace();
  const navigate = useNavigate();
  const returnFocus = useReturnFocus();
  const signOut = useSignOut();
  const known = Object.values(useKnown()).sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : -1));
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim(), SETTLED_MS);
  const found = useSearch(q);
  const isAsked = isSearchable(typed);
  const isLooking = isAsked && (q !== typed.trim() || found.isLooking || found.isPlaceholderData);
  const hasFound = isAsked && !found.isError && found.conversations.length + found.messages.length > 0;
  const listed = new Set(known.map(({ id }) => id));
  const [selected, setSelected] = useState("");
  const first = found.conversations.find(({ id }) => !listed.has(id)) ?? found.messages[0];
  // What was found comes later than what was typed, when nothing is selected any more.
  const value = selected || (hasFound && first ? foundValue(first.id) : "");
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
          <Command label="Commands" loop value={value} onValueChange={setSelected}>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Search, or run a command"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1">
              {!hasFound && (
                <Command.Empty className="p-6 text-center text-sm text-ink-soft">
                  {isLooking ? "Searching…" : found.isError && isAsked ? "Couldn't search. Commands still work." : "Nothing matches."}
                </Command.Empty>
              )}
              <Group heading="Commands">
                {mayWrite && (
                  <Item icon={<SquarePen className="size-4" />} onSelect={then(() => void navigate("/inbox/open/new"))}>
                    New conversation
                  </Item>
                )}
                {mayWrite && (
                  <Item icon={<Grip className="size-4" />} onSelect={then(() => openDialer())}>
                    Call a number
                  </Item>
                )}
                {PLACES.map(({ name, to, icon: Icon }) => (
                  <Item key={to} icon={<Icon className="size-4" />} onSelect={then(() => void navigate(to))}>
                    {name}
                  </Item>
                ))}
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
                      () => void navigate(conversationUrl(TAB_OF[conversation.state], conversation.id)),
                    )}
                  >
                    <span className="truncate">{nameOf(conversation)}</span>
                    {conversation.contactName && (
                      <span className="ml-auto text-xs text-ink-soft">{formatPhone(conversation.theirAddress)}</span>
                    )}
                  </Item>
                ))}
              </Group>
              {hasFound && <PaletteResults found={found} listed={listed} then={then} />}
            </Command.List>
          </Command>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
