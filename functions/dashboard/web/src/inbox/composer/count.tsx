import { countSegments } from "@/format/segments";
import { BODY_LIMIT, lengthOf } from "@/inbox/composer/limit";

/** What the message takes on the wire, and why. Loaded once someone writes. */
export function Count({ text }: { text: string }) {
  const over = lengthOf(text) - BODY_LIMIT;
  if (over > 0) {
    return (
      <span role="alert" className="text-danger">
        {`${over.toLocaleString("en-US")} over the limit of 1,600 characters. Shorten it or send it in parts.`}
      </span>
    );
  }
  const { used, room, segments, forcedBy } = countSegments(text);
  return (
    <>
      <span data-numeric data-testid="segment-count">{`${used}/${room} · ${segments} ${segments === 1 ? "segment" : "segments"}`}</span>
      {forcedBy && (
        <span className="text-warning">
          {" · "}
          <span className="rounded bg-warning-soft px-1 font-semibold">{forcedBy}</span>
          {" needs Unicode: 70 per segment instead of 160"}
        </span>
      )}
    </>
  );
}
