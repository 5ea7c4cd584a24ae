import { FileText, X } from "lucide-react";
import { sizeInWords } from "@/format/message-words";
import type { Attached, Tray } from "@/inbox/media/tray";
import { classes } from "@/ui/classes";

interface Props {
  tray: Tray;
  attached: readonly Attached[];
}

/** What will leave with the text: each file with its state, and a way to take it back. */
export function AttachedList({ tray, attached }: Props) {
  return (
    <ul aria-label="Attached files" className="flex flex-wrap gap-2 px-3 pt-3">
      {attached.map((file) => (
        <Item key={file.key} tray={tray} attached={file} />
      ))}
    </ul>
  );
}

function Item({ tray, attached: { key, file, preview, state, progress, problem, mayRetry } }: { tray: Tray; attached: Attached }) {
  const hasFailed = state === "failed";
  const percent = Math.round(progress * 100);
  return (
    <li
      data-state={state}
      className={classes(
        "flex max-w-full items-center gap-2 rounded-md border p-1.5 pr-0.5 text-sm",
        hasFailed ? "border-danger bg-danger-soft" : "border-line bg-canvas",
      )}
    >
      {preview ? (
        <img src={preview} alt="" className="size-11 shrink-0 rounded object-cover" />
      ) : (
        <span className="flex size-11 shrink-0 items-center justify-center rounded bg-hover text-ink-soft">
          <FileText aria-hidden="true" className="size-5" />
        </span>
      )}
      <div className="min-w-0 max-w-48">
        <p className="truncate font-medium">{file.name}</p>
        {hasFailed ? (
          <p role="alert" className="text-xs text-danger">
            {problem}
            {mayRetry && (
              <>
                {" "}
                <button type="button" className="rounded font-medium underline underline-offset-2" onClick={() => tray.retry(key)}>
                  Try again
                </button>
              </>
            )}
          </p>
        ) : state === "uploading" ? (
          <progress
            aria-label={`Uploading ${file.name}`}
            value={percent}
            max={100}
            className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-hover accent-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
          />
        ) : (
          <p data-numeric className="text-xs text-ink-soft">
            {sizeInWords(file.size)}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label={`Remove ${file.name}`}
        onClick={() => tray.remove(key)}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-soft hover:bg-hover hover:text-ink"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </li>
  );
}
