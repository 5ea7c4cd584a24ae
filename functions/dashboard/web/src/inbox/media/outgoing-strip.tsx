import { FileText } from "lucide-react";
import { sizeInWords } from "@/format/message-words";
import type { OutgoingMedia } from "@/live/outbox";

/** The attachments of a message that the hub does not list yet. */
export function OutgoingStrip({ media }: { media: readonly OutgoingMedia[] }) {
  return (
    <ul aria-label="Attachments" className="mb-0.5 flex max-w-[min(78%,560px)] flex-wrap justify-end gap-1">
      {media.map(({ id, preview, fileName, size }) => (
        <li key={id}>
          {preview ? (
            <img src={preview} alt={`Picture: ${fileName}`} className="size-32 rounded-lg border border-line object-cover md:size-40" />
          ) : (
            <span className="flex items-center gap-2 rounded-lg border border-line bg-canvas p-2 text-sm">
              <FileText aria-hidden="true" className="size-5 text-ink-soft" />
              {`${fileName}, ${sizeInWords(size)}`}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
