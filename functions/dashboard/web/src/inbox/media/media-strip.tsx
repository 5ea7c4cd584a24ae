import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Download, FileText, ImageIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { hub } from "@/api/hub";
import type { Media, Message } from "@/api/types";
import { isPicture, sizeInWords } from "@/format/message-words";
import { keepFile, URL_GOOD_FOR_MS } from "@/inbox/media/media-url";
import { useWorkspace } from "@/live/workspace";
import { classes } from "@/ui/classes";
import { notify } from "@/ui/notify";

const Viewer = lazy(async () => ({ default: (await import("@/inbox/media/viewer")).Viewer }));

interface Props {
  message: Message;
  /** Who sent it, for those who cannot see the pictures. */
  author: string;
  isOurs: boolean;
}

/** The attachments of a message: pictures to look at, files to keep, and those on their way. */
export function MediaStrip({ message, author, isOurs }: Props) {
  const [shownId, setShownId] = useState<string | null>(null);
  const media = message.media ?? [];
  const pictures = media.filter((item) => item.state === "ready" && isPicture(item));
  const altOf = (item: Media) => {
    const place = pictures.length > 1 ? ` ${pictures.indexOf(item) + 1} of ${pictures.length}` : "";
    return `Picture${place} from ${author}`;
  };
  return (
    <>
      <ul
        aria-label="Attachments"
        className={classes("mb-0.5 flex max-w-[min(78%,560px)] flex-wrap gap-1", isOurs && "justify-end")}
      >
        {media.map((item) => (
          <li key={item.id} data-testid="attachment" data-state={item.state} className="min-w-0">
            {item.state === "pending" && <Pending item={item} />}
            {item.state === "failed" && <Failed message={message} item={item} />}
            {item.state === "ready" &&
              (isPicture(item) ? (
                <Thumbnail message={message} item={item} alt={altOf(item)} onShow={() => setShownId(item.id)} />
              ) : (
                <FileCard message={message} item={item} />
              ))}
          </li>
        ))}
      </ul>
      <Suspense>
        {shownId && (
          <Viewer message={message} pictures={pictures} altOf={altOf} startId={shownId} onClose={() => setShownId(null)} />
        )}
      </Suspense>
    </>
  );
}

/** Pictures have their place before they are there, so that nothing moves. */
const FRAME = "flex size-32 md:size-40 items-center justify-center overflow-hidden rounded-lg border border-line bg-canvas";

function Pending({ item }: { item: Media }) {
  return (
    <div className={classes(FRAME, "flex-col gap-2 p-2 text-center text-xs text-ink-soft")}>
      <ImageIcon aria-hidden="true" className="size-6 animate-pulse" />
      {isPicture(item) ? "Fetching the picture…" : "Fetching the file…"}
    </div>
  );
}

function Failed({ message, item }: { message: Message; item: Media }) {
  const { mayWrite } = useWorkspace();
  const [isAsked, setAsked] = useState(false);
  const retry = () => {
    setAsked(true);
    hub.retryMedia(message.id, item.id).catch((error: unknown) => {
      setAsked(false);
      notify.problem("Couldn't try again", error, retry);
    });
  };
  return (
    <div className={classes(FRAME, "flex-col gap-1 border-danger bg-danger-soft p-2 text-center text-xs text-danger")}>
      <CircleAlert aria-hidden="true" className="size-5" />
      <p>{item.error}</p>
      {mayWrite && !isAsked && (
        <button type="button" className="rounded font-medium underline underline-offset-2" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

interface ThumbnailProps {
  message: Message;
  item: Media;
  alt: string;
  onShow: () => void;
}

function Thumbnail({ message, item, alt, onShow }: ThumbnailProps) {
  const { data, isError, refetch } = useQuery({
    queryKey: ["media", message.id, item.id],
    queryFn: ({ signal }) => hub.mediaUrl(message.id, item.id, {}, signal),
    staleTime: URL_GOOD_FOR_MS,
    gcTime: URL_GOOD_FOR_MS,
    // The picture is on screen already; only a new look at it needs a new URL.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [isBroken, setBroken] = useState(false);
  if (isError || isBroken) {
    const again = () => {
      setBroken(false);
      void refetch();
    };
    return (
      <div className={classes(FRAME, "flex-col gap-1 p-2 text-center text-xs text-ink-soft")}>
        Couldn't show the picture.
        <button type="button" className="rounded font-medium text-accent-text underline underline-offset-2" onClick={again}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <button type="button" aria-label={`Open: ${alt}`} onClick={onShow} className={FRAME}>
      {data ? (
        <img src={data.url} alt={alt} loading="lazy" onError={() => setBroken(true)} className="size-full object-cover" />
      ) : (
        <span className="skeleton size-full" />
      )}
    </button>
  );
}

function FileCard({ message, item }: { message: Message; item: Media }) {
  const name = item.fileName ?? "File";
  return (
    <button
      type="button"
      aria-label={`Download ${name}`}
      onClick={() => void keepFile(message.id, item.id)}
      className="flex max-w-full items-center gap-2 rounded-lg border border-line bg-canvas p-2 text-left text-sm hover:bg-hover"
    >
      <FileText aria-hidden="true" className="size-5 shrink-0 text-ink-soft" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        {item.size !== null && item.size !== undefined && (
          <span data-numeric className="block text-xs text-ink-soft">
            {sizeInWords(item.size)}
          </span>
        )}
      </span>
      <Download aria-hidden="true" className="size-4 shrink-0 text-ink-soft" />
    </button>
  );
}
