import type { RefObject } from "react";
import { countSegments, plainForm } from "@/format/segments";
import { BODY_LIMIT, lengthOf } from "@/inbox/composer/limit";
import type { Pair } from "@/inbox/composer/message-field";
import { usePrice } from "@/inbox/composer/price";

interface Props {
  text: string;
  pair?: Pair | undefined;
  /** Takes the text in plain characters; without it that is not offered. */
  onText?: (text: string) => void;
  fieldRef?: RefObject<HTMLTextAreaElement | null>;
}

/** What the message takes on the wire, why, and what it costs. Loaded once someone writes. */
export function Count({ text, pair, onText, fieldRef }: Props) {
  const over = lengthOf(text) - BODY_LIMIT;
  const { used, room, segments, encoding, forcedBy } = countSegments(text);
  const price = usePrice(pair, segments);
  if (over > 0) {
    return (
      <span role="alert" className="text-danger">
        {`${over.toLocaleString("en-US")} over the limit of 1,600 characters. Shorten it or send it in parts.`}
      </span>
    );
  }
  const plain = onText ? plainForm(text) : null;
  const replace = () => {
    if (plain !== null) onText?.(plain);
    fieldRef?.current?.focus();
  };
  return (
    <>
      <span data-numeric data-testid="segment-count">{`${used}/${room} · ${segments} ${segments === 1 ? "segment" : "segments"}`}</span>
      {price && <span data-numeric data-testid="price" title="List price, without the carriers' fees">{` · ${price}`}</span>}
      {forcedBy && (
        <span className="text-warning">
          {" · "}
          <span className="rounded bg-warning-soft px-1 font-semibold">{forcedBy}</span>
          {` needs ${encoding}: 70 per segment instead of 160`}
          {plain !== null && (
            <button type="button" className="ml-1.5 rounded font-medium underline underline-offset-2" onClick={replace}>
              Use plain characters
            </button>
          )}
        </span>
      )}
    </>
  );
}
