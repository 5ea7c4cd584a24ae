import { CircleHelp, MessagesSquare, PhoneForwarded, PhoneIncoming, PhoneOff, Sparkles, Users, Voicemail, Volume2, type LucideIcon } from "lucide-react";
import type { Hours, NumberVoice } from "@/api/account-types";
import { formatPhone } from "@/format/phone";
import { useNow } from "@/format/time";
import { useWorkspace } from "@/live/workspace";
import { isOpenAt, teamOf, wholeWay, type Rung } from "@/settings/numbers/routing";
import { RUNG_AT_ONCE } from "@/settings/numbers/team-form";
import { stepsOf, type WayStep } from "@/settings/numbers/way-steps";
import { Section } from "@/settings/parts/page";
import { useSettings } from "@/settings/queries";

const ICONS: Record<WayStep["kind"], LucideIcon> = {
  call: PhoneIncoming,
  hear: Volume2,
  ask: CircleHelp,
  ring: Users,
  assistant: Sparkles,
  forward: PhoneForwarded,
  talk: MessagesSquare,
  message: Voicemail,
  end: PhoneOff,
};

interface Props {
  /** As the form stands. */
  voice: NumberVoice;
  /** Null: the organisation's. */
  hours: Hours | null;
}

/** What a caller meets right now, and at the other hours, while the settings are edited. */
export function CallWay({ voice, hours }: Props) {
  const { me } = useWorkspace();
  const now = useNow();
  const { data: settings } = useSettings();
  if (!settings) return null;
  const isOpen = isOpenAt(hours ?? settings.businessHours, now, settings.timeZone);
  const nameOf = (rung: Rung) => callName(rung, me.team);
  const steps = (at: boolean) =>
    stepsOf(
      wholeWay({ name: settings.name, policy: settings.recordingPolicy, voice, isOpen: at, team: teamOf(voice, me.team, RUNG_AT_ONCE) }),
      { of: nameOf },
    );
  const isSame = voice.afterHours === "same";
  return (
    <Section title="What happens to a call now" words={isSame ? "The same at every hour. It changes here while you edit." : "It changes here while you edit."}>
      <div className="grid gap-6 md:grid-cols-2">
        <Way title={isSame ? "At every hour" : isOpen ? "Now: open" : "Now: closed"} steps={steps(isOpen)} />
        {!isSame && <Way title={isOpen ? "Outside business hours" : "In business hours"} steps={steps(!isOpen)} />}
      </div>
    </Section>
  );
}

function callName({ userId, phone }: Rung, team: readonly { id: string; name: string }[]): string {
  if (userId !== null) return team.find(({ id }) => id === userId)?.name ?? "Someone who left";
  return phone === null ? "nobody" : formatPhone(phone);
}

function Way({ title, steps }: { title: string; steps: WayStep[] }) {
  return (
    <div>
      <h4 className="mb-3 text-sm font-medium">{title}</h4>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- a list without markers loses its role in Safari */}
      <ol role="list" aria-label={title}>
        {steps.map(({ kind, title: what, words }, index) => {
          const Icon = ICONS[kind];
          return (
            <li key={index} className="relative flex gap-3 pb-4 last:pb-0">
              {index < steps.length - 1 && <span aria-hidden="true" className="absolute top-7 bottom-0 left-3.5 w-px bg-line-strong" />}
              <span aria-hidden="true" className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-text">
                <Icon className="size-4" />
              </span>
              <div className="min-w-0 pt-1 text-sm">
                <p>{what}</p>
                {words && <p className="line-clamp-3 break-words text-ink-soft">{words}</p>}
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
