import type { ReactNode } from "react";
import { clockTime, fullTime } from "@/format/time";
import type { Delivery } from "@/inbox/thread/delivery";
import type { Placed } from "@/inbox/thread/groups";
import { classes } from "@/ui/classes";
import { Hint } from "@/ui/hint";

interface Props {
  placed: Placed;
  /** Led to by a search. */
  isTarget?: boolean;
  body: string;
  /** What is attached. */
  media?: ReactNode;
  /** Who wrote it, for screen readers. */
  author: string;
  zone: string;
  delivery: Delivery | null;
  /** What the carrier's rules made of it, such as an opt-out. */
  mark?: string | null;
  /** What the person can do about it. */
  actions?: ReactNode;
  status: string;
}

export function Bubble(props: Props) {
  const { placed, isTarget = false, body, media, author, zone, delivery, mark, actions, status } = props;
  const { item, isOurs, startsGroup, endsGroup } = placed;
  const isLoud = delivery !== null && delivery.tone !== "quiet";
  return (
    <li
      data-testid="message"
      data-status={status}
      aria-current={isTarget ? "location" : undefined}
      className={classes("flex flex-col", isOurs ? "items-end" : "items-start", startsGroup ? "mt-3" : "mt-0.5")}
    >
      <span className="sr-only">{`${author}, ${fullTime(item.at, zone)}:`}</span>
      {media}
      {body !== "" && <p
        className={classes(
          "max-w-[min(78%,560px)] px-3 py-2 text-base break-words whitespace-pre-wrap",
          isTarget && "ring-4 ring-warning/60",
          isOurs ? "rounded-l-2xl bg-accent text-accent-ink" : "rounded-r-2xl bg-theirs text-ink",
          isOurs && (startsGroup ? "rounded-tr-2xl" : "rounded-tr-md"),
          isOurs && (endsGroup ? "rounded-br-2xl" : "rounded-br-md"),
          !isOurs && (startsGroup ? "rounded-tl-2xl" : "rounded-tl-md"),
          !isOurs && (endsGroup ? "rounded-bl-2xl" : "rounded-bl-md"),
        )}
      >
        {body}
      </p>}
      {mark && <p className="mt-1 rounded bg-warning-soft px-2 py-0.5 text-xs text-warning">{mark}</p>}
      {(endsGroup || isLoud || actions) && (
        <div
          className={classes(
            "mt-1 flex max-w-[min(78%,560px)] flex-wrap items-center gap-x-2 gap-y-0.5 px-1 text-xs text-ink-soft",
            isOurs && "justify-end text-right",
          )}
        >
          {isLoud && <DeliveryWords delivery={delivery} />}
          {actions}
          {endsGroup && <time dateTime={item.at}>{clockTime(item.at, zone)}</time>}
          {endsGroup && delivery && !isLoud && <DeliveryMark delivery={delivery} />}
        </div>
      )}
    </li>
  );
}

function DeliveryMark({ delivery: { icon: Icon, words } }: { delivery: Delivery }) {
  return (
    <Hint words={words}>
      <span className="inline-flex">
        <Icon aria-hidden="true" className="size-3.5" />
        <span className="sr-only">{words}</span>
      </span>
    </Hint>
  );
}

function DeliveryWords({ delivery: { icon: Icon, words, tone } }: { delivery: Delivery }) {
  return (
    <span className={classes("inline-flex items-start gap-1 text-left", tone === "danger" ? "text-danger" : "text-warning")}>
      <Icon aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
      {words}
    </span>
  );
}
