import { useEffect, useState } from "react";
import { isProblem, sentenceOf } from "@/api/problem";
import { openHub, type SharedCall } from "@/api/public";
import { Player } from "@/calls/player";
import { lengthWords } from "@/calls/words";
import { Entrance } from "@/entrance/entrance";
import { fullTime } from "@/format/time";
import { Button } from "@/ui/button";

/** A call that somebody of a team shared, for whoever has the link. */
export default function SharedPage({ token }: { token: string }) {
  const [call, setCall] = useState<SharedCall | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    document.title = "Shared call · Hub";
  }, []);
  useEffect(() => {
    let isCurrent = true;
    openHub.sharedCall(token).then(
      (answer) => isCurrent && setCall(answer),
      (reason: unknown) => isCurrent && setError(reason),
    );
    return () => {
      isCurrent = false;
    };
  }, [token, round]);
  const again = () => {
    setError(null);
    setRound(round + 1);
  };
  if (error !== null) return <Unshown error={error} onRetry={again} />;
  if (call === null) {
    return (
      <Entrance title="Shared call" words="">
        <div role="status" aria-label="Loading the call" className="space-y-3">
          <div className="skeleton h-4 w-2/3" />
          <div className="skeleton h-9 w-full" />
        </div>
      </Entrance>
    );
  }
  return <Shown call={call} token={token} />;
}

function Unshown({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isOver = isProblem(error, "link_expired");
  if (isOver || isProblem(error, "not_found")) {
    return (
      <Entrance title={isOver ? "This link has ended" : "This link opens nothing"} words="">
        <p role="alert" className="text-sm">
          {isOver
            ? "A shared call can be opened for 24 hours, or until the team ends it. Ask whoever sent it for a new link."
            : "Look whether the whole link was copied. Links that ended more than a week ago are not known any more either."}
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Couldn't load the call" words="">
      <p role="alert" className="mb-4 text-sm">
        {sentenceOf(error)}
      </p>
      <Button onClick={onRetry}>Try again</Button>
    </Entrance>
  );
}

function Shown({ call, token }: { call: SharedCall; token: string }) {
  const what = call.kind === "voicemail" ? "Voicemail" : "Call";
  const { recording, transcript, timeZone } = call;
  // The first address is there already; later ones are asked for, which is one more opening.
  const urlOf = async () => {
    if (recording && new Date(recording.expiresAt) > new Date()) return recording.url;
    const { recording: fresh } = await openHub.sharedCall(token);
    if (!fresh) throw new Error("the recording is gone");
    return fresh.url;
  };
  const facts = [
    fullTime(call.startedAt, timeZone),
    call.durationSeconds != null && lengthWords(call.durationSeconds),
    call.numberEnding && `${call.direction === "inbound" ? "from" : "to"} a number ending in ${call.numberEnding}`,
  ].filter(Boolean);
  return (
    <Entrance
      title={`${what} ${call.direction === "inbound" ? "to" : "by"} ${call.organization}`}
      size="wide"
      words={facts.join(" · ")}
      foot={`Open until ${fullTime(call.endsAt, timeZone)}`}
    >
      {recording && <Player urlOf={urlOf} label={what} durationSeconds={call.durationSeconds ?? null} mayKeep={false} />}
      {transcript && (
        <blockquote className="mt-3 text-sm break-words whitespace-pre-wrap">
          <span className="sr-only">Transcript: </span>
          {`“${transcript}”`}
        </blockquote>
      )}
      {!recording && !transcript && <p className="text-sm">What was shared has been removed since.</p>}
    </Entrance>
  );
}
