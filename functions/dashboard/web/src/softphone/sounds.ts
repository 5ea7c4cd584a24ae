/** The page's own sounds of calls, made of plain tones. Where the browser allows none yet, there are none. */

let context: AudioContext | null = null;

/** Settled once tones can be heard: a browser may wait for the first touch of the page. */
async function ready(): Promise<AudioContext> {
  context ??= new AudioContext();
  await context.resume();
  return context;
}

interface Tone {
  frequencies: readonly number[];
  /** From now, in seconds. */
  after: number;
  seconds: number;
  loudness: number;
}

const EDGE_SECONDS = 0.02;

function play(sound: AudioContext, { frequencies, after, seconds, loudness }: Tone): () => void {
  const [from, to] = [sound.currentTime + after, sound.currentTime + after + seconds];
  const volume = sound.createGain();
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(loudness, from + EDGE_SECONDS);
  volume.gain.setValueAtTime(loudness, to - EDGE_SECONDS);
  volume.gain.linearRampToValueAtTime(0, to);
  volume.connect(sound.destination);
  const voices = frequencies.map((frequency) => {
    const voice = new OscillatorNode(sound, { frequency });
    voice.connect(volume);
    voice.start(from);
    voice.stop(to);
    return voice;
  });
  return () => {
    for (const voice of voices) voice.stop();
    volume.disconnect();
  };
}

function every(seconds: number, tones: readonly Tone[]): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  let stops: (() => void)[] = [];
  void ready().then(
    (sound) => {
      if (isOver) return;
      const begin = () => (stops = tones.map((tone) => play(sound, tone)));
      begin();
      timer = setInterval(begin, seconds * 1000);
    },
    () => undefined,
  );
  return () => {
    isOver = true;
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}

/** Rings until it is told to stop: two short tones and a pause. */
export const ring = (): (() => void) =>
  every(3, [0, 0.5].map((after) => ({ frequencies: [480, 620], after, seconds: 0.4, loudness: 0.12 })));

/** A second call knocks, softly enough to talk on. */
export const knock = (): (() => void) => every(6, [{ frequencies: [440], after: 0, seconds: 0.25, loudness: 0.05 }]);

/**
 * The tones of each key: one for its row, one for its column.
 *
 * Source: ITU-T Q.23.
 */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
export const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
export type PhoneKey = (typeof KEYS)[number];

/** What the person hears of a key that they press. */
export function keyTone(key: PhoneKey): void {
  const at = KEYS.indexOf(key);
  const frequencies = [ROWS[Math.floor(at / 3)] ?? 0, COLUMNS[at % 3] ?? 0];
  void ready().then((sound) => play(sound, { frequencies, after: 0, seconds: 0.12, loudness: 0.05 }), () => undefined);
}
