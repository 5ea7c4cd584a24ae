import { sentenceOf, type ApiProblem } from "@/api/problem";
import { FILES_MAX, refusalOf, typeOf } from "@/inbox/media/rules";
import type { OutgoingMedia } from "@/live/outbox";

/** A file beside the text that is being written. */
export interface Attached {
  key: string;
  file: File;
  /** A picture of it that only this tab can show. */
  preview: string | null;
  state: "uploading" | "ready" | "failed";
  /** 0 to 1. */
  progress: number;
  mediaId: string | null;
  problem: string | null;
  /** Whether the same file may be tried again. */
  mayRetry: boolean;
}

export interface TrayPorts {
  /** Uploads a file and answers its id; throws what the person should be told. */
  upload: (file: File, type: string, onProgress: (part: number) => void, signal: AbortSignal) => Promise<string>;
  preview: (file: File) => string;
  forget: (preview: string) => void;
  key: () => string;
}

/** The files of one unsent message: uploaded at once, in the order of their choosing. */
export class Tray {
  private held: readonly Attached[] = [];
  private readonly uploads = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly ports: TrayPorts) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly Attached[] => this.held;

  /** Takes files in. What cannot be sent stays visible with its reason. */
  add(files: Iterable<File>): void {
    for (const file of files) {
      const sendable = this.held.filter(({ state }) => state !== "failed");
      const bytes = sendable.reduce((sum, { file: { size } }) => sum + size, 0);
      const problem = sendable.length >= FILES_MAX ? "At most 10 files fit into one message." : refusalOf(file, bytes);
      const type = typeOf(file);
      const preview = !problem && type.startsWith("image/") ? this.ports.preview(file) : null;
      const attached: Attached = {
        key: this.ports.key(),
        file,
        preview,
        state: problem ? "failed" : "uploading",
        progress: 0,
        mediaId: null,
        problem,
        mayRetry: false,
      };
      this.write([...this.held, attached]);
      if (!problem) void this.upload(attached);
    }
  }

  remove(key: string): void {
    this.uploads.get(key)?.abort();
    const gone = this.held.find((attached) => attached.key === key);
    if (gone?.preview) this.ports.forget(gone.preview);
    this.write(this.held.filter((attached) => attached.key !== key));
  }

  retry(key: string): void {
    const attached = this.held.find((candidate) => candidate.key === key);
    if (!attached?.mayRetry) return;
    this.change(key, { state: "uploading", progress: 0, problem: null, mayRetry: false });
    void this.upload(attached);
  }

  /** Whether everything that is attached can leave. */
  get isReady(): boolean {
    return this.held.every(({ state }) => state === "ready");
  }

  /** Hands the files over to a message that is sent; their previews stay. */
  take(): OutgoingMedia[] {
    const taken = this.held.flatMap(({ mediaId, file, preview }): OutgoingMedia[] =>
      mediaId ? [{ id: mediaId, fileName: file.name, contentType: typeOf(file), size: file.size, preview }] : [],
    );
    this.write([]);
    return taken;
  }

  private async upload({ key, file }: Attached): Promise<void> {
    const control = new AbortController();
    this.uploads.set(key, control);
    try {
      const onProgress = (progress: number) => this.change(key, { progress });
      const mediaId = await this.ports.upload(file, typeOf(file), onProgress, control.signal);
      this.change(key, { state: "ready", progress: 1, mediaId });
    } catch (error) {
      if (control.signal.aborted) return;
      const isFinal = (error as Partial<ApiProblem>).isPassing === false;
      this.change(key, { state: "failed", problem: sentenceOf(error), mayRetry: !isFinal });
    } finally {
      this.uploads.delete(key);
    }
  }

  private change(key: string, fields: Partial<Attached>): void {
    this.write(this.held.map((attached) => (attached.key === key ? { ...attached, ...fields } : attached)));
  }

  private write(held: readonly Attached[]): void {
    this.held = held;
    for (const listener of this.listeners) listener();
  }
}
