/**
 * The way between this browser and the carrier: what rings here, and what is done with it. One adapter speaks with
 * Twilio, the other with the simulated carrier of a development hub.
 */

/** A call that rings or goes on in this browser. */
export interface Leg {
  id: string;
  /** Who calls, as the carrier tells it. */
  from: string;
  /** The hub's id of the call; null where the carrier does not pass it on. */
  callId: string | null;
  contactName: string | null;
  /** Somebody dialled here or in another window of theirs: it rings for nobody else. */
  isOwn: boolean;
}

export type SignallingEvent =
  | { type: "registered" }
  /** Nothing can ring for now. The adapter tries again by itself unless `isFinal`. */
  | { type: "lost"; isFinal: boolean }
  | { type: "incoming"; leg: Leg }
  /** It was taken here, now or before the page was loaded. */
  | { type: "accepted"; leg: Leg }
  | { type: "canceled"; legId: string }
  | { type: "ended"; legId: string }
  | { type: "no_microphone" }
  | { type: "token_ends" };

export interface SoundDevice {
  id: string;
  name: string;
}

export interface Devices {
  microphones: SoundDevice[];
  microphoneId: string | null;
  /** Null where the browser plays on the system's choice alone. */
  speakers: SoundDevice[] | null;
  speakerId: string | null;
}

export interface Ticket {
  token: string;
  expiresAt: string;
}

export interface CallSignalling {
  /** Whether there is a line at all, or only its events. */
  readonly isSimulated: boolean;
  /** Makes this browser ring; settled once it would. */
  register(): Promise<void>;
  listen(listener: (event: SignallingEvent) => void): void;
  /** Goes on with a newer token. */
  renew(ticket: Ticket): void;
  /** Ends what goes on, and rings no more. */
  close(): void;

  accept(legId: string): Promise<void>;
  reject(legId: string): Promise<void>;
  hangUp(legId: string): Promise<void>;
  mute(legId: string, isMuted: boolean): void;
  /** One key of the keypad, or several. */
  sendDigits(legId: string, digits: string): Promise<void>;

  /** Null where there is nothing to choose. */
  devices(): Devices | null;
  choose(kind: "microphone" | "speaker", id: string): Promise<void>;
}

export const legOf = (id: string, from: string, parameters: Readonly<Record<string, string>>): Leg => ({
  id,
  from,
  callId: parameters["callId"] ?? null,
  contactName: parameters["contactName"] || null,
  isOwn: parameters["own"] === "true",
});
