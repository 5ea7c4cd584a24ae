import { Download, Pause, Play } from "lucide-react";
import { useRef, useState } from "react";
import { sentenceOf } from "@/api/problem";
import { lengthWords } from "@/calls/words";
import { Button, IconButton } from "@/ui/button";
import { notify } from "@/ui/notify";

const SPEEDS = [1, 1.5, 2] as const;

interface Props {
  /** Where the sound is for some minutes, to be played or as a file. */
  urlOf: (asFile: boolean) => Promise<string>;
  /** What is heard, for screen readers. */
  label: string;
  durationSeconds: number | null;
  /** Whether it may be downloaded. */
  mayKeep?: boolean;
  onHeard?: () => void;
}

/** Plays a recording. Its URL lasts some minutes, so it is asked for when somebody listens. */
export function Player({ urlOf, label, durationSeconds, mayKeep = true, onHeard }: Props) {
  const audio = useRef<HTMLAudioElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
  const [place, setPlace] = useState(0);
  const [length, setLength] = useState(durationSeconds ?? 0);

  const play = async () => {
    const sound = audio.current;
    if (!sound) return;
    if (isPlaying) {
      sound.pause();
      return;
    }
    setProblem(null);
    setBusy(true);
    try {
      if (url === null) {
        const found = await urlOf(false);
        setUrl(found);
        sound.src = found;
      }
      sound.playbackRate = speed;
      await sound.play();
      onHeard?.();
    } catch (error) {
      setUrl(null);
      setProblem(`Couldn't play it: ${sentenceOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  const keep = async () => {
    try {
      window.location.assign(await urlOf(true));
    } catch (error) {
      notify.problem("Couldn't download it", error, () => void keep());
    }
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <div role="group" aria-label={label} className="mt-1">
      <div className="flex items-center gap-2">
        <IconButton label={isPlaying ? "Pause" : "Play"} disabled={isBusy} onClick={() => void play()}>
          {isPlaying ? <Pause aria-hidden="true" className="size-4" /> : <Play aria-hidden="true" className="size-4" />}
        </IconButton>
        <input
          type="range"
          aria-label="Place in the recording"
          aria-valuetext={`${lengthWords(place)} of ${lengthWords(length)}`}
          min={0}
          max={Math.max(length, 0.1)}
          step={0.1}
          value={Math.min(place, length)}
          disabled={url === null}
          onChange={(event) => {
            const to = Number(event.target.value);
            setPlace(to);
            if (audio.current) audio.current.currentTime = to;
          }}
          className="h-1.5 min-w-16 flex-1 accent-accent"
        />
        <span data-numeric className="shrink-0 text-xs text-ink-soft">
          {url === null ? lengthWords(length) : `${lengthWords(place)} / ${lengthWords(length)}`}
        </span>
        <Button look="quiet" aria-label={`Speed ${speed}, change`} onClick={faster} className="px-1.5! text-xs">{`${speed}×`}</Button>
        {mayKeep && (
          <IconButton label="Download recording" onClick={() => void keep()}>
            <Download aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a transcript stands beside it where there is one */}
      <audio
        ref={audio}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => {
          setPlaying(false);
          setPlace(0);
        }}
        onTimeUpdate={(event) => setPlace(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration);
        }}
      />
    </div>
  );
}
